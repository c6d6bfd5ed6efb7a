/**
 * The points at most `radius` from a path, rising; a path of one place is a disc.
 *
 * @param x, y [nPoints] in the unit of the path
 */
export function cellsUnderBrush(
  { path, radius }: { readonly path: readonly (readonly [number, number])[]; readonly radius: number },
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): Int32Array {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [px, py] of path) {
    [left, right] = [Math.min(left, px - radius), Math.max(right, px + radius)];
    [low, high] = [Math.min(low, py - radius), Math.max(high, py + radius)];
  }
  const found: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const [px, py] = [x[i]!, y[i]!];
    if (px < left || px > right || py < low || py > high) continue;
    if (nearPath(path, px, py, radius * radius)) found.push(i);
  }
  return Int32Array.from(found);
}

function nearPath(path: readonly (readonly [number, number])[], px: number, py: number, most: number): boolean {
  for (let at = 0; at < path.length; at++) {
    const [ax, ay] = path[at]!;
    const [bx, by] = path[at + 1] ?? path[at]!;
    const [dx, dy] = [bx - ax, by - ay];
    const length = dx * dx + dy * dy;
    const share = length > 0 ? Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / length)) : 0;
    const [ex, ey] = [px - ax - share * dx, py - ay - share * dy];
    if (ex * ex + ey * ey <= most) return true;
  }
  return false;
}
