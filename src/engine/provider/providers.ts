import { cpu } from './cpu';
import type { EngineDescription } from './describe';
import { tensorflow } from './tensorflow';
import { wasm } from './wasm';
import { webgpu } from './webgpu';

export type ProviderName = 'tensorflow' | 'webgpu' | 'wasm' | 'cpu';

/** A way to run tensors. */
export interface Provider {
  name: ProviderName;
  /** Makes itself the backend of TensorFlow.js. Returns why it cannot, as a sentence, or undefined when it runs. */
  start(): Promise<string | undefined>;
  /** Only after a start that worked. */
  describe(): Pick<EngineDescription, 'device' | 'threads' | 'versions' | 'compiles' | 'fallbacks'>;
}

/** A provider that was tried and does not work here. */
export interface Skipped {
  provider: ProviderName;
  why: string;
}

/** In the order in which 'auto' tries them. */
export const providers: readonly Provider[] = [tensorflow, webgpu, wasm, cpu];
