import { type AnnData, coordinates, valuesOf } from '../../data';
import type { Sections } from '../../data/sections';
import { TissuebookError } from '../../errors';
import { buildIndex } from '../../neighbors';
import { tileSplit } from '../../prepare';
import type { ImageToGeneOptions } from './imageToGeneOptions';

/** Cells that are learned from, and cells that are predicted. */
export interface ImageFold {
  /** What is predicted, in words: a section's name, 'tiles'. */
  readonly name: string;
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Each section in turn against the others; of one section, tiles against the rest with a margin between them, since neighbors
 * share pixels and expression.
 *
 * @throws TissuebookError 'missing-key' (no such section), 'invalid-argument' (too few cells on one side)
 */
export function imageFolds(
  where: string,
  cells: AnnData,
  sections: Sections,
  pitch: number,
  { heldOut, test = 0.25, margin, seed = 0 }: ImageToGeneOptions,
): ImageFold[] {
  const names = sections.sections;
  const unknown = heldOut?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TissuebookError('missing-key', `${where}: there is no section "${unknown}".`, {
      argument: 'heldOut',
      found: unknown,
      advice: `Sections: ${names.join(', ')}.`,
    });
  }
  const all = Int32Array.from({ length: cells.nObs }, (_, i) => i);
  const folds =
    names.length > 1
      ? (heldOut ?? names).map((name) => {
          const code = names.indexOf(name);
          return {
            name,
            train: all.filter((i) => sections.section[i] !== code),
            test: all.filter((i) => sections.section[i] === code),
          };
        })
      : [tiles(cells, { test, seed, margin: margin ?? 3 * pitch })];
  const poor = folds.find((fold) => fold.train.length < 3 || fold.test.length < 2);
  if (poor) {
    const sentence = `${where}: ${poor.train.length} cells are left to learn from, ${poor.test.length} to predict (${poor.name}).`;
    throw new TissuebookError('invalid-argument', sentence, {
      argument: 'data',
      found: [poor.train.length, poor.test.length],
      advice: 'Give more cells, several sections, or a smaller margin.',
    });
  }
  return folds;
}

/** Tiles along the longer side: large ones, so that a margin around them leaves something (ours). */
const TILES = 4;

function tiles(cells: AnnData, { test, seed, margin }: { test: number; seed: number; margin: number }): ImageFold {
  const key = 'image part';
  const split = tileSplit(cells, { tiles: TILES, validation: 0, test, key, seed });
  const part = valuesOf(split.obs.get(key));
  const of = (name: string): Int32Array => Int32Array.from(part.keys()).filter((cell) => part[cell] === name);
  const [rest, asked] = [of('train'), of('test')];
  const { points } = coordinates(cells);
  const nearest = buildIndex(points, { candidates: asked }).nearest(rest, 1);
  const apart = (a: number, b: number): number =>
    Math.hypot(points.get(a, 0) - points.get(b, 0), points.get(a, 1) - points.get(b, 1));
  return { name: 'tiles', train: rest.filter((cell, i) => apart(cell, nearest[i]!) > margin), test: asked };
}
