import { tf } from '../../tf';
import type { OwnKernel } from './kernel';

interface Attributes {
  axis: number;
  batchDims: number;
}

/**
 * Gathers slices along an axis. tfjs-node's own kernel copies the indices out and looks at each, which is slow and cannot
 * be compiled. TensorFlow checks them itself; a compiled step on XLA does not, and takes the nearest index that exists.
 */
export const gather: OwnKernel<Attributes> = {
  name: 'GatherV2',
  inputs: ['x', 'indices'],
  tensorflow: (backend, [x, indices], { axis, batchDims }) => {
    const batch = { name: 'batch_dims', type: backend.binding.TF_ATTR_INT, value: batchDims };
    return backend.executeSingleOutput('GatherV2', [batch], [x, indices, tf.scalar(axis, 'int32')]);
  },
};
