import { describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../src/data';
import { linkage, type LinkageOptions } from '../../src/metrics';
import { expectNumbers, statisticsFixture } from './statisticsFixture';

interface Tree {
  merges: [a: number, b: number, height: number, size: number][];
  leaves: number[];
}
const wanted = statisticsFixture('dendrogram') as {
  points: number[][];
  linkage: Record<string, Tree>;
  correlation: Tree;
};
const points = DenseMatrix.fromRows(wanted.points);

describe('linkage', () => {
  it.each([
    ...Object.entries(wanted.linkage).map(([method, tree]) => [{ method } as LinkageOptions, tree] as const),
    [{ metric: 'correlation' } as LinkageOptions, wanted.correlation] as const,
  ])('is the tree of scipy, with its leaves: %j', (options, tree) => {
    const found = linkage(points, options);
    expectNumbers(found.merges, tree.merges.flatMap(([a, b]) => [a, b])); // prettier-ignore
    expectNumbers(found.heights, tree.merges.map(([, , height]) => height), 1e-9); // prettier-ignore
    expectNumbers(found.sizes, tree.merges.map(([, , , size]) => size)); // prettier-ignore
    expect(Array.from(found.leaves)).toEqual(tree.leaves);
  });

  it('takes rows that are all the same, and two', () => {
    const { leaves, heights } = linkage(new DenseMatrix(6, 2, new Float64Array(12)));
    expect(Array.from(leaves).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(Math.max(...heights)).toBe(0);
    expect(Array.from(linkage(DenseMatrix.fromRows([[1], [3]])).heights)).toEqual([2]);
  });

  it('refuses what has no tree', () => {
    const kind = (wrong: string) => expect.objectContaining({ kind: wrong });
    expect(() => linkage(DenseMatrix.fromRows([[1, 2]]))).toThrowError(kind('invalid-argument'));
    expect(() => linkage(points, { method: 'ward', metric: 'correlation' })).toThrowError(kind('invalid-argument'));
    expect(() => linkage(DenseMatrix.fromRows([[1, 1], [1, 2]]), { metric: 'correlation' })).toThrow(/row 0 does not vary/); // prettier-ignore
    expect(() => linkage(DenseMatrix.fromRows([[1, NaN], [1, 2]]))).toThrowError(kind('not-finite')); // prettier-ignore
    expect(() => linkage(new DenseMatrix(6000, 1, new Float64Array(6000)))).toThrowError(kind('too-large'));
  });
});
