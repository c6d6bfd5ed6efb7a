import { tf } from '../tf';
import type { Provider, ProviderName, Skipped } from './providers';

/** What the engine runs on. */
export interface EngineDescription {
  provider: ProviderName;
  /** 'CPU', or the name of the GPU. */
  device: string;
  /** Threads that one operation may use. */
  threads: number;
  /** Versions of what the provider is made of, by name. */
  versions: Record<string, string>;
  memory: {
    /** Tensors alive and their bytes. */
    tensors: number;
    tensorBytes: number;
    /** Resident memory of the whole process, bytes. */
    processBytes: number;
  };
  /** Providers that come before this one, and why each was not used. */
  skipped: Skipped[];
  /** Whether training steps can be compiled here. */
  compiles: boolean;
  /** What runs in a plainer, slower form than this provider has, and why: sentences. Empty when nothing does. */
  fallbacks: string[];
}

export function describeEngine(provider: Provider, skipped: readonly Skipped[]): EngineDescription {
  const { numTensors, numBytes } = tf.memory();
  return {
    provider: provider.name,
    ...provider.describe(),
    memory: { tensors: numTensors, tensorBytes: numBytes, processBytes: process.memoryUsage().rss },
    skipped: [...skipped],
  };
}
