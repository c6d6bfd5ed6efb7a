/**
 * The comm target under which a page asks what the engine runs on. The library offers it once it is imported; before
 * that the kernel closes the comm. Any message of the page is the question, also while a model trains.
 */
export const ENGINE_TARGET = 'tissuebook.engine';

/** What the engine runs on, and what it holds. */
export interface EngineStatus {
  /** Absent before anything has started the engine. */
  provider?: string;
  /** 'CPU', or the name of the GPU. */
  device?: string;
  /** Tensors alive and their bytes. */
  tensors?: number;
  tensorBytes?: number;
  /** Workers of clusters, and tasks that they do; absent without a cluster. */
  cluster?: { workers: number; tasks: number };
  /** Resident memory of the kernel's process, bytes. */
  processBytes: number;
}
