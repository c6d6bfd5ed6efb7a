import { basename } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions } from '../../options';
import { FileBytes } from '../fileBytes';
import { recognizeFile } from '../recognize';
import { imageChecks, imageLimits, type ReadImageOptions } from './imageLimits';
import { openJpeg } from './jpeg';
import { isJpeg2000 } from './jpeg2000/codestream';
import { openJpeg2000 } from './jpeg2000/openJpeg2000';
import type { TileSource } from './pixels';
import { openPng } from './png';
import { openTiff } from './tiff/openTiff';
import { TissueImage } from './tissueImage';
import { isZarrImage, openZarrImage } from '../zarr/openZarrImage';

/**
 * Opens a PNG, JPEG, JPEG 2000, TIFF or OME-TIFF image, also tiled and with several resolutions, or an OME-Zarr image (0.4 and 0.5): a folder, a `.zarr.zip` or an address. Pixels are
 * read when they are asked for: of TIFF and zarr tile by tile, of others as a whole. Sizes are checked before memory is taken. Nothing is fetched but from an address that is given, and no
 * more than the tiles that are looked at.
 *
 * @throws TissuebookError 'file-not-found', 'unsupported-encoding' (another kind of file), 'unsupported-filter' (a
 *   compression that cannot be read, as zstd, by its name), 'corrupt', 'too-large', 'download-failed'
 * @example
 * const scan = await readImage('https://host.org/scan.ome.zarr');
 * const overview = await scan.region({ x: 0, y: 0, width: scan.width, height: scan.height }, { scale: 16 });
 */
export async function readImage(path: string, options: ReadImageOptions = {}): Promise<TissueImage> {
  checkOptions('readImage', options, imageChecks);
  if (isZarrImage(path)) return openZarrImage(path, options);
  const limits = imageLimits(options);
  const file = new FileBytes(path);
  try {
    return new TissueImage(basename(path), await openFormat(file, limits.maxBytes), limits);
  } catch (error) {
    file.close();
    throw error;
  }
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
