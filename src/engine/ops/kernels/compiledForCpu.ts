import { compilingBackend } from '../../compile/backend';
import type { tf } from '../../tf';

/** Whether `x` stands for a tensor of a graph that is being recorded, for XLA on the CPU. */
export function isCompiledForCpu(x: tf.TensorInfo): boolean {
  const backend = compilingBackend();
  return backend !== undefined && !backend.binding.isUsingGpuDevice() && backend.getInputTensorIds([x])[0] < 0;
}
