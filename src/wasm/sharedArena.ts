import { TissuebookError } from '../errors';
import { kernelModule } from './kernelModule';
import { type SharedMemory, webAssembly } from './webAssembly';

/** What the kernels of src/wasm/kernels export: functions of addresses and counts. */
export type Kernels = Record<string, (...args: number[]) => number>;

const PAGE = 65_536;
/** Addresses have 32 bits: 4 GB. */
const MAX_PAGES = 65_536;
/** Arrays are aligned to cache lines. */
const CACHE_LINE = 64;

/** An array in shared memory, and its address there. */
export interface SharedArray<T> {
  at: number;
  values: T;
}

/**
 * Memory that WebAssembly kernels and threads share. Arrays follow each other and are never given back: one arena serves
 * one computation.
 */
export class SharedArena {
  readonly memory: SharedMemory;
  readonly kernels: Kernels;
  // The first line stays free, so that no array has the address 0.
  #next = CACHE_LINE;

  constructor() {
    this.memory = new webAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true });
    this.kernels = new webAssembly.Instance(kernelModule(), { env: { memory: this.memory } }).exports as Kernels;
  }

  /** Zeros. @throws TissuebookError 'out-of-memory' above 4 GB in all, or when there is no more */
  f64(length: number): SharedArray<Float64Array> {
    const at = this.#take(8 * length);
    return { at, values: new Float64Array(this.memory.buffer, at, length) };
  }

  f32(length: number): SharedArray<Float32Array> {
    const at = this.#take(4 * length);
    return { at, values: new Float32Array(this.memory.buffer, at, length) };
  }

  i32(length: number): SharedArray<Int32Array> {
    const at = this.#take(4 * length);
    return { at, values: new Int32Array(this.memory.buffer, at, length) };
  }

  /** A copy of the values. */
  copy(values: Int32Array): SharedArray<Int32Array>;
  copy(values: Float32Array | Float64Array): SharedArray<Float64Array>;
  copy(values: Int32Array | Float32Array | Float64Array): SharedArray<Int32Array> | SharedArray<Float64Array> {
    const placed = values instanceof Int32Array ? this.i32(values.length) : this.f64(values.length);
    placed.values.set(values);
    return placed;
  }

  /** The fields of a task as its kernel declares them: counts and addresses of 32 bits. */
  task(...fields: readonly number[]): number {
    return this.copy(Int32Array.from(fields)).at;
  }

  #take(bytes: number): number {
    const at = this.#next;
    this.#next += Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
    const missing = Math.ceil((this.#next - this.memory.buffer.byteLength) / PAGE);
    if (missing <= 0) return at;
    try {
      this.memory.grow(missing);
    } catch {
      throw new TissuebookError('out-of-memory', `There is no room for ${Math.ceil(this.#next / 2 ** 20)} MB.`, {
        found: this.#next,
        advice: 'Use fewer cells, components or genes.',
      });
    }
    return at;
  }
}
