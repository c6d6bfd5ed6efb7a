import { describe, expect, it } from 'vitest';
import { coordinates } from '../../../src/data';
import { regionAround, sectionWithMost, someSections } from '../../../src/tasks';
import { squareTissue } from './example';

const tissue = squareTissue(2000, ['a'], () => 1, {
  slide: (cell) => `s${cell % 3}`,
  corner: (_, x) => (x < 100 ? 'left' : 'rest'),
});
const left = [...Array(2000).keys()].filter((cell) => coordinates(tissue).points.get(cell, 0) < 100);

describe('regionAround', () => {
  it('holds about its share of an evenly filled tissue', () => {
    const all = [...Array(2000).keys()];
    const { cells } = regionAround(tissue, all, { share: 0.2 });
    // 400 cells are expected; the densest place has some more, and their number varies by its square root.
    expect(cells.length).toBeGreaterThan(360);
    expect(cells.length).toBeLessThan(500);
  });

  it('lies where the members are, and its outline goes around its cells', () => {
    const { cells, corners } = regionAround(tissue, left, { share: 0.03 });
    const { points } = coordinates(tissue);
    const center = [0, 1].map((axis) => (corners[0]![axis]! + corners[32]![axis]!) / 2);
    expect(center[0]).toBeLessThan(100);
    const radius = Math.hypot(corners[0]![0] - center[0]!, corners[0]![1] - center[1]!);
    const inside = (cell: number) =>
      Math.hypot(points.get(cell, 0) - center[0]!, points.get(cell, 1) - center[1]!) <= radius + 1e-6;
    expect(cells).toEqual([...Array(2000).keys()].filter(inside));
  });

  it('needs members, and a share that is one', () => {
    expect(() => regionAround(tissue, [])).toThrow(/no cells/);
    expect(() => regionAround(tissue, left, { share: 2 })).toThrow(/share/);
  });
});

describe('sections', () => {
  it('takes the first in the order of their names, and all where there is no column', () => {
    expect(someSections(tissue, 'slide', 2).nObs).toBe(1334);
    expect(someSections(tissue, undefined)).toBe(tissue);
    expect(someSections(tissue, 'slide')).toBe(tissue);
  });

  it('finds the one with most of some cells', () => {
    expect(sectionWithMost(tissue, 'slide', [0, 1, 4, 7]).obs.index[0]).toBe('cell1');
    expect(sectionWithMost(tissue, undefined, [0])).toBe(tissue);
  });
});
