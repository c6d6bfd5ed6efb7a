/** How the cells that a step finds change those that are selected already. */
export type How = 'replace' | 'add' | 'keep' | 'remove';

/**
 * What finds cells: an outline (corners [x, y] in the units of the data, `basis` its key in obsm), labels of a column
 * (null is "not labelled"), or a range of values, both ends included.
 */
export type Criterion =
  | { inside: [number, number][]; basis?: string; of?: { column: string; label: string } }
  | { column: string; labels: (string | null)[] }
  | { column: string; from?: number; to?: number };

/** One step of a selection. Default of `how`: 'replace'. */
export type SelectionStep = Criterion & { how?: How };

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
  const box = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)] as const;
  for (let i = 0; i < x.length; i++) {
    const [px, py] = [x[i]!, y[i]!];
    if (px < box[0] || px > box[1] || py < box[2] || py > box[3]) continue;
    let odd = 0;
    for (let a = 0, b = xs.length - 1; a < xs.length; b = a++) {
      if (ys[a]! > py === ys[b]! > py) continue;
      if (px < xs[a]! + ((xs[b]! - xs[a]!) * (py - ys[a]!)) / (ys[b]! - ys[a]!)) odd ^= 1;
    }
    inside[i] = odd;
  }
  return inside;
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
