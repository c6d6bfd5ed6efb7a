import { TissuebookError } from '../../../errors';
import type { FileBytes } from '../../fileBytes';
import { type TileSource, pixelArray, type Pixels } from '../pixels';
import { channelNames } from './channelNames';
import { addBoundedDecoders, type GeotiffDecoders } from './decoders';
import { listDirectories, type TiffDirectory } from './directories';
import { planeOf, readOmeXml } from './omeXml';
import { type GeotiffImage, Page } from './page';

/** Bytes of a piece that may reach beyond the end of the file: geotiff reads directories in pieces of fixed length. */
const LOOK_AHEAD = 8192;

/** Tags by their numbers. */
const BITS_PER_SAMPLE = 258;
const SAMPLES_PER_PIXEL = 277;

/** The part of geotiff that is used here. */
interface Geotiff extends GeotiffDecoders {
  default: { fromSource(source: object): Promise<GeotiffFile> };
  GeoTIFFImage: new (directory: object, little: boolean, cache: boolean, source: object) => GeotiffImage;
}

interface GeotiffFile {
  parser: { eager: boolean; parseFileDirectoryAt(offset: number): Promise<object> };
  littleEndian: boolean;
}

/**
 * A TIFF, BigTIFF or OME-TIFF file: pages of the same size are channels, smaller ones of the same shape, or those that a
 * page lists below itself, are coarser levels. Of an OME-TIFF's layers and times the first ones are shown. Tiles are
 * unpacked by geotiff.
 *
 * @throws TissuebookError 'corrupt', 'too-large', 'unsupported-filter', 'unsupported-encoding'
 */
export async function openTiff(file: FileBytes, maxBytes: number): Promise<TileSource> {
  const directories = listDirectories(file);
  const geotiff = (await import('geotiff')) as unknown as Geotiff;
  addBoundedDecoders(geotiff);
  const source = boundedSource(file);
  const opened = await geotiff.default.fromSource(source);
  opened.parser.eager = true;
  const pageAt = async (offset: number): Promise<[Page, string | undefined]> => {
    const directory = await opened.parser.parseFileDirectoryAt(offset);
    setBits(directory);
    const image = new geotiff.GeoTIFFImage(directory, opened.littleEndian, false, source);
    const description = image.fileDirectory.getValue('ImageDescription');
    return [new Page(image, file, maxBytes), typeof description === 'string' ? description : undefined];
  };
  try {
    return await assemble(file, directories, pageAt);
  } catch (cause) {
    if (cause instanceof TissuebookError) throw cause;
    throw new TissuebookError('corrupt', `${file.name} is no sound TIFF file: ${(cause as Error).message}.`, { cause });
  }
}

/** TIFF 6.0: a file that does not say how many bits a value has means one; geotiff wants to be told. */
function setBits(directory: object): void {
  const { actualizedFields: fields } = directory as { actualizedFields?: Map<string | number, unknown> };
  const samples = Number(fields?.get(SAMPLES_PER_PIXEL) ?? 1);
  if (!fields || fields.has(BITS_PER_SAMPLE) || !(samples >= 1 && samples <= 64)) return;
  fields.set(
    BITS_PER_SAMPLE,
    Array.from({ length: samples }, () => 1),
  );
}

async function assemble(
  file: FileBytes,
  directories: readonly TiffDirectory[],
  pageAt: (offset: number) => Promise<[Page, string | undefined]>,
): Promise<TileSource> {
  const [base, description] = await pageAt(directories[0]!.offset);
  const ome = readOmeXml(description);
  const pages: (Page | undefined)[] = [base];
  // Pages that cannot be read, as a label in another compression, are none of the levels.
  for (const { offset } of directories.slice(1)) pages.push((await pageAt(offset).catch(unreadable))?.[0]);
  const same = pages.flatMap((page, i) => (page && alike(page, base) && (i === 0 || !page.reduced) ? [i] : []));
  const count = ome ? Math.min(same.length, Math.max(1, ome.channels.length)) : same.length;
  const chosen = Array.from({ length: base.samples > 1 ? 1 : count }, (_, c) =>
    ome ? (same[planeOf(c, count, ome)] ?? same[c]!) : same[c]!,
  );
  const levels = [chosen.map((i) => pages[i]!)];
  const depth = Math.min(...chosen.map((i) => directories[i]!.below.length));
  for (let k = 0; k < depth; k++) {
    levels.push(await Promise.all(chosen.map(async (i) => (await pageAt(directories[i]!.below[k]!))[0])));
  }
  if (depth === 0) levels.push(...smallerLevels(pages, base, chosen.length));
  const total = chosen.length * base.samples;
  const named = ome && ome.channels.length === total ? ome.channels : undefined;
  const channels = named ?? channelNames(chosen.length, base.samples, base.colored, ome ? undefined : description);
  return tiffSource(file, levels, channels, ome?.micrometres);
}

function unreadable(error: unknown): undefined {
  if (error instanceof TissuebookError && error.kind.startsWith('unsupported')) return undefined;
  throw error;
}

function alike(a: Page, b: Page): boolean {
  return a.width === b.width && a.height === b.height && a.samples === b.samples && a.type === b.type;
}

/** Levels among the pages: smaller, of the same proportions, and as many of a size as there are channels. */
function smallerLevels(pages: readonly (Page | undefined)[], base: Page, channels: number): Page[][] {
  const groups = new Map<string, Page[]>();
  for (const page of pages) {
    if (!page || page.width >= base.width || page.samples !== base.samples || page.type !== base.type) continue;
    // Sizes of levels are rounded: a pixel more or less on either side.
    const height = (page.width * base.height) / base.width;
    if (Math.abs(page.height - height) > 1 + base.height / base.width) continue;
    const key = `${page.width}`;
    groups.set(key, [...(groups.get(key) ?? []), page]);
  }
  const levels = [...groups.values()].filter((group) => group.length === channels);
  return levels.sort(([a], [b]) => b!.width - a!.width);
}

function tiffSource(
  file: FileBytes,
  levels: readonly (readonly Page[])[],
  channels: readonly string[],
  micrometres: number | undefined,
): TileSource {
  const first = levels[0]![0]!;
  const unlike = levels.flat().find(({ samples, type }) => samples !== first.samples || type !== first.type);
  if (unlike) {
    const what = `${unlike.samples} values of type ${unlike.type}`;
    throw new TissuebookError('corrupt', `${file.name}: a level has ${what} where the first has others.`, {
      argument: 'path',
      found: what,
    });
  }
  return {
    levels: levels.map(([page]) => {
      const { width, height, tileWidth, tileHeight } = page!;
      return { width, height, tileWidth, tileHeight };
    }),
    channels,
    type: first.type,
    micrometres,
    readTile: (level, column, row) => readTile(levels[level]!, channels.length, column, row),
    ...(first.samples === 1 && {
      readPlane: (level: number, column: number, row: number, channel: number) =>
        readTile([levels[level]![channel]!], 1, column, row),
    }),
    close: async () => file.close(),
  };
}

/** The tiles of all channels, their values next to each other. */
async function readTile(pages: readonly Page[], channels: number, column: number, row: number): Promise<Pixels> {
  const first = await pages[0]!.readTile(column, row);
  if (pages.length === 1) return { ...first, channels };
  const { width, height } = first;
  const values = pixelArray(pages[0]!.type, width * height * channels);
  for (const [c, page] of pages.entries()) {
    const found = c === 0 ? first : await page.readTile(column, row);
    for (let p = 0; p < width * height; p++) values[p * channels + c] = found.values[p]!;
  }
  return { width, height, channels, values };
}

/** Pieces of the file for geotiff. */
function boundedSource(file: FileBytes): object {
  const piece = ({ offset, length }: { offset: number; length: number }): ArrayBuffer => {
    const there = length <= LOOK_AHEAD ? Math.max(0, Math.min(length, file.size - offset)) : length;
    const out = new Uint8Array(length);
    if (there > 0) out.set(file.read(offset, there));
    return out.buffer;
  };
  return { fetch: async (pieces: { offset: number; length: number }[]) => pieces.map(piece), close: () => undefined };
}
