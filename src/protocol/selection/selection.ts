/** How the cells that a step finds change those that are selected already. */
export type How = 'replace' | 'add' | 'keep' | 'remove';

/**
 * What finds cells: an outline (corners [x, y] in the units of the data, `basis` its key in obsm), labels of a column
 * (null is "not labeled"), or a range of values, both ends included.
 */
export type Criterion =
  | { inside: [number, number][]; basis?: string; of?: { column: string; label: string } }
  | { column: string; labels: (string | null)[] }
  | { column: string; from?: number; to?: number };

/** One step of a selection. Default of `how`: 'replace'. */
export type SelectionStep = Criterion & { how?: How };

/**
 * Which values lie in a range, both ends included: 1 inside, 0 outside. Values that are float32 meet the ends as float32, as in
 * numpy: a stored 0.1 is in a range that ends at 0.1. All others are compared as they are.
 */
export function insideRange(
  values: ArrayLike<number>,
  { from = -Infinity, to = Infinity }: { readonly from?: number; readonly to?: number },
): Uint8Array {
  const [low, high] = values instanceof Float32Array ? [Math.fround(from), Math.fround(to)] : [from, to];
  return Uint8Array.from(values, (value) => Number(value >= low && value <= high));
}

/** Bands of heights: a point is compared with the few edges at its own height, not with a lasso's hundreds. */
const BANDS = 256;

/** The least and the largest; an outline may have more corners than a function takes arguments. */
function endsOf(values: readonly number[]): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return [least, most];
}

/**
 * Which points lie inside an outline, by the even-odd rule: 1 inside, 0 outside. The outline closes itself.
 *
 * @param x, y [nPoints] positions, in the units of the corners
 */
export function insideOutline(
  corners: readonly (readonly [number, number])[],
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): Uint8Array {
  const inside = new Uint8Array(x.length);
  const [xs, ys] = [corners.map((corner) => corner[0]), corners.map((corner) => corner[1])];
  const [[left, right], [low, high]] = [endsOf(xs), endsOf(ys)];
  const bandOf = (at: number): number => Math.min(BANDS - 1, Math.floor((BANDS * (at - low)) / (high - low || 1)));
  const bands = edgesInBands(ys, bandOf);
  for (let i = 0; i < x.length; i++) {
    const [px, py] = [x[i]!, y[i]!];
    if (!(px >= left && px <= right && py >= low && py <= high)) continue;
    let odd = 0;
    for (const a of bands[bandOf(py)]!) {
      const b = a === 0 ? xs.length - 1 : a - 1;
      if (ys[a]! > py === ys[b]! > py) continue;
      if (px < xs[a]! + ((xs[b]! - xs[a]!) * (py - ys[a]!)) / (ys[b]! - ys[a]!)) odd ^= 1;
    }
    inside[i] = odd;
  }
  return inside;
}

/** The edges (by their second corner) that each band of heights meets. */
function edgesInBands(ys: readonly number[], bandOf: (at: number) => number): number[][] {
  const bands: number[][] = Array.from({ length: BANDS }, () => []);
  ys.forEach((y, a) => {
    const before = ys[a === 0 ? ys.length - 1 : a - 1]!;
    const last = bandOf(Math.max(y, before));
    for (let band = bandOf(Math.min(y, before)); band <= last; band++) bands[band]!.push(a);
  });
  return bands;
}

/** Changes a selection (1 selected, 0 not) by the cells that a step found. */
export function combine(selected: Uint8Array, found: Uint8Array, how: How): Uint8Array {
  switch (how) {
    case 'replace':
      return found.slice();
    case 'add':
      return selected.map((each, i) => each | found[i]!);
    case 'keep':
      return selected.map((each, i) => each & found[i]!);
    case 'remove':
      return selected.map((each, i) => each & (1 - found[i]!));
  }
}
