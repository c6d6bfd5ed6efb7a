import { coordinates, type AnnData, DenseMatrix, isSparse, type Matrix, SparseMatrix } from '../../data';
import { uniquePlaces } from '../../data/rowsByName';
import { readSections } from '../../data/sections';
import { TissuebookError } from '../../errors';
import { radiusGraph, type Graph } from '../../graph';
import { buildIndex } from '../../neighbors';
import { totalsOf } from '../../prepare/filters/limits';
import { checkValues } from '../../prepare/values/checkValues';
import { observedEntries } from '../../prepare/splits/observedEntries';
import { type FeatureMatch, matchFeatures, takeFeatures } from '../training/matchFeatures';
import type { SpaformerConfig } from './config';

/** A data set as SpaFormer sees it, checked. What is hidden is 0 everywhere. */
export interface Tissue {
  readonly cells: number;
  readonly features: readonly string[];
  /** Known counts [cells, features]: sparse where X is, as rows of a field become dense when their turn comes. */
  readonly counts: Matrix;
  /** Sum of the known counts of each cell. */
  readonly totals: Float64Array;
  /** 1 where an entry is known [cells, features], row-major; undefined where all are. */
  readonly observed?: Uint8Array;
  readonly points: DenseMatrix;
  /** Number of each cell's field of view. */
  readonly section: Int32Array;
  readonly radius: number;
  /** Cells within the radius, of one field of view. */
  readonly graph: Graph;
}

/** Neighbors of a cell on average where the radius is 'auto' (paper: 4 to 6). */
const DEGREE = 5;
/** Neighbors that are looked at to find that radius. */
const LOOKED_AT = 16;

/**
 * Reads what SpaFormer needs and changes nothing.
 *
 * @param trained what a trained model expects; its radius and its features are taken
 * @throws TissuebookError 'missing-key' (no X, no positions, no such column), 'not-finite', 'invalid-argument' (no counts, nothing but
 *   zeros), 'shape-mismatch' (features)
 */
export function readTissue(
  where: string,
  adata: AnnData,
  config: SpaformerConfig,
  trained?: { readonly features: readonly string[]; readonly radius: number },
): Tissue {
  const matrix = adata.matrix();
  if (!checkValues(where, adata, matrix).counts) {
    throw new TissuebookError('invalid-argument', `${where}: X holds values that are no counts.`, {
      argument: 'X',
      advice: 'It takes counts, whole numbers from 0: put them into X, from a layer or from raw.',
    });
  }
  if (!trained) uniquePlaces(where, adata.var.index);
  const features = trained?.features ?? adata.var.index;
  if (features.length < 2) {
    throw new TissuebookError(
      'invalid-argument',
      `${where}: a panel of ${features.length} gene leaves nothing to learn.`,
      {
        argument: 'X',
        found: features.length,
        advice: 'Counts are divided by the total of their cell: two genes or more are needed.',
      },
    );
  }
  const match = trained && matchFeatures(where, adata.var.index, features);
  const observed = observedIn(where, adata, match);
  const counts = known(match ? takeFeatures(matrix, match) : matrix, observed);
  const { section } = readSections(where, adata, config.section);
  const { points } = coordinates(adata);
  const radius = trained?.radius ?? radiusOf(config, points, section);
  const { totals } = totalsOf(counts, 'rows');
  if (!totals.some((total) => total > 0)) {
    throw new TissuebookError('invalid-argument', `${where}: X holds nothing but zeros.`, { argument: 'X', found: 0 });
  }
  return {
    cells: adata.nObs,
    features,
    counts,
    totals,
    ...(observed && { observed }),
    points,
    section,
    radius,
    graph: radiusGraph(points, { radius, groups: section }),
  };
}

/** The reach of the spatial graph: as configured, or so that cells have five neighbors on average. */
export function radiusOf({ radius }: SpaformerConfig, points: DenseMatrix, section: Int32Array): number {
  if (radius !== 'auto') return radius;
  const all = Int32Array.from({ length: points.rows }, (_, i) => i);
  const near = buildIndex(points, { groups: section }).nearest(all, LOOKED_AT + 1);
  const lengths = new Float64Array(near.length);
  let found = 0;
  near.forEach((other, at) => {
    const cell = Math.floor(at / (LOOKED_AT + 1));
    if (other >= 0 && other !== cell) lengths[found++] = distance(points, cell, other);
  });
  const sorted = lengths.subarray(0, found).sort();
  return sorted[Math.min(DEGREE * points.rows, found) - 1] ?? 0;
}

/** By columns of their values: an array for each point would cost more than its sum. */
function distance({ values, columns }: DenseMatrix, a: number, b: number): number {
  let square = 0;
  for (let d = 0; d < columns; d++) square += (values[a * columns + d]! - values[b * columns + d]!) ** 2;
  return Math.sqrt(square);
}

/** Which entries of the model's features are known; undefined where no layer says so. What a panel lacks is 0 in any case. */
function observedIn(where: string, adata: AnnData, match: FeatureMatch | undefined): Uint8Array | undefined {
  const own = observedEntries(where, adata);
  if (!own || !match) return own;
  const columns = match.place.length;
  const observed = new Uint8Array(adata.nObs * columns);
  for (let at = 0; at < observed.length; at++) {
    const column = match.place[at % columns]!;
    if (column >= 0) observed[at] = own[Math.floor(at / columns) * adata.nVars + column]!;
  }
  return observed;
}

/** The counts with 0 where an entry is not known. */
function known(counts: Matrix, observed: Uint8Array | undefined): Matrix {
  if (!observed) return counts;
  const { rows, columns, values } = counts;
  if (!isSparse(counts)) {
    return new DenseMatrix(
      rows,
      columns,
      values.map((value, at) => (observed[at] ? value : 0)),
    );
  }
  const { indptr, indices } = counts;
  const kept = values.slice();
  for (let cell = 0; cell < rows; cell++) {
    for (let e = indptr[cell]!; e < indptr[cell + 1]!; e++) if (!observed[cell * columns + indices[e]!]) kept[e] = 0;
  }
  return new SparseMatrix(rows, columns, { indptr, indices, values: kept });
}
