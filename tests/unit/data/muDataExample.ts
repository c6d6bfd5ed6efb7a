import { AnnData, categorical, DenseMatrix, MuData, SparseMatrix, Table } from '../../../src/data';

/** Five cells: genes of c0 to c3, proteins of c3, c2, c0 and c4; the feature "g1" is in both modalities. */
export function citeSeq(): MuData {
  const rna = new AnnData({
    X: SparseMatrix.fromDense(DenseMatrix.fromRows([[1, 0], [0, 2], [0, 0], [3, 4]])), // prettier-ignore
    obs: new Table(['c0', 'c1', 'c2', 'c3'], [['total', [1, 2, 0, 7]], ['type', categorical(['B', 'T', null, 'B'])]]), // prettier-ignore
    var: new Table(['g0', 'g1']),
    obsm: [['spatial', DenseMatrix.fromRows([[0, 0], [1, 0], [2, 0], [3, 0]])]], // prettier-ignore
  });
  const prot = new AnnData({
    X: DenseMatrix.fromRows([[0.5, 1.5, 30], [2.5, 3.5, 20], [4.5, 5.5, 0], [6.5, 7.5, 40]]), // prettier-ignore
    obs: new Table(['c3', 'c2', 'c0', 'c4'], [['total', [32, 26, 10, 54]], ['clean', [true, false, true, true]]]), // prettier-ignore
    var: new Table(['CD3', 'CD4', 'g1']),
  });
  const near = DenseMatrix.zeros(5, 5).values;
  [near[1], near[5], near[19], near[23]] = [1, 1, 2, 2];
  return new MuData({
    mod: { rna, prot },
    obs: new Table(['c0', 'c1', 'c2', 'c3', 'c4'], [['batch', categorical(['s1', 's2', 's1', null, 's2'])]]),
    obsm: [['X_umap', DenseMatrix.fromRows([[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]])]], // prettier-ignore
    obsp: [['near', SparseMatrix.fromDense(new DenseMatrix(5, 5, near))]],
    uns: new Map([['title', 'five cells']]),
  });
}
