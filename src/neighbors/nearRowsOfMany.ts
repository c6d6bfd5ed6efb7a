import type { DenseMatrix } from '../data';
import { Random } from '../random';
import { parallelFor, threadCount, type WorkOptions } from '../wasm';
import { found, type LaidOut, layOut } from './nearestRows';
import { nestedGroups } from './nestedGroups';
import type { NearestRows, SearchMethod } from './types';

/** Rows from which 'auto' is approximate: comparing all pairs of so many takes about ten seconds (ours). */
const MANY = 50_000;
/** The share of the true neighbors that has to be found. */
const RECALL = 0.97;
/** Groups that each group is compared with at first; twice as many, then, until enough is found (ours). */
const FIRST_GROUPS = 16;
/** Fours of rows whose true neighbors are sought to measure what was found. */
const SAMPLE = 64;

/** Whether a search among so many rows is approximate. */
export function isApproximate(method: SearchMethod, rows: number): boolean {
  return method === 'approximate' || (method === 'auto' && rows > MANY);
}

/**
 * The k nearest other rows by Euclidean distance, most of them: rows lie in groups, and are compared with those of the groups around theirs.
 * What share of the true neighbors was found is measured on 256 rows; the search goes on until it is .97 or more. Distances are exact, and
 * all is the same on any number of threads.
 *
 * @param caller the function as its user calls it
 * @param k less than the number of rows
 * @throws TissuebookError 'aborted', 'out-of-memory'
 */
export async function nearRowsOfMany(
  caller: string,
  points: DenseMatrix,
  k: number,
  work: WorkOptions,
): Promise<NearestRows> {
  const { rows, columns } = points;
  const groups = await nestedGroups(caller, points, work);
  const count = groups.members.length;
  const search = layOut(points, groups, k, threadCount(count, Infinity));
  const run = (kernel: string, task: number, units: number): Promise<void> =>
    parallelFor(search.arena, {
      ...work,
      caller,
      kernel,
      task,
      units,
      cost: Math.min(units * 1e6, rows * rows * columns),
    });
  const samples = samplesOf(search);
  for (let from = 0, to = Math.min(count, FIRST_GROUPS); ; [from, to] = [to, Math.min(count, 2 * to)]) {
    await run('nearestOfNearGroups', search.task({ from, to }), count);
    const sample = samples();
    const before = takeBest(search, sample, k);
    await run('nearestOfAll', search.task({ from, to, sample }), sample.length);
    const recall = to === count ? 1 : recallOf(search, sample, before, k);
    if (recall >= RECALL) return { ...found(search, rows, k), recall };
  }
}

/** Gives fours of slots with a row each, drawn, others each time. */
function samplesOf({ ids }: LaidOut): () => Int32Array {
  const fours = Int32Array.from({ length: ids.length / 4 }, (_, at) => 4 * at).filter((slot) => ids[slot + 3]! >= 0);
  const order = new Random(1).permutation(fours.length);
  let taken = 0;
  return () => {
    const chosen = order.subarray(taken, (taken += SAMPLE));
    return Int32Array.from(chosen, (at) => fours[at]!);
  };
}

/** What was found for the rows of some fours, which then have nothing. */
function takeBest({ best, squares }: LaidOut, sample: Int32Array, k: number): Int32Array[] {
  return Array.from(sample, (slot) => {
    const range = [slot * k, (slot + 4) * k] as const;
    const taken = best.slice(...range);
    best.fill(0x7fffffff, ...range);
    squares.fill(Infinity, ...range);
    return taken;
  });
}

/** The share of what is best now that was there before. */
function recallOf({ best }: LaidOut, sample: Int32Array, before: readonly Int32Array[], k: number): number {
  let hits = 0;
  sample.forEach((slot, at) => {
    for (let row = 0; row < 4; row++) {
      const then = new Set(before[at]!.subarray(row * k, (row + 1) * k));
      for (let j = 0; j < k; j++) if (then.has(best[(slot + row) * k + j]!)) hits++;
    }
  });
  return sample.length === 0 ? 0 : hits / (4 * k * sample.length);
}
