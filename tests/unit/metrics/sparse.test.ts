import { describe, expect, it } from 'vitest';
import {
  DenseMatrix,
  differentialExpression,
  energyDistance,
  frechetDistance,
  knnGraph,
  lisi,
  maximumMeanDiscrepancy,
  moransI,
  perturbationDiscrimination,
  r2,
  silhouetteSamples,
  softmaxRows,
  SparseMatrix,
} from '../../../src';

const dense = new DenseMatrix(4, 3, Float64Array.of(0, 1, 0, 2, 0, 0, 0, 3, 1, 0, 0, 5));
const sparse = SparseMatrix.fromDense(dense);
const labels = ['a', 'a', 'b', 'b'];

describe('a sparse matrix is never read as a dense one', () => {
  it.each<[string, () => unknown]>([
    ['energyDistance', () => energyDistance(sparse, dense)],
    ['frechetDistance', () => frechetDistance(dense, sparse)],
    ['maximumMeanDiscrepancy', () => maximumMeanDiscrepancy(sparse, dense)],
    ['silhouetteSamples', () => silhouetteSamples(sparse, labels)],
    ['lisi', () => lisi(sparse, labels)],
    ['r2', () => r2(dense, sparse)],
    ['softmaxRows', () => softmaxRows(sparse)],
    ['differentialExpression', () => differentialExpression(sparse, dense)],
    ['perturbationDiscrimination', () => perturbationDiscrimination(sparse, dense)],
  ])('%s refuses it and says how to make it dense', (_, call) => {
    expect(call).toThrow(/sparse.*toDense\(\)/s);
  });

  it('what takes both says the same of both', () => {
    const graph = knnGraph(new DenseMatrix(4, 2, Float64Array.of(0, 0, 1, 0, 0, 1, 3, 3)), { k: 2 });
    expect(moransI(graph, sparse)).toEqual(moransI(graph, dense));
  });
});
