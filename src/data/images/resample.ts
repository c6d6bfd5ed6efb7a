import type { ImageLevel, Pixels } from './pixels';

/** For each pixel of the result which pixels of a level it is the mean of: from `first`, up to, not including, `end`. */
interface Spans {
  first: Int32Array;
  end: Int32Array;
}

/** A part of a level and the size that it shall have. */
export interface Window {
  /** The left and the upper edge, in pixels of the level. */
  left: number;
  top: number;
  /** Pixels of the level for a pixel of the result. */
  stepX: number;
  stepY: number;
  /** Size of the result. */
  width: number;
  height: number;
}

/**
 * Means of the pixels of a level whose middles lie in each pixel of the result; the nearest pixel where there is none.
 * What lies outside of the image is 0.
 */
export class Resampler {
  readonly #level: ImageLevel;
  readonly #x: Spans;
  readonly #y: Spans;
  readonly #width: number;
  readonly #height: number;
  readonly #channels: number;
  readonly #sums: Float64Array;

  constructor(level: ImageLevel, window: Window, channels: number) {
    this.#level = level;
    this.#width = window.width;
    this.#height = window.height;
    this.#channels = channels;
    this.#x = spans(window.left, window.stepX, window.width, level.width);
    this.#y = spans(window.top, window.stepY, window.height, level.height);
    this.#sums = new Float64Array(window.width * window.height * channels);
  }

  /** The tiles that are needed, as columns and rows. */
  tiles(): [column: number, row: number][] {
    const columns = tilesOf(this.#x, this.#level.tileWidth);
    const rows = tilesOf(this.#y, this.#level.tileHeight);
    return rows.flatMap((row) => columns.map((column): [number, number] => [column, row]));
  }

  /** Adds what a tile has of the result. */
  add(tile: Pixels, column: number, row: number): void {
    const [left, top] = [column * this.#level.tileWidth, row * this.#level.tileHeight];
    const n = this.#channels;
    for (let i = 0; i < this.#height; i++) {
      const v0 = Math.max(this.#y.first[i]!, top);
      const v1 = Math.min(this.#y.end[i]!, top + tile.height);
      for (let j = 0; v0 < v1 && j < this.#width; j++) {
        const u0 = Math.max(this.#x.first[j]!, left);
        const u1 = Math.min(this.#x.end[j]!, left + tile.width);
        const to = (i * this.#width + j) * n;
        for (let v = v0; v < v1; v++) {
          for (let u = u0; u < u1; u++) {
            const from = ((v - top) * tile.width + u - left) * n;
            for (let c = 0; c < n; c++) this.#sums[to + c]! += tile.values[from + c]!;
          }
        }
      }
    }
  }

  /**
   * Writes the means into `out`, from `at` on; rounded where `out` holds whole numbers.
   *
   * @param one writes only a channel, each `step` values behind the one before
   */
  write(out: Pixels['values'], at = 0, one?: { channel: number; step: number }): void {
    const whole = !(out instanceof Float32Array);
    const { channel: from, step } = one ?? { channel: 0, step: this.#channels };
    const to = one ? from + 1 : this.#channels;
    for (let i = 0, p = 0; i < this.#height; i++) {
      const rows = this.#y.end[i]! - this.#y.first[i]!;
      for (let j = 0; j < this.#width; j++, p++) {
        const count = rows * (this.#x.end[j]! - this.#x.first[j]!);
        for (let c = from; c < to; c++) {
          const mean = count > 0 ? this.#sums[p * this.#channels + c]! / count : 0;
          out[at + p * step + (c - from)] = whole ? Math.round(mean) : mean;
        }
      }
    }
  }
}

/**
 * The pixels of a result that a level covers: from the first of each pair up to, not including, the second; none where
 * both are 0.
 */
export function coveredPixels(window: Window, level: ImageLevel): { x: [number, number]; y: [number, number] } {
  const x = covered(spans(window.left, window.stepX, window.width, level.width));
  const y = covered(spans(window.top, window.stepY, window.height, level.height));
  return x[1] > 0 && y[1] > 0 ? { x, y } : { x: [0, 0], y: [0, 0] };
}

function covered({ first, end }: Spans): [number, number] {
  const from = first.findIndex((start, i) => start < end[i]!);
  let to = first.length;
  while (to > from && from >= 0 && first[to - 1]! >= end[to - 1]!) to--;
  return from < 0 ? [0, 0] : [from, to];
}

function spans(start: number, step: number, length: number, size: number): Spans {
  const inside = (place: number): number => Math.min(size, Math.max(0, place));
  const out = { first: new Int32Array(length), end: new Int32Array(length) };
  for (let i = 0; i < length; i++) {
    // A middle lies at a half; what rounding leaves of a whole step must not move a pixel.
    const [from, to] = [start + i * step, start + (i + 1) * step];
    let [first, end] = [Math.ceil(from - 0.5 - 1e-9), Math.ceil(to - 0.5 - 1e-9)];
    if (end <= first) {
      first = Math.floor((from + to) / 2);
      end = first + 1;
    }
    out.first[i] = inside(first);
    out.end[i] = inside(end);
  }
  return out;
}

/** Tiles from the first to the last that spans touch; empty spans touch none. */
function tilesOf({ first, end }: Spans, tile: number): number[] {
  let [low, high] = [Infinity, -1];
  for (let i = 0; i < first.length; i++) {
    if (end[i]! <= first[i]!) continue;
    low = Math.min(low, first[i]!);
    high = Math.max(high, end[i]! - 1);
  }
  if (high < 0) return [];
  const from = Math.floor(low / tile);
  return Array.from({ length: Math.floor(high / tile) - from + 1 }, (_, t) => from + t);
}
