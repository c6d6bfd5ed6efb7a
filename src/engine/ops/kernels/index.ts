import { counterUniform } from './counterUniform';
import { registerAttention } from './attention';
import { edgeSum, segmentSumAlongEdges } from './edges';
import { elementwise } from './elementwise';
import { gather } from './gather';
import { registerOwnGradients } from './gradients';
import { type OwnKernel, registerKernels } from './kernel';
import { segments } from './segments';

export { COUNTER_UNIFORM, type CounterUniformAttributes, pcg3d } from './counterUniform';
export { ATTENTION, ATTENTION_GRADIENT } from './attention';
export { EDGE_SUM, type EdgeSumAttributes } from './edges';
export { DIGAMMA, LOG_GAMMA, TRIGAMMA } from './elementwise';
export { runKernel } from './kernel';
export { SEGMENT_MAX, SEGMENT_SUM } from './segments';

/**
 * Adds to a provider what the models need and TensorFlow.js lacks there. Call it once its own kernels are in place.
 *
 * @param edgeSums whether the provider can add rows along edges by itself
 */
export function registerOwnKernels(provider: 'tensorflow' | 'wasm' | 'cpu', edgeSums = true): void {
  registerOwnGradients();
  if (provider === 'tensorflow') registerAttention();
  const alongEdges = edgeSums ? [edgeSum, segmentSumAlongEdges] : [];
  registerKernels([...elementwise, ...segments, gather, counterUniform, ...alongEdges] as OwnKernel<never>[], provider);
}
