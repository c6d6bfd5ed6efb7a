import { AnnData, DenseMatrix, type Matrix, SparseMatrix } from '../data';
import { withoutZeros } from '../data/sparseMatrix';
import type { LayerName } from '../names';
import { checkArgument, checkOptions, type OptionCheck, text } from '../options';
import { Graph } from './graph';

export interface BipartiteGraphOptions {
  /** A layer in place of X. */
  layer?: LayerName;
}

/**
 * Connects cells with the genes that they express, both ways: nodes 0 to nObs - 1 are cells, the nodes after them genes.
 * Weights are the values, of which zeros make no edge (scMoGNN, Wen et al. 2022; scMoFormer, Tang et al. 2023).
 *
 * @param source values [cells, genes], or an AnnData that has them
 * @throws TissuebookError 'missing-key' without X or such a layer
 */
export function bipartiteGraph(source: AnnData | Matrix, options: BipartiteGraphOptions = {}): Graph {
  checkOptions('bipartiteGraph', options, { layer: text });
  if (!(source instanceof AnnData)) checkArgument('bipartiteGraph', 'source', source, isMatrix);
  const values = withoutZeros(source instanceof AnnData ? source.matrix(options.layer) : source);
  const byGene = values.transpose();
  const { rows: cells, columns: genes, stored } = values;
  const indptr = new Int32Array(cells + genes + 1);
  indptr.set(values.indptr);
  for (let g = 0; g < genes; g++) indptr[cells + g + 1] = stored + byGene.indptr[g + 1]!;
  const indices = new Int32Array(2 * stored);
  for (let e = 0; e < stored; e++) indices[e] = cells + values.indices[e]!;
  indices.set(byGene.indices, stored);
  const weights = values.values instanceof Float64Array ? new Float64Array(2 * stored) : new Float32Array(2 * stored);
  weights.set(values.values);
  weights.set(byGene.values, stored);
  return new Graph(cells + genes, indptr, indices, weights);
}

const isMatrix: OptionCheck = (value) =>
  value instanceof DenseMatrix || value instanceof SparseMatrix ? undefined : 'an AnnData or a matrix';
