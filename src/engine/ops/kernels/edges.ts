import { TissuebookError } from '../../../errors';
import type { HostInput, HostKernel, OwnKernel, TensorflowBackend } from './kernel';
import { SEGMENT_SUM } from './segments';
import { tf } from '../../tf';

/**
 * x [rows, ...], to [edges], from [edges or 0], values [edges or 0] -> [size, ...]: for each edge e, values[e] * x[from[e]] is added
 * to row to[e]. Without `from` edge e takes row e, without `values` each is 1; edges with a negative `to` are left out.
 */
export const EDGE_SUM = 'TissuebookEdgeSum';

export interface EdgeSumAttributes {
  size: number;
}

const host: HostKernel<EdgeSumAttributes> = {
  shape: ([x], { size }) => [size, ...x.slice(1)],
  fill: (out, [x, to, from, values], { size }) => {
    out.fill(0);
    const rows = x.shape[0];
    const width = x.shape.slice(1).reduce((a, b) => a * b, 1);
    for (let e = 0; e < to.values.length; e++) {
      const target = to.values[e];
      if (target < 0) continue;
      const source = given(from) ? from.values[e] : e;
      if (target >= size) throw outOfRange('to', target, size);
      if (source < 0 || source >= rows) throw outOfRange('from', source, rows);
      const value = given(values) ? values.values[e] : 1;
      for (let j = 0; j < width; j++) out[target * width + j] += value * x.values[source * width + j];
    }
  },
};

/** With our own operation of TensorFlow: native/source/edge_sum.h. */
const native = (backend: TensorflowBackend, inputs: tf.TensorInfo[], { size }: EdgeSumAttributes): tf.TensorInfo =>
  backend.executeSingleOutput(EDGE_SUM, [{ name: 'size', type: backend.binding.TF_ATTR_INT, value: size }], inputs);

/** For every provider; on TensorFlow where its binding has the operation. */
export const edgeSum: OwnKernel<EdgeSumAttributes> = {
  name: EDGE_SUM,
  inputs: ['x', 'to', 'from', 'values'],
  host,
  tensorflow: native,
};

/** Sums of segments by the same operation, where the binding has it. */
export const segmentSumAlongEdges: OwnKernel<{ numSegments: number }> = {
  name: SEGMENT_SUM,
  inputs: ['x', 'segmentIds'],
  tensorflow: (backend, [x, ids], { numSegments }) =>
    x.dtype === 'float32'
      ? native(backend, [x, ids, tf.tensor1d([], 'int32'), tf.tensor1d([], 'float32')], { size: numSegments })
      : backend.executeSingleOutput(SEGMENT_SUM, [], [x, ids, tf.scalar(numSegments, 'int32')]),
};

const given = ({ shape }: HostInput): boolean => shape[0] > 0;

function outOfRange(argument: string, found: number, count: number): TissuebookError {
  return new TissuebookError('invalid-argument', `An edge names row ${found}, and there are ${count}.`, {
    argument,
    found,
  });
}
