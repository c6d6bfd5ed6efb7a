import { type AnnData, coordinates } from '../../data';
import type { Sections } from '../../data/sections';
import { TissuebookError } from '../../errors';
import type { Capability, Model } from '../../models';
import { buildIndex } from '../../neighbors';
import type { ColumnName } from '../../names';
import { anything, flag, integer, listOf, number, text } from '../../options';
import { tileSplit } from '../../prepare';
import type { Pictured } from '../shared/pictured';
import { refuseSteered } from '../shared/refuseSteered';
import { trainAndTest } from '../shared/trainAndTest';
import { fitOptions } from '../shared/trial';

/** What tasks are told that ask a model about whole sections, or about tiles of one, which it has not seen. */
export interface ImageFoldOptions {
  /**
   * Column of obs that tells sections apart: each in turn is asked about, by a model that learned from the others. The model's own option
   * unless given. With one section, square tiles of it, by a model that learned from the rest.
   */
  section?: ColumnName;
  /** Only these sections are asked about. All. */
  heldOut?: readonly string[];
  /** Of one section: the share of its tiles that is asked about. 0.25. */
  test?: number;
  /** Of one section: cells this near to one that is asked about are not learned from, in the unit of the positions. Three times the pitch. */
  margin?: number;
  /** False asks the given model as it is, trained elsewhere; else a fresh one is trained on the cells that are learned from. True. */
  retrain?: boolean;
  /** Epochs of training; the model's own unless given. */
  epochs?: number;
  signal?: AbortSignal;
  /** Whether a notebook shows the curves of the training. Default true. */
  progress?: boolean;
}

export const imageFoldChecks = {
  section: text,
  heldOut: listOf(text),
  test: number(0.01, 0.9),
  margin: number(0),
  retrain: flag,
  epochs: integer(1, 100000),
  signal: anything,
  progress: flag,
};

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
  { heldOut, test = 0.25, margin, seed = 0 }: ImageFoldOptions & { readonly seed?: number },
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
  const { train: rest, test: asked } = trainAndTest(split, key);
  const { points } = coordinates(cells);
  const nearest = buildIndex(points, { candidates: asked }).nearest(rest, 1);
  const apart = (a: number, b: number): number =>
    Math.hypot(points.get(a, 0) - points.get(b, 0), points.get(a, 1) - points.get(b, 1));
  return { name: 'tiles', train: rest.filter((cell, i) => apart(cell, nearest[i]!) > margin), test: asked };
}

/**
 * A model that learned from the fold's cells alone, or the given one.
 * @throws TissuebookError 'invalid-argument' for a given one whose training a person steered by cells that it would be scored on
 */
export async function trainedOn(
  model: Model,
  purpose: Capability,
  { cells, image }: Pictured,
  { train, test }: ImageFold,
  { retrain = true, ...told }: ImageFoldOptions,
): Promise<{ asked: Model; notices: readonly string[] }> {
  if (!retrain) {
    const { index } = cells.obs;
    refuseSteered(
      purpose,
      model,
      Array.from(test, (cell) => index[cell]!),
    );
    return { asked: model, notices: [] };
  }
  const asked = model.fresh({}, purpose);
  const { notices } = await asked.fit({ cells: cells.subset({ obs: train }), image }, fitOptions(told));
  return { asked, notices };
}
