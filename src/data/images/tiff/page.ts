import { TissuebookError } from '../../../errors';
import type { FileBytes } from '../../fileBytes';
import { brightnessToRgb } from '../brightnessToRgb';
import type { PixelArray } from '../pixels';
import { checkImageSize } from '../sizes';
import { checkJpeg, COMPRESSIONS } from './decoders';
import { isJpeg2000Tile, type Jpeg2000Tile, readJpeg2000Tile } from './jpeg2000Tile';

/** The part of geotiff's image that is used here. */
export interface GeotiffImage {
  fileDirectory: { getValue(tag: string): unknown };
  getWidth(): number;
  getHeight(): number;
  getTileWidth(): number;
  getTileHeight(): number;
  getSamplesPerPixel(): number;
  getBitsPerSample(): number;
  getSampleFormat(): number;
  planarConfiguration: 1 | 2;
  isTiled: boolean;
  readRasters(options: { window: number[]; interleave: true }): Promise<ArrayLike<number>>;
}

const RGB = 2;
const PALETTE = 3;
const CMYK = 5;
const YCBCR = 6;
const JPEG = 7;

/** One picture of a TIFF file, checked as far as that goes without unpacking it. */
export class Page {
  readonly width: number;
  readonly height: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Values of a pixel as they are handed on. */
  readonly samples: number;
  readonly type: 'uint8' | 'uint16' | 'float32';
  /** Whether the file says that it is a smaller version of another picture. */
  readonly reduced: boolean;
  /** Whether the values of a pixel are red, green and blue. */
  readonly colored: boolean;
  readonly #image: GeotiffImage;
  readonly #file: FileBytes;
  readonly #color: number;
  readonly #compression: number;
  readonly #maxBytes: number;

  /** @throws TissuebookError 'unsupported-encoding' (a compression or colors that cannot be read), 'corrupt', 'too-large' */
  constructor(image: GeotiffImage, file: FileBytes, maxBytes: number) {
    const { fileDirectory } = image;
    this.#image = image;
    this.#file = file;
    this.#maxBytes = maxBytes;
    this.width = image.getWidth();
    this.height = image.getHeight();
    this.tileWidth = image.getTileWidth();
    this.tileHeight = image.getTileHeight();
    this.#color = Number(fileDirectory.getValue('PhotometricInterpretation') ?? 1);
    this.#compression = Number(fileDirectory.getValue('Compression') ?? 1);
    this.colored = [RGB, PALETTE, YCBCR].includes(this.#color);
    this.samples = this.#color === PALETTE ? 3 : image.getSamplesPerPixel();
    this.type = this.#color === PALETTE ? 'uint8' : typeOf(image);
    this.reduced = (Number(fileDirectory.getValue('NewSubfileType') ?? 0) & 1) === 1;
    const sizes = [this.width, this.height, this.tileWidth, this.tileHeight, this.samples];
    if (!sizes.every((size) => Number.isSafeInteger(size) && size > 0) || this.samples > 64) {
      throw new TissuebookError('corrupt', `${file.name} holds a picture of ${sizes.join(' x ')}.`, {
        argument: 'path',
      });
    }
    this.#refuseUnknown();
    // geotiff unpacks into a copy, and sorts into another one.
    checkImageSize(file.name, this.tileWidth, this.tileHeight, 3 * image.getSamplesPerPixel() * 4, maxBytes);
  }

  /** Values of a tile, as far as the picture goes: [height, width, samples]. */
  async readTile(column: number, row: number): Promise<{ width: number; height: number; values: PixelArray }> {
    const [left, top] = [column * this.tileWidth, row * this.tileHeight];
    const [right, bottom] = [Math.min(this.width, left + this.tileWidth), Math.min(this.height, top + this.tileHeight)];
    const size = { width: right - left, height: bottom - top };
    try {
      const pieces = this.#pieces(column, row);
      if (isJpeg2000Tile(this.#compression)) return { ...size, values: await this.#jpeg2000(pieces, size) };
      const found = await this.#image.readRasters({ window: [left, top, right, bottom], interleave: true });
      return { ...size, values: this.#colored(found, size.width * size.height) };
    } catch (cause) {
      if (cause instanceof TissuebookError) throw cause;
      throw new TissuebookError(
        'corrupt',
        `${this.#file.name}: the tile ${column}, ${row} is damaged: ${(cause as Error).message}.`,
        { cause },
      );
    }
  }

  #refuseUnknown(): void {
    const compression = COMPRESSIONS[this.#compression];
    const unread = !compression?.read && `is compressed with ${compression?.name ?? `method ${this.#compression}`}`;
    const packed = this.#compression === JPEG || isJpeg2000Tile(this.#compression);
    const subsampled = this.#color === YCBCR && !packed && 'has colors of unequal resolution';
    const colors =
      (this.#color === CMYK && 'has colors for print') || (this.#color > YCBCR && 'has colors of a rare kind');
    const why = unread || subsampled || colors;
    if (!why) return;
    throw new TissuebookError(unread ? 'unsupported-filter' : 'unsupported-encoding', `${this.#file.name} ${why}, which cannot be read here.`, {
      argument: 'path',
      found: compression?.name ?? this.#compression,
      advice: adviceFor(this.#file.name, this.#color),
    }); // prettier-ignore
  }

  /** Where the packed bytes of a tile are, a plane each: they must be in the file, and no more than the tile could need. */
  #pieces(column: number, row: number): { offset: number; count: number }[] {
    const { fileDirectory, isTiled, planarConfiguration } = this.#image;
    const kind = isTiled ? 'Tile' : 'Strip';
    const [at, counts] = [`${kind}Offsets`, `${kind}ByteCounts`].map((tag) => fileDirectory.getValue(tag));
    const across = Math.ceil(this.width / this.tileWidth);
    const inPlane = across * Math.ceil(this.height / this.tileHeight);
    const samples = this.#image.getSamplesPerPixel();
    return Array.from({ length: planarConfiguration === 2 ? samples : 1 }, (_, plane) => {
      const index = plane * inPlane + row * across + column;
      const [offset, count] = [listed(at, index), listed(counts, index)];
      const most =
        2 * this.tileWidth * this.tileHeight * samples * Math.ceil(this.#image.getBitsPerSample() / 8) + 4096;
      if (!(offset >= 0 && count > 0 && count <= most && offset + count <= this.#file.size)) {
        throw new TissuebookError(
          'corrupt',
          `${this.#file.name}: the tile ${column}, ${row} lies outside of the file.`,
          {
            argument: 'path',
          },
        );
      }
      if (this.#compression === JPEG) {
        checkJpeg(this.#file.read(offset, count), this.tileWidth, this.tileHeight, this.#file.name);
      }
      return { offset, count };
    });
  }

  async #jpeg2000(
    pieces: readonly { offset: number; count: number }[],
    size: { width: number; height: number },
  ): Promise<PixelArray> {
    const tile: Jpeg2000Tile = {
      ...{ width: this.tileWidth, height: this.tileHeight, shown: size, samples: this.samples, type: this.type },
      brightness: this.#compression === 33003 || this.#color === YCBCR,
      packed: pieces.map(({ offset, count }) => this.#file.read(offset, count)),
    };
    return readJpeg2000Tile(tile, this.#maxBytes, this.#file.name);
  }

  /** Values of the type of the page; palettes and JPEG's brightness and colors become red, green and blue. */
  #colored(found: ArrayLike<number>, pixels: number): PixelArray {
    if (found.length !== pixels * this.#image.getSamplesPerPixel()) throw new Error(`it has ${found.length} values`);
    if (this.#color === PALETTE) return fromPalette(found, this.#image.fileDirectory.getValue('ColorMap'));
    const values = arrayOf(this.type, found);
    if (this.#color === YCBCR && this.samples === 3) brightnessToRgb(values);
    return values;
  }
}

function typeOf(image: GeotiffImage): Page['type'] {
  const [bits, format] = [image.getBitsPerSample(), image.getSampleFormat()];
  if (format === 1 && bits <= 8) return 'uint8';
  return format === 1 && bits <= 16 ? 'uint16' : 'float32';
}

function listed(values: unknown, index: number): number {
  return Number(typeof values === 'number' ? values : (values as ArrayLike<number> | undefined)?.[index]);
}

function arrayOf(type: Page['type'], found: ArrayLike<number>): PixelArray {
  if (type === 'uint8') return found instanceof Uint8Array ? found : Uint8Array.from(found);
  if (type === 'uint16') return found instanceof Uint16Array ? found : Uint16Array.from(found);
  return found instanceof Float32Array ? found : Float32Array.from(found);
}

/** A palette holds 2^bits reds, then greens, then blues, of 16 bits. */
function fromPalette(found: ArrayLike<number>, map: unknown): Uint8Array {
  const colors = map as ArrayLike<number> | undefined;
  const size = (colors?.length ?? 0) / 3;
  const out = new Uint8Array(3 * found.length);
  for (let p = 0; p < found.length; p++) {
    if (!(found[p]! < size)) throw new Error(`color ${found[p]} is not in its palette of ${size}`);
    for (let c = 0; c < 3; c++) out[3 * p + c] = colors![c * size + found[p]!]! >> 8;
  }
  return out;
}

/** The command that writes the picture so that it can be read. */
function adviceFor(name: string, color: number): string {
  if (color === CMYK)
    return `Convert it once to red, green and blue: magick "${name}" -colorspace sRGB converted.tif (ImageMagick).`;
  return 'Write it again as TIFF in tiles with deflate, LZW or JPEG: in Python, tifffile.imwrite(path, pixels, tile=(512, 512), compression="deflate").';
}
