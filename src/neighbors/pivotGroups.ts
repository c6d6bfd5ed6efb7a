import type { DenseMatrix } from '../data';
import { Random } from '../random';
import type { EventLoopYielder } from '../wasm';

/** Rows of a group, about: few enough for a processor's cache. */
const GROUP_SIZE = 256;
/** More groups cost more to tell apart than they spare. */
const MAX_GROUPS = 128;

/** Rows that lie near each other, group by group. */
export interface PivotGroups {
  /** Row numbers by group, rising within each. */
  members: Int32Array[];
  /** The means of the groups [groups, columns]. */
  centers: Float64Array;
  /** The distance of the outermost row of each group from its center. */
  radii: Float64Array;
}

/** Gives each row to the nearest of some rows that were drawn at random; groups without rows are left out. */
export async function pivotGroups(points: DenseMatrix, yielder: EventLoopYielder): Promise<PivotGroups> {
  const { rows } = points;
  const count = Math.min(MAX_GROUPS, Math.ceil(rows / GROUP_SIZE));
  const pivots = new Random(0).permutation(rows).subarray(0, count);
  const lists: number[][] = Array.from(pivots, () => []);
  for (let i = 0; i < rows; i++) {
    lists[nearestPivot(points, i, pivots)]!.push(i);
    if (i % 64 === 0 && yielder.due) await yielder.yieldToEventLoop();
  }
  return settled(points, lists);
}

/** Groups of some lists of rows; empty ones are left out. */
export function settled(points: DenseMatrix, lists: readonly ArrayLike<number>[]): PivotGroups {
  const { columns } = points;
  const members = lists.filter((list) => list.length > 0).map((list) => Int32Array.from(list));
  const centers = new Float64Array(members.length * columns);
  const radii = members.map((list, g) => settle(points, list, centers.subarray(g * columns, (g + 1) * columns)));
  return { members, centers, radii: Float64Array.from(radii) };
}

function nearestPivot({ values, columns }: DenseMatrix, row: number, pivots: Int32Array): number {
  let [best, least] = [0, Infinity];
  for (let p = 0; p < pivots.length && pivots.length > 1; p++) {
    let square = 0;
    const from = pivots[p]! * columns;
    for (let c = 0; c < columns; c++) {
      const apart = values[row * columns + c]! - values[from + c]!;
      square += apart * apart;
    }
    if (square < least) {
      best = p;
      least = square;
    }
  }
  return best;
}

/** Writes the mean of the rows into `center`; returns how far the outermost is from it. */
function settle({ values, columns }: DenseMatrix, members: Int32Array, center: Float64Array): number {
  for (const i of members) for (let c = 0; c < columns; c++) center[c]! += values[i * columns + c]! / members.length;
  let most = 0;
  for (const i of members) {
    let square = 0;
    for (let c = 0; c < columns; c++) {
      const apart = values[i * columns + c]! - center[c]!;
      square += apart * apart;
    }
    most = Math.max(most, square);
  }
  return Math.sqrt(most);
}
