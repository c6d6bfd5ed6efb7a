import { describe, expect, it } from 'vitest';
import { padSize, readShape } from '../../../../src/models/training/paddedShape';

describe('the shape that batches are padded to', () => {
  it('holds what is needed, with some to spare, in multiples of 64', () => {
    expect(padSize(undefined, 100, 1.25)).toBe(128);
    expect(padSize(undefined, 1000, 1.25)).toBe(1280);
  });

  it('only grows', () => {
    let size = padSize(undefined, 100, 1.25);
    for (const need of [90, 128, 5, 300, 128, 0]) {
      const next = padSize(size, need, 1.25);
      expect(next).toBeGreaterThanOrEqual(Math.max(size, need));
      if (need <= size) expect(next).toBe(size);
      size = next;
    }
  });

  it('is taken up from a file, axis by axis, and nothing else of it', () => {
    const limits = { core: [64, 64], nodes: [1, 1000] } as const;
    expect(readShape({ core: 64, nodes: 640, other: 7 }, limits)).toEqual({ core: 64, nodes: 640 });
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'core'],
    ['an axis too few', { core: 64 }],
    ['an axis that is too long', { core: 64, nodes: 1001 }],
    ['an axis that is too short', { core: 63, nodes: 640 }],
    ['half a node', { core: 64, nodes: 640.5 }],
    ['a list', { core: 64, nodes: [640] }],
    ['a number without end', { core: 64, nodes: Infinity }],
  ])('is not taken up from %s', (_, found) => {
    expect(readShape(found, { core: [64, 64], nodes: [1, 1000] })).toBeUndefined();
  });
});
