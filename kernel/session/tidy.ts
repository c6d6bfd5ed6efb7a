import v8 from 'node:v8';
import vm from 'node:vm';

/** Garbage that may gather before it is collected. Ours; in bytes, and as a part of what is in use. */
const SPARE_BYTES = 32e6;
const SPARE_PART = 0.25;
/** A cell that leaves more than this has loaded something, and most of that is kept: it can wait until cells rest. Ours; in bytes. */
const LOADED_BYTES = 16e6;
/** More than this waits for nothing. Ours; in bytes. */
const MOST_BYTES = 192e6;
/** Cells rest when none has run for so long. Ours; in milliseconds. */
const REST_MS = 5000;

/**
 * Collects garbage between cells. The compiler leaves half a megabyte of it per cell, and V8 lets it grow to several
 * hundred before it finds that worth the time.
 */
export class Tidy {
  private readonly collect: () => void;
  private inUse = Infinity;
  private before = Infinity;
  /** Of cells that have loaded nothing. */
  private gathered = 0;
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
    const left = heapUsed - Math.min(this.before, heapUsed);
    this.before = heapUsed;
    if (left < LOADED_BYTES) this.gathered += left;
    const most = Math.max(SPARE_BYTES, SPARE_PART * this.inUse);
    const spare = heapUsed - this.inUse;
    if (spare < most) return;
    if (this.gathered > most || spare > MOST_BYTES) this.tidy();
    else this.resting = setTimeout(() => this.tidy(), REST_MS).unref();
  }

  private tidy(): void {
    this.collect();
    this.inUse = this.before = process.memoryUsage().heapUsed;
    this.gathered = 0;
  }
}
