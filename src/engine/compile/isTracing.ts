import { compilingBackend } from './backend';

/**
 * Whether operations are being recorded for a compiled step and not run. What saves calls costs there: XLA makes one loop
 * of many operations by itself, and takes long to compile those that join many tensors.
 */
export function isTracing(): boolean {
  const backend = compilingBackend();
  return backend !== undefined && Object.hasOwn(backend, 'getInputTensorIds');
}
