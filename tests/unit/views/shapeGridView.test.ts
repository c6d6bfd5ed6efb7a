import { describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import type { TissuebookError } from '../../../src/errors';
import { decodeArray, type SpatialPayload } from '../../../src/protocol';
import { shapeGridView } from '../../../src/views';

const features = ['Area', 'Eccentricity'];
const shapes = {
  control: DenseMatrix.fromRows([[100, 0], [200, 0.5], [300, 0.8]]),
  generated: DenseMatrix.fromRows([[110, 0], [220, 0.5], [330, 0.8]]),
  target: DenseMatrix.fromRows([[400, 0.1], [500, 0.2], [600, 0.3], [700, 0.4]]),
}; // prettier-ignore

describe('a grid of drawn shapes', () => {
  const { payload } = shapeGridView({ features, shapes }, { cells: 3 });
  const [panel] = (payload as SpatialPayload).panels;

  it('draws a cell of each set as an ellipse of its area, and says that it is drawn', () => {
    expect(payload.title).toMatch(/^Drawn/);
    expect(panel.regions).toHaveLength(9);
    const areas = panel.regions!.map(({ x, y }) => {
      const [xs, ys] = [decodeArray(x), decodeArray(y)];
      let twice = 0;
      for (let i = 0; i < xs.length; i++) {
        const next = (i + 1) % xs.length;
        twice += xs[i] * ys[next] - xs[next] * ys[i];
      }
      return Math.abs(twice) / 2;
    });
    // A polygon of 32 corners holds 99.4% of its ellipse.
    const drawn = areas.slice(0, 3).map((area) => Math.round(area / 0.9936 / 100) * 100).sort(); // prettier-ignore
    expect(drawn).toEqual([100, 200, 300]);
  });

  it('shows generated beside the control cell that they come from', () => {
    const name = (at: number): string => panel.regions![at].name.split(' ')[1];
    expect([0, 1, 2].map((at) => name(at))).toEqual([3, 4, 5].map((at) => name(at)));
    expect(decodeArray(panel.x)).toHaveLength(9);
    expect(panel.hover.map(({ name: field }) => field)).toEqual(features);
  });

  it('refuses shapes that say nothing of length and width, and sets that do not fit', () => {
    const kind = (run: () => unknown): string | undefined => {
      try {
        run();
      } catch (error) {
        return (error as TissuebookError).kind;
      }
      return undefined;
    };
    expect(kind(() => shapeGridView({ features: ['Solidity', 'Extent'], shapes }))).toBe('missing-key');
    expect(kind(() => shapeGridView({ features, shapes }, { apart: [] }))).toBe('shape-mismatch');
  });
});
