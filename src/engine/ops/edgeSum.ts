import { tf } from '../tf';
import { EDGE_SUM, SEGMENT_SUM, runKernel } from './kernels';

/** Edges on the device, sorted by `to` where that is to be had: sums are quickest then. */
export interface Edges {
  /** int32 [edges], the row of the result that each edge adds to. */
  to: tf.Tensor1D;
  /** int32 [edges], the row that each edge takes. */
  from: tf.Tensor1D;
  /** float32 [edges], what the row is multiplied by; left out when each is 1. */
  values?: tf.Tensor1D | undefined;
}

/**
 * Sums of rows of `x` [rows, width] along edges: [size, width]. Has no gradient of its own: call it inside tf.customGrad. Where the
 * provider has no kernel for it, every edge's row is written before it is added.
 */
export function edgeSum(x: tf.Tensor, { to, from, values }: Edges, size: number): tf.Tensor {
  return tf.tidy(() => {
    if (tf.getKernel(EDGE_SUM, tf.getBackend())) {
      return runKernel(EDGE_SUM, { x, to, from, values: values ?? tf.tensor1d([], 'float32') }, { size });
    }
    const rows = tf.gather(x, from);
    const scaled = values ? tf.mul(rows, tf.expandDims(values, 1)) : rows;
    return runKernel(SEGMENT_SUM, { x: scaled, segmentIds: to }, { numSegments: size });
  });
}
