import { TissuebookError } from '../../errors';
import { anything, checkOptions, listOf, number, text } from '../../options';
import { channelIndices } from './channelIndices';
import { checkLevels } from './checkLevels';
import { levelFor } from './levelFor';
import { type ImageLevel, type TileSource, pixelArray, type Pixels } from './pixels';
import { coveredPixels, Resampler, type Window } from './resample';
import { TileCache } from './tileCache';

/** A part of an image, in pixels of its finest level; it may reach beyond the image. */
export interface ImageRegion {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface RegionOptions {
  /** Pixels of the finest level for a pixel of the result. 1. */
  scale?: number;
  /** Names of the channels that are read, in this order; of a file that keeps channels apart no others are unpacked. All. */
  channels?: readonly string[];
  /** Stops between two tiles. */
  signal?: AbortSignal;
}

/** What `readInto` reads: a region of width x height pixels of the result. */
interface Part extends ImageRegion {
  scale: number;
  /** Channels by number. All. */
  chosen?: readonly number[];
  signal?: AbortSignal;
}

/** What an image may take. */
export interface ImageLimits {
  /** Memory in bytes that a tile, or the result of a call, may take. */
  maxBytes: number;
  /** Memory in bytes for tiles that are kept. */
  cacheBytes: number;
}

/**
 * An image of a tissue. It stays in its file: parts of it are unpacked when they are asked for, and the last ones kept.
 * x runs to the right and y downwards, from the upper left corner; the middle of the first pixel is at (0.5, 0.5).
 */
export class TissueImage {
  /** For messages: the file, or where the image was found. */
  readonly name: string;
  /** Pixels of the finest level. */
  readonly width: number;
  readonly height: number;
  /** A name for each channel. */
  readonly channels: readonly string[];
  /** The type of the values. */
  readonly type: TileSource['type'];
  /** The resolutions that the file has, the finest first. */
  readonly levels: readonly ImageLevel[];
  /** Micrometres that a pixel of the finest level is wide, where the file says it. */
  readonly micrometres: number | undefined;
  readonly #source: TileSource;
  readonly #limits: ImageLimits;
  readonly #tiles: TileCache;
  #closed = false;

  /** @throws TissuebookError 'corrupt' for levels that do not shrink */
  constructor(name: string, source: TileSource, limits: ImageLimits) {
    checkLevels(name, source.levels);
    this.name = name;
    this.levels = source.levels;
    this.width = source.levels[0]!.width;
    this.height = source.levels[0]!.height;
    this.channels = source.channels;
    this.type = source.type;
    this.micrometres = source.micrometres;
    this.#source = source;
    this.#limits = limits;
    this.#tiles = new TileCache(source, limits.cacheBytes);
  }

  /**
   * The pixels of a region, from the coarsest level that is fine enough: means where the result is coarser than it, the
   * nearest pixel where it is finer. 0 outside of the image.
   *
   * @returns [ceil(height / scale), ceil(width / scale), channels]
   * @throws TissuebookError 'invalid-argument' (a region without an area, an image that was closed), 'missing-key' (no such
   *   channel), 'too-large', 'corrupt', 'aborted'
   */
  async region(region: ImageRegion, options: RegionOptions = {}): Promise<Pixels> {
    checkOptions('region', options, { scale: number(Number.MIN_VALUE), channels: listOf(text), signal: anything });
    const { scale = 1, signal } = options;
    const chosen = options.channels && channelIndices(this, options.channels);
    const size = (length: number): number => Math.ceil(length / scale - 1e-9);
    const channels = chosen?.length ?? this.channels.length;
    const [width, height] = [size(region.width), size(region.height)];
    if (!(width > 0 && height > 0 && Number.isFinite(region.x) && Number.isFinite(region.y))) {
      throw new TissuebookError('invalid-argument', 'region: x, y, width and height must say an area.', {
        argument: 'region',
        found: region,
      });
    }
    const values = pixelArray(this.type, this.#affordable(width * height * channels));
    await this.readInto(values, 0, {
      ...{ ...region, width, height, scale },
      ...(chosen && { chosen }),
      ...(signal && { signal }),
    });
    return { width, height, channels, values };
  }

  /** Reads width x height pixels of a result at `scale` into `out`, from `at` on: what `region` and `cropsAt` share. */
  async readInto(out: Pixels['values'], at: number, part: Part): Promise<void> {
    if (this.#closed) {
      throw new TissuebookError('invalid-argument', `The image ${this.name} was closed.`, { argument: 'image' });
    }
    const all = this.channels.length;
    const { chosen } = part;
    if (!chosen) return (await this.#sums(part, all)).write(out, at);
    if (!this.#source.readPlane) {
      const sums = await this.#sums(part, all);
      for (const [c, channel] of chosen.entries()) sums.write(out, at + c, { step: chosen.length, channel });
      return;
    }
    for (const [c, channel] of chosen.entries()) {
      (await this.#sums(part, 1, channel)).write(out, at + c, { step: chosen.length, channel: 0 });
    }
  }

  /** The tiles under a part, added up. @param channel only this one */
  async #sums(part: Part, channels: number, channel?: number): Promise<Resampler> {
    const { index, level, window } = this.#windowOf(part);
    const resampler = new Resampler(level, window, channels);
    for (const [column, row] of resampler.tiles()) {
      if (part.signal?.aborted) throw new TissuebookError('aborted', `Reading ${this.name} was stopped.`);
      resampler.add(await this.#tiles.tile(index, column, row, channel), column, row);
    }
    return resampler;
  }

  /** The pixels of such a result on which the image lies: from the first of each pair up to, not including, the second. */
  covers(part: ImageRegion & { scale: number }): { x: [number, number]; y: [number, number] } {
    const { level, window } = this.#windowOf(part);
    return coveredPixels(window, level);
  }

  /** Where width x height pixels of a result at `scale` lie on the level from which they are read. */
  #windowOf(part: ImageRegion & { scale: number }): { index: number; level: ImageLevel; window: Window } {
    const index = levelFor(this.levels, part.scale);
    const level = this.levels[index]!;
    const [fineX, fineY] = [this.width / level.width, this.height / level.height];
    const window = {
      left: part.x / fineX,
      top: part.y / fineY,
      stepX: part.scale / fineX,
      stepY: part.scale / fineY,
      width: part.width,
      height: part.height,
    };
    return { index, level, window };
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Closes the file; what is asked for afterwards is refused. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#tiles.clear();
    await this.#source.close();
  }

  /** What it is, as text. */
  toString(): string {
    const { width, height, channels, type, micrometres } = this;
    const unit = micrometres === undefined ? '' : `, ${Number(micrometres.toPrecision(4))} micrometres each`;
    const shown = channels.length > 12 ? `${channels.slice(0, 12).join(', ')}, ...` : channels.join(', ');
    const levels = this.levels.map((level) => `${level.width} x ${level.height}`).join(', ');
    return (
      `TissueImage: ${width} x ${height} pixels${unit}\n` +
      `  channels: ${shown.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')} (${type})\n  levels: ${levels}`
    );
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }

  #affordable(values: number): number {
    // Sums are kept in float64 while a region is read.
    if (8 * values <= this.#limits.maxBytes) return values;
    throw new TissuebookError(
      'too-large',
      `A region of ${this.name} with ${values} values takes ${8 * values} bytes.`,
      {
        argument: 'maxBytes',
        found: 8 * values,
        advice: 'Ask for a smaller region or a larger scale, or raise maxBytes.',
      },
    );
  }
}
