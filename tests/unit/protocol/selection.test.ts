import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combine, insideOutline } from '../../../src/protocol';

/** Sunday's winding rule without any shortcut, counted modulo two: another way to the even-odd answer. */
function crossings(corners: [number, number][], px: number, py: number): number {
  let count = 0;
  corners.forEach(([ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % corners.length]!;
    if (ay <= py === by <= py) return;
    // Twice the area of the triangle of edge and point says on which side of the edge the point lies.
    const side = (bx - ax) * (py - ay) - (px - ax) * (by - ay);
    if (ay <= py ? side > 0 : side < 0) count++;
  });
  return count % 2;
}

describe('insideOutline', () => {
  it('agrees with a plain count of crossings for any outline, also one that crosses itself', () => {
    // Corners on whole numbers and points between them: no point lies on an edge by accident of rounding.
    const corner = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }));
    const place = fc.integer({ min: -2, max: 52 }).map((v) => v + 0.4142);
    fc.assert(
      fc.property(
        fc.array(corner, { minLength: 3, maxLength: 60 }),
        fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 40 }),
        (corners, points) => {
          const [x, y] = [points.map(([px]) => px), points.map(([px, py]) => py + 0.001 * px)];
          const found = insideOutline(corners, x, y);
          expect(Array.from(found)).toEqual(x.map((px, i) => crossings(corners, px, y[i]!)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('finds nothing in an outline without area, and nothing for a place that is not a number', () => {
    expect(insideOutline([[0, 0], [1, 0], [2, 0]], [1], [0])).toEqual(new Uint8Array(1)); // prettier-ignore
    expect(insideOutline([[0, 0], [2, 0], [1, 2]], [NaN, 1], [1, NaN])).toEqual(new Uint8Array(2)); // prettier-ignore
  });
});

describe('combine', () => {
  it('replaces, adds, keeps and removes', () => {
    const [a, b] = [Uint8Array.from([0, 0, 1, 1]), Uint8Array.from([0, 1, 0, 1])];
    const results = (['replace', 'add', 'keep', 'remove'] as const).map((how) => Array.from(combine(a, b, how)));
    expect(results).toEqual([
      [0, 1, 0, 1],
      [0, 1, 1, 1],
      [0, 0, 0, 1],
      [0, 0, 1, 0],
    ]);
  });
});
