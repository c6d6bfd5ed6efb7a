import { type AnnData, type CategoricalColumn, coordinates, type DenseMatrix } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import type { ColumnName } from '../../names';
import { checkOptions, integer, number, text } from '../../options';
import { type Grouping, groupingOf, partition, splitChecks, type SplitOptions } from './partition';

export interface TileSplitOptions extends SplitOptions {
  /** Tiles along the longer side of each section. 8 (our choice). */
  tiles?: number;
  /** The obs column of sections, which are tiled apart. All cells are one section without it. */
  sections?: ColumnName;
  /** Cells this near to a cell of another part get no part, in the unit of the coordinates. 0: all get one. */
  margin?: number;
}

/**
 * Gives whole square tiles of tissue to training, validation and testing, so that most cells have their neighbors in
 * their own part; with a margin as wide as a model sees, all of them.
 *
 * @returns a new AnnData with obs[key], missing for cells within the margin
 * @throws TissuebookError 'missing-key' (no positions), 'not-finite', 'invalid-argument' (fewer tiles than parts)
 */
export function tileSplit(adata: AnnData, options: TileSplitOptions = {}): AnnData {
  checkAnnData('tileSplit', 'adata', adata);
  checkOptions('tileSplit', options, {
    ...splitChecks,
    tiles: integer(2, 1000),
    sections: text,
    margin: number(0),
  });
  const { tiles = 8, margin = 0, key = 'split' } = options;
  const { points } = coordinates(adata);
  const one = { codes: new Int32Array(adata.nObs), count: 1 };
  const sections = options.sections === undefined ? one : groupingOf('tileSplit', adata, options.sections);
  const split = partition('tileSplit', adata, tilesOf(points, sections, tiles), options);
  if (margin === 0) return split;
  const parts = split.obs.get(key) as CategoricalColumn;
  const obs = split.obs.clone();
  obs.set(key, { ...parts, codes: awayFromOthers(points, sections.codes, parts.codes, margin) });
  return split.with({ obs });
}

/** The tile of each cell; tiles without cells have no number. */
function tilesOf(points: DenseMatrix, sections: Grouping, tiles: number): Grouping {
  const corners = Array.from({ length: sections.count }, () => ({ x: Infinity, y: Infinity, toX: -Infinity, toY: -Infinity })); // prettier-ignore
  sections.codes.forEach((section, i) => {
    const corner = corners[section]!;
    corner.x = Math.min(corner.x, points.get(i, 0));
    corner.y = Math.min(corner.y, points.get(i, 1));
    corner.toX = Math.max(corner.toX, points.get(i, 0));
    corner.toY = Math.max(corner.toY, points.get(i, 1));
  });
  const number = new Map<string, number>();
  const codes = sections.codes.map((section, i) => {
    const { x, y, toX, toY } = corners[section]!;
    const side = Math.max(toX - x, toY - y) / tiles || 1;
    const along = (from: number, value: number): number => Math.min(tiles - 1, Math.floor((value - from) / side));
    const tile = `${section} ${along(x, points.get(i, 0))} ${along(y, points.get(i, 1))}`;
    if (!number.has(tile)) number.set(tile, number.size);
    return number.get(tile)!;
  });
  return { codes, count: number.size };
}

/** The part of each cell; -1 where a cell of another part and the same section is within the margin. */
function awayFromOthers(points: DenseMatrix, sections: Int32Array, parts: Int32Array, margin: number): Int32Array {
  const squares = new Map<string, number[]>();
  const square = (i: number, right = 0, up = 0): string =>
    `${sections[i]} ${Math.floor(points.get(i, 0) / margin) + right} ${Math.floor(points.get(i, 1) / margin) + up}`;
  parts.forEach((_, i) => {
    const list = squares.get(square(i));
    if (list) list.push(i);
    else squares.set(square(i), [i]);
  });
  const disturbs = (i: number, j: number): boolean =>
    parts[i] !== parts[j] &&
    Math.hypot(points.get(i, 0) - points.get(j, 0), points.get(i, 1) - points.get(j, 1)) <= margin;
  const steps = [-1, 0, 1];
  return parts.map((part, i) => {
    const near = steps.flatMap((right) => steps.flatMap((up) => squares.get(square(i, right, up)) ?? []));
    return near.some((j) => disturbs(i, j)) ? -1 : part;
  });
}
