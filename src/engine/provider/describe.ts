import type { EngineDescription, Provider, Skipped } from './provider';
import { tf } from '../tf';

export function describeEngine(provider: Provider, skipped: readonly Skipped[]): EngineDescription {
  const { numTensors, numBytes } = tf.memory();
  return {
    provider: provider.name,
    ...provider.describe(),
    memory: { tensors: numTensors, tensorBytes: numBytes, processBytes: process.memoryUsage().rss },
    skipped: [...skipped],
  };
}
