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
