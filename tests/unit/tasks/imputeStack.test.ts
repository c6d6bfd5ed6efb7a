import { beforeAll, describe, expect, it } from 'vitest';
import { coordinates } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { zoo } from '../../../src/models';
import { imputeStack, stackSections, type StackResult } from '../../../src/tasks';
import { squareTissue } from './example';

/** Three sections in which every feature but the last is a smooth wave over the tissue, the same at every height. */
const features = ['a', 'b', 'c', 'noise'];
const flat = squareTissue(
  450,
  features,
  (cell, feature, x) => (feature === 3 ? (cell * 0.618) % 1 : 2 + Math.sin(x / 300 + feature)),
  { z: (cell) => `z${(cell % 3) + 9}` },
);
const block = stackSections(flat, { level: 'z', spacing: 10 });

describe('stackSections', () => {
  it('puts sections above each other in the order of their numbers', () => {
    const { points } = coordinates(block);
    expect([0, 1, 2, 3].map((cell) => points.get(cell, 2))).toEqual([0, 10, 20, 0]);
    expect(points.get(7, 0)).toBe(coordinates(flat).points.get(7, 0));
    expect(coordinates(flat).points.columns).toBe(2);
    expect(() => stackSections(flat, { level: 'zz', spacing: 1 })).toThrow(/Did you mean "z"/);
  });
});

describe('imputeStack', () => {
  let result: StackResult;
  beforeAll(async () => {
    await startEngine();
    const model = zoo.create('squint', { preset: 'tiny', seed: 1, learningRate: 0.01 });
    result = await imputeStack(model, block, { level: 'z', top: [3, 100], epochs: 25 });
  }, 120_000);

  it('holds out a tenth of each section', () => {
    expect(['z9', 'z10', 'z11'].map((z) => result.levels.filter((level) => level === z).length)).toEqual([15, 15, 15]);
  });

  it('finds a wave again from its neighbors, and nothing by a constant', () => {
    const score = (method: string, top: number) =>
      result.scores.filter((s) => s.method === method && s.top === top).map((s) => s.neighborhood);
    expect(score('mean of all', 3)).toEqual([0, 0, 0]);
    for (const value of score('mean of the 8 nearest', 3)) expect(value).toBeGreaterThan(0.9);
    for (const value of score('squint', 3)) expect(value).toBeGreaterThan(0.5);
    // The largest group has all four features, noise among them.
    score('squint', 4).forEach((value, at) => expect(value).toBeLessThan(score('squint', 3)[at]!));
  });

  it('needs three coordinates and a model that joins sections', async () => {
    await expect(imputeStack(zoo.create('squint'), flat, { level: 'z' })).rejects.toThrow(
      /two coordinates.*stackSections/s,
    );
    const apart = zoo.create('squint', { section: 'z' });
    await expect(imputeStack(apart, block, { level: 'z' })).rejects.toThrow(/keeps sections apart/);
  });
});
