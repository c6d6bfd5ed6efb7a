import type { DenseMatrix } from '../data';
import { Random } from '../random';
import { parallelFor, SharedArena, type WorkOptions } from '../wasm';
import { type PivotGroups, settled } from './pivotGroups';

/** Rows of a group, about. */
const GROUP_SIZE = 256;
/** Rows that a kernel takes at once: src/wasm/kernels/assign.ts. */
const UNIT = 1024;

/**
 * Groups of many rows, in two steps: each row goes to the nearest of some rows that were drawn at random, and then to the nearest of those
 * of that part. In threads; the same on any number of them.
 *
 * @throws TissuebookError 'aborted', 'out-of-memory'
 */
export async function nestedGroups(caller: string, points: DenseMatrix, work: WorkOptions): Promise<PivotGroups> {
  const { rows } = points;
  const parts = Math.ceil(Math.sqrt(rows / GROUP_SIZE));
  const draws = new Random(0).permutation(rows);
  const rounds = new Assigning(caller, points, work);
  const part = await rounds.assign([draws.subarray(0, parts)], new Int32Array(rows));
  // The pivots of a part are the first of its rows in the drawn order.
  const sizes = new Int32Array(parts);
  for (const own of part) sizes[own]!++;
  const pivots = Array.from(sizes, (size) => ({ wanted: Math.ceil(size / GROUP_SIZE), rows: [] as number[] }));
  for (const row of draws) {
    const own = pivots[part[row]!]!;
    if (own.rows.length < own.wanted) own.rows.push(row);
  }
  const lists = pivots.map((own) => Int32Array.from(own.rows));
  const chosen = await rounds.assign(lists, part);
  const groups: number[][] = lists.flatMap((list) => Array.from(list, () => []));
  for (let row = 0; row < rows; row++) groups[chosen[row]!]!.push(row);
  return settled(points, groups);
}

/** Rows in the memory of the kernels, 32 bits a number. */
class Assigning {
  readonly #caller: string;
  readonly #work: WorkOptions;
  readonly #arena = new SharedArena();
  readonly #rows: number;
  readonly #width: number;
  readonly #values: { at: number; values: Float32Array };
  readonly #chosen: { at: number; values: Int32Array };

  constructor(caller: string, points: DenseMatrix, work: WorkOptions) {
    const { rows, columns, values } = points;
    this.#caller = caller;
    this.#work = work;
    this.#rows = rows;
    this.#width = Math.ceil(columns / 4) * 4;
    this.#values = this.#arena.f32(rows * this.#width);
    this.#chosen = this.#arena.i32(rows);
    for (let i = 0; i < rows; i++) {
      this.#values.values.set(values.subarray(i * columns, (i + 1) * columns), i * this.#width);
    }
  }

  /**
   * The place of the nearest pivot for each row, counted over all lists.
   *
   * @param pivots lists of rows @param list the list that is looked at for each row
   */
  async assign(pivots: readonly Int32Array[], list: Int32Array): Promise<Int32Array> {
    const width = this.#width;
    const starts = new Int32Array(pivots.length + 1);
    pivots.forEach((own, p) => (starts[p + 1] = starts[p]! + own.length));
    const centers = this.#arena.f32(starts.at(-1)! * width);
    pivots.forEach((own, p) =>
      own.forEach((row, at) => {
        const from = row * width;
        centers.values.set(this.#values.values.subarray(from, from + width), (starts[p]! + at) * width);
      }),
    );
    this.#chosen.values.set(list);
    const places = [this.#values.at, centers.at, this.#arena.copy(starts).at, this.#chosen.at];
    const longest = pivots.reduce((most, own) => Math.max(most, own.length), 0);
    await parallelFor(this.#arena, {
      ...(this.#work.signal && { signal: this.#work.signal }),
      caller: this.#caller,
      kernel: 'assignRows',
      task: this.#arena.task(this.#rows, width, ...places),
      units: Math.ceil(this.#rows / UNIT),
      cost: this.#rows * longest * width,
    });
    return this.#chosen.values.slice();
  }
}
