import { elementwise } from './elementwise';
import { gather } from './gather';
import { registerOwnGradients } from './gradients';
import { type OwnKernel, registerKernels } from './kernel';
import { segments } from './segments';

export { DIGAMMA, LOG_GAMMA, TRIGAMMA } from './elementwise';
export { runKernel } from './kernel';
export { SEGMENT_MAX, SEGMENT_SUM } from './segments';

/** Adds to a provider what the models need and TensorFlow.js lacks there. Call it once its own kernels are in place. */
export function registerOwnKernels(provider: 'tensorflow' | 'wasm' | 'cpu'): void {
  registerOwnGradients();
  registerKernels([...elementwise, ...segments, gather] as OwnKernel<never>[], provider);
}
