import type { Binding, TensorMetadata } from '../provider/tensorflow/binding';
import { tf } from '../tf';

/** What the engine uses of the backend class of tfjs-node. */
export interface NodeBackend extends tf.KernelBackend {
  binding: Binding;
  tensorMap: {
    get(data: tf.DataId): { id: number; values: unknown; shape: number[]; dtype: number };
    set(data: tf.DataId, info: unknown): void;
  };
  getInputTensorIds(tensors: tf.TensorInfo[]): number[];
  createOutputTensor(metadata: TensorMetadata): tf.Tensor;
  getDTypeInteger(dtype: tf.DataType): number;
  move(data: tf.DataId, values: unknown, shape: number[], dtype: tf.DataType, refCount: number): void;
}

/** The backend, when it is one that can compile. */
export function compilingBackend(): NodeBackend | undefined {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NodeBackend) : undefined;
}
