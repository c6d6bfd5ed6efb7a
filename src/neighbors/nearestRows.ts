import { exactMath } from '../exactMath';
import { parallelFor, SharedArena, threadCount, EventLoopYielder, type WorkOptions } from '../wasm';
import type { DenseMatrix } from '../data';
import { type PivotGroups, pivotGroups } from './pivotGroups';
import type { NearestRows } from './types';

/** Rows that the kernel takes together. */
const TILE = 8;

/**
 * The k nearest other rows by Euclidean distance, exactly. Of equal distances the lower index comes first. Groups of rows
 * that lie too far away are passed over (triangle inequality); products in 32 bits, with room for what they may be off,
 * choose the pairs whose distances are then taken in 64 bits.
 *
 * @param caller the function as its user calls it
 * @param k less than the number of rows
 * @throws TissuebookError 'aborted', 'out-of-memory'
 */
export async function nearestRows(
  caller: string,
  points: DenseMatrix,
  k: number,
  options: WorkOptions,
): Promise<NearestRows> {
  const { rows, columns } = points;
  const groups = await pivotGroups(points, new EventLoopYielder(caller, options));
  const cost = rows * rows * columns;
  const search = layOut(points, groups, k, threadCount(groups.members.length, cost));
  await parallelFor(search.arena, {
    ...options,
    caller,
    kernel: 'nearestOfGroup',
    task: search.task(),
    units: groups.members.length,
    cost,
  });
  return found(search, rows, k);
}

/** What a search has found, by rows. */
export function found({ ids, best, squares, scale }: LaidOut, rows: number, k: number): NearestRows {
  const indices = new Int32Array(rows * k);
  const distances = new Float64Array(rows * k);
  ids.forEach((row, slot) => {
    if (row < 0) return;
    for (let j = 0; j < k; j++) {
      indices[row * k + j] = best[slot * k + j]!;
      distances[row * k + j] = Math.sqrt(squares[slot * k + j]!) / scale;
    }
  });
  return { indices, distances };
}

/** A search in the kernels' memory: slots are rows in the order of their groups, whole tiles each. */
export interface LaidOut {
  arena: SharedArena;
  /** The address of a task; of an approximate one with the groups that are compared, and first slots of fours. */
  task(near?: { from: number; to: number; sample?: Int32Array }): number;
  /** The row of each slot; -1 in slots without one. */
  ids: Int32Array;
  best: Int32Array;
  squares: Float64Array;
  /** What values were multiplied with. */
  scale: number;
}

/** The arrays of the kernels' Search, in its order of fields. */
export function layOut(points: DenseMatrix, groups: PivotGroups, k: number, threads: number): LaidOut {
  const { columns } = points;
  const scale = shrinkOf(points);
  const count = groups.members.length;
  const starts = new Int32Array(count + 1);
  groups.members.forEach((list, g) => (starts[g + 1] = starts[g]! + Math.ceil(list.length / TILE)));
  const slots = starts[count]! * TILE;
  const arena = new SharedArena();
  const placed = {
    starts: arena.i32(count + 1),
    packed: arena.f32(slots * columns),
    exact: arena.f64(slots * columns),
    norms: arena.f32(slots),
    ids: arena.i32(slots),
    centers: arena.f64(count * columns),
    radii: arena.f64(count),
    best: arena.i32(slots * k),
    squares: arena.f64(slots * k),
    order: arena.i32(threads * count),
    bounds: arena.f64(threads * count),
  };
  placed.starts.values.set(starts);
  placed.ids.values.fill(-1);
  groups.members.forEach((list, g) => placed.ids.values.set(list, starts[g]! * TILE));
  groups.centers.forEach((value, e) => (placed.centers.values[e] = value * scale));
  groups.radii.forEach((value, g) => (placed.radii.values[g] = value * scale));
  placed.best.values.fill(0x7fffffff);
  placed.squares.values.fill(Infinity);
  fill(points, placed.ids.values, scale, placed.exact.values, placed.packed.values, placed.norms.values);
  const addresses = Object.values(placed).map(({ at }) => at);
  const task: LaidOut['task'] = ({ from, to, sample } = { from: 0, to: count }) =>
    arena.task(count, columns, k, ...addresses, from, to, sample ? arena.copy(sample).at : 0);
  return { arena, task, ids: placed.ids.values, best: placed.best.values, squares: placed.squares.values, scale };
}

/**
 * Writes rows as they are for exact distances; centered, in 32 bits and in tiles for products; and their squared lengths,
 * lowered by what rounding can do to a distance: each product of `columns` terms is off by less than (columns + 8) 2^-24 of
 * the two lengths, and centering by a few 2^-52 of the largest value.
 */
function fill(
  { rows, columns, values }: DenseMatrix,
  ids: Int32Array,
  scale: number,
  exact: Float64Array,
  packed: Float32Array,
  norms: Float32Array,
): void {
  const means = new Float64Array(columns);
  let largest = 0;
  for (let i = 0, e = 0; i < rows; i++) {
    for (let c = 0; c < columns; c++, e++) {
      means[c]! += (values[e]! * scale) / rows;
      largest = Math.max(largest, Math.abs(values[e]! * scale));
    }
  }
  const share = (columns + 8) * 2 ** -24;
  const centering = largest * Math.sqrt(columns) * 2 ** -48 + 1e-36;
  norms.fill(Infinity);
  for (let slot = 0; slot < ids.length; slot++) {
    if (ids[slot]! < 0) continue;
    const from = ids[slot]! * columns;
    const tile = (slot - (slot % TILE)) * columns + (slot % TILE);
    let square = 0;
    for (let c = 0; c < columns; c++) {
      const value = values[from + c]! * scale;
      const centered = value - means[c]!;
      exact[slot * columns + c] = value;
      packed[tile + c * TILE] = centered;
      square += centered * centered;
    }
    norms[slot] = square * (1 - share) - centering;
  }
}

/** A power of two that brings all values below 1, so that no square is too large for 32 bits and no digit is lost. */
function shrinkOf({ values, columns }: DenseMatrix): number {
  let most = 0;
  for (let e = 0; e < values.length; e++) most = Math.max(most, Math.abs(values[e]!));
  return most > 0 ? 2 ** -Math.ceil(exactMath.log2(most * Math.sqrt(columns))) : 1;
}
