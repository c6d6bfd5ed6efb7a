import v8 from 'node:v8';
import vm from 'node:vm';

/** Garbage that may gather before it is collected. Ours; in bytes, and as a part of what is in use. */
const SPARE_BYTES = 32e6;
const SPARE_PART = 0.25;
/** More of it than this is not left until cells rest: what the library and its types take, once, is less. Ours; in bytes. */
const MOST_BYTES = 192e6;
/** Cells rest when none has run for so long. Ours; in milliseconds. */
const REST_MS = 5000;

/**
 * Collects garbage when cells rest. The compiler leaves half a megabyte of it per cell, and V8 lets it grow to several
 * hundred before it finds that worth the time.
 */
export class Tidy {
  private readonly collect: () => void;
  private inUse = Infinity;
  private resting: NodeJS.Timeout | undefined;

  constructor() {
    v8.setFlagsFromString('--expose-gc');
    this.collect = vm.runInNewContext('gc') as () => void;
    v8.setFlagsFromString('--no-expose-gc');
  }

  /** To be called when a cell begins. */
  beforeCell(): void {
    clearTimeout(this.resting);
  }

  /** To be called when a cell was answered. */
  afterCell(): void {
    clearTimeout(this.resting);
    const { heapUsed } = process.memoryUsage();
    this.inUse = Math.min(this.inUse, heapUsed);
    const spare = heapUsed - this.inUse;
    if (spare < Math.max(SPARE_BYTES, SPARE_PART * this.inUse)) return;
    if (spare > MOST_BYTES) this.tidy();
    else this.resting = setTimeout(() => this.tidy(), REST_MS).unref();
  }

  private tidy(): void {
    this.collect();
    this.inUse = process.memoryUsage().heapUsed;
  }
}
