/** A place in the plane; either order of axes will do, as long as it is the same for all. */
export type PlanePoint = readonly [number, number];

/** The corners of the convex hull in order (Andrew's monotone chain, 1979); points on its sides are no corners. Sorts the points. */
export function convexHull(points: PlanePoint[]): PlanePoint[] {
  const sorted = points.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (sequence: readonly PlanePoint[]): PlanePoint[] => {
    const chain: PlanePoint[] = [];
    for (const point of sequence) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half([...sorted].reverse())];
}

/** Above 0 where the way from o over a to b turns to the left. */
export const turn = (o: PlanePoint, a: PlanePoint, b: PlanePoint): number =>
  (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
