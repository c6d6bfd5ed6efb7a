import type { CellPositions } from './tiles';

/**
 * Cuts cells into contiguous shares of the same number, but for one: section from section first, then along the longer side, and each part
 * again. Whoever cuts the same cells finds the same shares.
 *
 * @param cells by number @param shares how many
 * @returns places in `cells`, share by share, rising in each
 */
export function cutShares({ points, section }: CellPositions, cells: Int32Array, shares: number): Int32Array[] {
  const sectionOf = (at: number): number => section[cells[at]!]!;
  const along = (axis: number) => (at: number) => points.get(cells[at]!, axis);
  const cut = (places: Int32Array, parts: number): Int32Array[] => {
    if (parts === 1) return [places.sort()];
    const [x, y] = [along(0), along(1)];
    const key = extent(places, sectionOf) > 0 ? sectionOf : extent(places, x) >= extent(places, y) ? x : y;
    const order = places.sort((a, b) => key(a) - key(b) || a - b);
    const first = parts >> 1;
    const middle = Math.round((places.length * first) / parts);
    return [...cut(order.slice(0, middle), first), ...cut(order.slice(middle), parts - first)];
  };
  return cut(Int32Array.from(cells, (_, at) => at), shares); // prettier-ignore
}

function extent(places: Int32Array, key: (at: number) => number): number {
  let [low, high] = [Infinity, -Infinity];
  for (const at of places) {
    const value = key(at);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}
