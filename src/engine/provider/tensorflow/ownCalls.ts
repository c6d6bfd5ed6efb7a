import { type Binding, threadCount } from './binding';
import { isChecked } from './checkedVersions';

/**
 * Registers what compiled steps call in the binding, where TensorFlow allows it.
 *
 * @returns why sums along edges are gathers and scatters instead, as a sentence; undefined when they are calls
 */
export function registerOwnCalls(binding: Pick<Binding, 'TF_Version' | 'isUsingGpuDevice' | 'registerEdgeSum'>) {
  const plain = (why: string): string => `Sums along edges are gathers and scatters: ${why}.`;
  if (binding.isUsingGpuDevice()) return plain('the calls that replace them are for the CPU');
  if (!isChecked(binding.TF_Version)) {
    return plain(`the calls that replace them were not tried with TensorFlow ${binding.TF_Version}`);
  }
  return binding.registerEdgeSum(threadCount()) ? undefined : plain('this TensorFlow does not let calls be registered');
}
