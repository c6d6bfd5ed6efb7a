import {
  FRAME_BYTES,
  type NumberArray,
  thinFrames,
  WATCH_COLORS,
  type WatchColor,
  type WatchScale,
} from '../../../src/protocol';

/** How the cells looked to a model at one moment. */
export interface KeptFrame {
  readonly step: number;
  readonly epoch: number;
  /** [nCells] */
  readonly codes: NumberArray;
}

/** The frames of a training that a page keeps, by what they are colored by: as many as a kernel keeps. */
export class KeptFrames {
  readonly #frames = new Map<WatchColor, readonly KeptFrame[]>();
  readonly #scales = new Map<WatchColor, WatchScale>();

  /** In the order of their steps. */
  of(color: WatchColor): readonly KeptFrame[] {
    return this.#frames.get(color) ?? [];
  }

  scaleOf(color: WatchColor): WatchScale | undefined {
    return this.#scales.get(color);
  }

  /** What there are frames of. */
  get colors(): WatchColor[] {
    return WATCH_COLORS.filter((color) => this.of(color).length > 0);
  }

  setScale(color: WatchColor, scale: WatchScale): void {
    this.#scales.set(color, scale);
  }

  /** Keeps a frame, once; of too many, those that lie apart in steps. */
  add(color: WatchColor, frame: KeptFrame): void {
    const known = this.of(color);
    if (known.some(({ step }) => step === frame.step)) return;
    const all = [...known, frame].sort((a, b) => a.step - b.step);
    const room = FRAME_BYTES / WATCH_COLORS.length;
    this.#frames.set(color, thinFrames(all, frame.codes.byteLength, { room }));
  }

  clear(): void {
    this.#frames.clear();
    this.#scales.clear();
  }
}
