import { DenseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import { convexHull, type PlanePoint, turn } from '../../prepare/morphology/convexHull';
import type { Random } from '../../random';

/** The convex hull of some places, in which places can be drawn at random. */
export class ObservationWindow {
  /** In the square of the unit of the places. */
  readonly area: number;
  readonly #corners: readonly PlanePoint[];

  /** @throws TissuebookError 'invalid-argument' where the places lie on a line */
  constructor(points: DenseMatrix) {
    const places = Array.from({ length: points.rows }, (_, i): PlanePoint => [points.get(i, 0), points.get(i, 1)]);
    this.#corners = convexHull(places);
    let twice = 0;
    this.#corners.forEach(([x, y], i) => {
      const [nextX, nextY] = this.#corners[(i + 1) % this.#corners.length]!;
      twice += x * nextY - nextX * y;
    });
    this.area = Math.abs(twice) / 2;
    if (this.area > 0) return;
    throw new TissuebookError('invalid-argument', 'ripley: the cells lie on a line, or in one place.', {
      argument: 'spatial',
      found: points.rows,
    });
  }

  /** Places that are equally likely everywhere in the window [count, 2]. */
  draw(count: number, random: Random): DenseMatrix {
    const [xs, ys] = [0, 1].map((axis) => this.#corners.map((corner) => corner[axis]!)) as [number[], number[]];
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const out = new DenseMatrix(count, 2, new Float64Array(2 * count));
    for (let found = 0; found < count;) {
      const place: PlanePoint = [random.uniform(left, right), random.uniform(low, high)];
      if (!this.#holds(place)) continue;
      out.row(found++).set(place);
    }
    return out;
  }

  #holds(place: PlanePoint): boolean {
    return this.#corners.every((corner, i) => turn(corner, this.#corners[(i + 1) % this.#corners.length]!, place) >= 0);
  }
}
