import v8 from 'node:v8';
import vm from 'node:vm';

/** Garbage that may gather before it is collected. Ours; in bytes, and as a part of what is in use. */
const SPARE_BYTES = 32e6;
const SPARE_PART = 0.25;

/**
 * Collects garbage between cells. The compiler leaves half a megabyte of it per cell, and V8 lets it grow to several
 * hundred before it finds that worth the time.
 */
export class Tidy {
  private readonly collect: () => void;
  private inUse = Infinity;

  constructor() {
    v8.setFlagsFromString('--expose-gc');
    this.collect = vm.runInNewContext('gc') as () => void;
    v8.setFlagsFromString('--no-expose-gc');
  }

  /** To be called when a cell was answered. */
  afterCell(): void {
    const { heapUsed } = process.memoryUsage();
    this.inUse = Math.min(this.inUse, heapUsed);
    if (heapUsed - this.inUse < Math.max(SPARE_BYTES, SPARE_PART * this.inUse)) return;
    this.collect();
    this.inUse = process.memoryUsage().heapUsed;
  }
}
