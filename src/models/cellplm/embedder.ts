import { csrProduct, tf, type Parameters, type SparseTensor } from '../../engine';

/**
 * Embeddings of cells [cells, width] by their genes (equation 5.3): E = X H with a table H of genes. Genes that were not measured
 * are zeros of X, so a panel may be any part of the table's rows.
 *
 * @param x expression [cells, genes], dense or as its stored entries
 */
export function embedCells(p: Parameters, x: tf.Tensor2D | SparseTensor): tf.Tensor2D {
  const table = p.get('weight') as tf.Tensor as tf.Tensor2D;
  return 'rows' in x ? csrProduct(x, table) : tf.matMul(x, table);
}
