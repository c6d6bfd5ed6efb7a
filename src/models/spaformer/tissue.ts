import { coordinates, type AnnData, type DenseMatrix } from '../../data';
import { uniquePlaces } from '../../data/rowsByName';
import { readSections } from '../../data/sections';
import { TissuebookError } from '../../errors';
import { radiusGraph, type Graph } from '../../graph';
import { buildIndex } from '../../neighbors';
import { checkValues } from '../../prepare/values/checkValues';
import { observedEntries } from '../../prepare/splits/observedEntries';
import { type FeatureMatch, matchFeatures, takeFeatures } from '../training/matchFeatures';
import type { SpaformerConfig } from './config';

/** A data set as SpaFormer sees it, checked. What is hidden is 0 everywhere. */
export interface Tissue {
  readonly cells: number;
  readonly features: readonly string[];
  /** Counts [cells, features], row-major. */
  readonly counts: Float32Array;
  /** log1p of counts whose cells add up to `scale` [cells, features]. */
  readonly x: Float32Array;
  /** Sum of the known counts of each cell. */
  readonly totals: Float64Array;
  /** 1 where an entry is known [cells, features]. */
  readonly observed: Uint8Array;
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
  const dense = (match ? takeFeatures(matrix, match) : matrix).toDense();
  const observed = observedIn(where, adata, match);
  const counts = Float32Array.from(dense.values, (value, at) => value * observed[at]!);
  const { section } = readSections(where, adata, config.section);
  const { points } = coordinates(adata);
  const radius = trained?.radius ?? radiusOf(config, points, section);
  const totals = rowSums(counts, features.length);
  if (!totals.some((total) => total > 0)) {
    throw new TissuebookError('invalid-argument', `${where}: X holds nothing but zeros.`, { argument: 'X', found: 0 });
  }
  return {
    cells: adata.nObs,
    features,
    counts,
    x: normalized(counts, totals, config.scale),
    totals,
    observed,
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
  const lengths: number[] = [];
  near.forEach((other, at) => {
    const cell = Math.floor(at / (LOOKED_AT + 1));
    if (other >= 0 && other !== cell) lengths.push(distance(points, cell, other));
  });
  lengths.sort((a, b) => a - b);
  return lengths[Math.min(DEGREE * points.rows, lengths.length) - 1] ?? 0;
}

function observedIn(where: string, adata: AnnData, match: FeatureMatch | undefined): Uint8Array {
  const own = observedEntries(where, adata);
  const columns = match?.place.length ?? adata.nVars;
  const observed = new Uint8Array(adata.nObs * columns).fill(1);
  if (!own && !match?.missing.length) return observed;
  for (let at = 0; at < observed.length; at++) {
    const column = match ? match.place[at % columns]! : at % columns;
    const cell = Math.floor(at / columns);
    observed[at] = column < 0 ? 0 : (own?.[cell * adata.nVars + column] ?? 1);
  }
  return observed;
}

function normalized(counts: Float32Array, totals: Float64Array, scale: number): Float32Array {
  const columns = counts.length / totals.length;
  return counts.map((count, at) => (count > 0 ? Math.log1p((scale * count) / totals[Math.floor(at / columns)]!) : 0));
}

function rowSums(values: Float32Array, columns: number): Float64Array {
  const sums = new Float64Array(values.length / columns);
  values.forEach((value, at) => (sums[Math.floor(at / columns)]! += value));
  return sums;
}

const distance = (points: DenseMatrix, a: number, b: number): number => {
  let square = 0;
  for (let d = 0; d < points.columns; d++) square += (points.row(a)[d]! - points.row(b)[d]!) ** 2;
  return Math.sqrt(square);
};
