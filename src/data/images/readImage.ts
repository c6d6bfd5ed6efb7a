import { totalmem } from 'node:os';
import { basename } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, integer } from '../../options';
import { FileBytes } from '../fileBytes';
import { recognizeFile } from '../recognize';
import { openJpeg } from './jpeg';
import { isJpeg2000 } from './jpeg2000/codestream';
import { openJpeg2000 } from './jpeg2000/openJpeg2000';
import type { TileSource } from './pixels';
import { openPng } from './png';
import { openTiff } from './tiff/openTiff';
import { TissueImage } from './tissueImage';

export interface ReadImageOptions {
  /** Memory in bytes that a tile, or the pixels of one call, may take. A quarter of the machine's memory (our choice). */
  maxBytes?: number;
  /** Memory in bytes for the tiles that were used last. 256 MiB (our choice). */
  cacheBytes?: number;
}

/**
 * Opens a PNG, JPEG, JPEG 2000, TIFF or OME-TIFF image, also tiled and with several resolutions. Pixels are read when they are
 * asked for: a TIFF tile by tile, others as a whole. Sizes are checked before memory is taken.
 *
 * @throws TissuebookError 'file-not-found', 'unsupported-encoding' (another kind of file), 'unsupported-filter' (a
 *   compression that cannot be read, as zstd, by its name), 'corrupt', 'too-large'
 */
export async function readImage(path: string, options: ReadImageOptions = {}): Promise<TissueImage> {
  checkOptions('readImage', options, imageChecks);
  const limits = imageLimits(options);
  const file = new FileBytes(path);
  try {
    return new TissueImage(basename(path), await openFormat(file, limits.maxBytes), limits);
  } catch (error) {
    file.close();
    throw error;
  }
}

export const imageChecks = { maxBytes: integer(1), cacheBytes: integer(0) };

export function imageLimits({ maxBytes, cacheBytes = 2 ** 28 }: ReadImageOptions): Required<ReadImageOptions> {
  return { maxBytes: maxBytes ?? Math.floor(totalmem() / 4), cacheBytes };
}

async function openFormat(file: FileBytes, maxBytes: number): Promise<TileSource> {
  const start = file.read(0, Math.min(8, file.size));
  if (start.equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))) return openPng(file, maxBytes);
  if (start[0] === 0xff && start[1] === 0xd8) return openJpeg(file, maxBytes);
  const order = start.toString('latin1', 0, 2);
  if (start.length === 8 && (order === 'II' || order === 'MM')) return openTiff(file, maxBytes);
  if (isJpeg2000(start)) return openJpeg2000(file, maxBytes);
  const known = recognizeFile(file.path);
  throw new TissuebookError(
    'unsupported-encoding',
    `${file.name} is no PNG, JPEG, JPEG 2000 or TIFF image${known ? `: it is ${known.what}` : ''}.`,
    {
      argument: 'path',
      found: file.path,
      advice: known?.advice ?? 'Convert it to TIFF: bfconvert of Bio-Formats reads most formats of microscopes.',
    },
  );
}
