import { TissuebookError } from '../../../errors';
import { brightnessToRgb } from '../brightnessToRgb';
import { readCodestream } from '../jpeg2000/codestream';
import { decodeJpeg2000 } from '../jpeg2000/decode';
import { type PixelArray, pixelArray } from '../pixels';

/** Compressions of TIFF whose tiles are JPEG 2000: Aperio's two, Leica's, and the one of tifffile and Xenium. */
const NUMBERS: readonly number[] = [33003, 33004, 33005, 34712];

/** A tile of a TIFF file that is packed as JPEG 2000. */
export interface Jpeg2000Tile {
  /** What the file says of every tile. */
  width: number;
  height: number;
  samples: number;
  type: 'uint8' | 'uint16' | 'float32';
  /** As far as the picture goes. */
  shown: { width: number; height: number };
  /** Whether the file says that values are brightness and colors. */
  brightness: boolean;
  /** One picture with all samples, or one for each. */
  packed: readonly Uint8Array[];
}

export function isJpeg2000Tile(compression: number): boolean {
  return NUMBERS.includes(compression);
}

/**
 * The values of a tile, [height, width, samples] of what is shown. What its header says is held against the file before memory is taken.
 *
 * @throws TissuebookError 'corrupt' (it does not fit its place, or is damaged), 'unsupported-encoding', 'too-large'
 */
export async function readJpeg2000Tile(tile: Jpeg2000Tile, maxBytes: number, name: string): Promise<PixelArray> {
  const { width, height, shown, samples, type } = tile;
  const values = pixelArray(type, shown.width * shown.height * samples);
  const each = tile.packed.length > 1 ? 1 : samples;
  for (const [plane, packed] of tile.packed.entries()) {
    const where = `${name}: a tile`;
    const picture = readTilePicture(packed, where, name);
    const { components, bits, signed, mixed } = picture;
    const fits = picture.width === width && picture.height <= height && picture.height >= shown.height;
    if (!fits || components !== each) {
      const found = `${picture.width} x ${picture.height} x ${components}`;
      throw new TissuebookError('corrupt', `${where} is ${found}, not ${width} x ${height} x ${each}.`, {
        argument: 'path',
        found,
      });
    }
    if (signed ? type !== 'float32' : bits > (type === 'uint8' ? 8 : 16)) {
      throw new TissuebookError('corrupt', `${where} has ${bits} bits, which ${type} does not hold.`, { found: bits });
    }
    const found = await decodeJpeg2000(picture, maxBytes, where);
    if (tile.brightness && each === 3 && !mixed) brightnessToRgb(found);
    for (let y = 0, to = plane; y < shown.height; y++) {
      for (let x = 0, from = y * width * each; x < shown.width; x++) {
        for (let c = 0; c < each; c++, from++, to += tile.packed.length) values[to] = found[from]!;
      }
    }
  }
  return values;
}

/** @throws TissuebookError with the command that converts the file, for what is JPEG 2000 and cannot be read */
function readTilePicture(packed: Uint8Array, where: string, name: string): ReturnType<typeof readCodestream> {
  try {
    return readCodestream(packed, where);
  } catch (error) {
    if (!(error instanceof TissuebookError) || error.kind !== 'unsupported-encoding') throw error;
    throw new TissuebookError('unsupported-encoding', error.message, {
      ...(error.argument !== undefined && { argument: error.argument }),
      found: error.found,
      advice: `Convert it once: bfconvert -compression LZW -tilex 512 -tiley 512 "${name}" converted.ome.tif (Bio-Formats).`,
      cause: error,
    });
  }
}
