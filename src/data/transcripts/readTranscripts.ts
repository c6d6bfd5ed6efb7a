import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { cacheFolder } from '../../cacheFolder';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, number, objectWith, text } from '../../options';
import { quantile } from '../../statistics';
import { type Gathered, gatherPoints, type Wanted } from './gather';
import { depthOf } from './pyramid';
import { pruneSorted, touchSorted } from './pruneSorted';
import { openSorted, SORTED_FILES } from './sortedFolder';
import { sortPoints, type TileGrid } from './sortPoints';
import { Spill } from './spill';
import { findTables, type TranscriptTables } from './transcriptTables';
import type { TranscriptFacts, Transcripts } from './transcripts';

export interface ReadTranscriptsOptions {
  /** The least quality (qv, a Phred score) of transcripts that are kept. 20 where the table has a qv, as Xenium's own counts; 0 keeps all. */
  minQuality?: number;
  /** Micrometers in a pixel, for tables in pixels: places are converted. CosMx does not say it: 0.12028 on current instruments. Places stay in pixels. */
  pixelSize?: number;
  /** Only transcripts in these ranges of x and y, in the unit of the result. Groups of rows of a parquet file that lie elsewhere are not read. All. */
  region?: { x: readonly [number, number]; y: readonly [number, number] };
  /** The points of a SpatialData folder. The only ones. */
  element?: string;
  /** The coordinate system of a SpatialData folder. 'global', as spatialdata. */
  coordinateSystem?: string;
  /** The folder in which sorted transcripts are kept. The cache of Tissuebook. */
  cache?: string;
  /** Memory in bytes that reading a part may take. A quarter of the machine's memory (our choice). */
  maxBytes?: number;
  /** Time in seconds after which reading is given up. 3600 (our choice). */
  maxSeconds?: number;
}

/** Quality from which on Xenium counts a transcript: 10x Genomics, "Xenium Onboard Analysis: Algorithms overview", Q-score threshold. */
const LEAST_QUALITY = 20;
/** Changes with what is kept in the cache. */
const FORM = 1;

/**
 * Reads the transcripts of a section, to be shown and counted:
 *
 * - Xenium: transcripts.parquet or .csv(.gz), or the folder that has them;
 * - MERSCOPE: detected_transcripts.csv, or the folder of a region;
 * - CosMx: *_tx_file.csv(.gz), or the folder;
 * - SpatialData: points, the folder and { element }.
 *
 * The table is read once, in blocks, and sorted by gene and place into files of the cache (12 bytes a transcript), where it is found when it is read again with the same options; of more than 20 GB those used
 * longest ago are removed.
 * Rows without a place or a gene, and those of less quality, are left out; `notices` says how many.
 *
 * @throws TissuebookError 'file-not-found', 'unsupported-encoding' (other columns, transcripts.zarr.zip), 'missing-key', 'corrupt', 'too-large', 'disk-full', 'invalid-argument'
 *
 * @example
 * const xenium = await readXenium('outs');
 * const transcripts = await readTranscripts('outs');
 * spatialView(xenium, { color: 'leiden', outlines: true, transcripts, genes: ['EPCAM', 'CD3E'] });
 */
export async function readTranscripts(path: string, options: ReadTranscriptsOptions = {}): Promise<Transcripts> {
  checkOptions('readTranscripts', options, {
    minQuality: number(0),
    pixelSize: number(1e-9),
    region: (value) => objectWith('x', 'y')(value) ?? (Object.values(value as object).every(isRange) ? undefined : '{ x: [low, high], y: [low, high] }'), // prettier-ignore
    element: text,
    coordinateSystem: text,
    cache: text,
    maxBytes: integer(1),
    maxSeconds: number(0.001),
  });
  const { maxBytes = Math.floor(totalmem() / 4), maxSeconds = 3600, element, coordinateSystem: system = 'global' } = options; // prettier-ignore
  const limits = { maxBytes, maxSeconds };
  const tables = await findTables(path, { ...limits, element, system });
  if (options.pixelSize !== undefined && tables.layout.unit === 'um') {
    throw new TissuebookError('invalid-argument', 'pixelSize: the transcripts are in micrometers already.', {
      argument: 'pixelSize',
      found: options.pixelSize,
      advice: 'Leave it out.',
    });
  }
  const wanted: Wanted = {
    minQuality: tables.layout.quality === undefined ? 0 : (options.minQuality ?? LEAST_QUALITY),
    scale: options.pixelSize ?? 1,
    region: options.region,
  };
  const { folder, notice } = storeFor(options.cache);
  const kept = join(folder, keyOf(tables, wanted));
  const known = openSorted(kept);
  if (known) {
    touchSorted(kept);
    return known;
  }
  const work = join(folder, `.partial-${process.pid}-${randomUUID()}`);
  mkdirSync(work);
  try {
    const facts = await sortTables(tables, wanted, limits, work, options.pixelSize !== undefined);
    const said = notice === undefined ? facts : { ...facts, notices: [...facts.notices, notice] };
    writeFileSync(join(work, SORTED_FILES.facts), JSON.stringify(said));
    moveTo(work, kept);
    pruneSorted(folder);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw asFull(error);
  }
  const made = openSorted(kept);
  if (made) return made;
  throw new TissuebookError('corrupt', `The sorted transcripts in ${kept} cannot be read.`, { argument: 'cache', found: kept }); // prettier-ignore
}

async function sortTables(
  tables: TranscriptTables,
  wanted: Wanted,
  limits: { maxBytes: number; maxSeconds: number },
  work: string,
  converted: boolean,
): Promise<TranscriptFacts> {
  const at = (name: string): string => join(work, name);
  const spill = new Spill(at('spill'));
  try {
    const found = await gatherPoints(tables, wanted, limits, spill);
    const grid = gridOf(found);
    const depths = Uint8Array.from(found.counts, depthOf);
    const directory = await sortPoints(spill, grid, depths, { work: at('runs'), places: at(SORTED_FILES.places), cells: at(SORTED_FILES.cells) }); // prettier-ignore
    writeFileSync(at(SORTED_FILES.directory), Buffer.concat([directory.keys, directory.starts].map(({ buffer }) => Buffer.from(buffer)))); // prettier-ignore
    writeFileSync(at(SORTED_FILES.cellNames), JSON.stringify(found.cells));
    const { layout, files } = tables;
    return {
      name: basename(files[0]!),
      instrument: layout.instrument,
      unit: converted ? 'um' : layout.unit,
      genes: found.genes,
      counts: found.counts,
      total: spill.size,
      ...(layout.cell.length > 0 && { outside: found.left.outside }),
      bounds: found.bounds,
      grid,
      notices: [...tables.notices, ...noticesOf(found, wanted, layout.quality)],
    };
  } finally {
    spill.close();
    rmSync(at('spill'), { force: true });
    rmSync(at('runs'), { force: true });
  }
}

/** A square around the tissue: few places far off, which the last tiles take, must not make tiles of it all. */
function gridOf({ sample, bounds }: Gathered): TileGrid {
  const along = (axis: 'x' | 'y'): { low: number; width: number; middle: number } => {
    const [first, last, middle] = [0.001, 0.999, 0.5].map((share) => quantile(sample[axis], share)) as [number, number, number]; // prettier-ignore
    const room = 0.05 * (last - first);
    const [low, high] = [Math.max(bounds[axis][0], first - room), Math.min(bounds[axis][1], last + room)];
    return { low, width: high - low, middle };
  };
  const [x, y] = [along('x'), along('y')];
  return { origin: [x.middle, y.middle], corner: [x.low, y.low], side: Math.max(x.width, y.width) || 1 };
}

function noticesOf({ left }: Gathered, { minQuality }: Wanted, quality: string | undefined): string[] {
  return [
    ...(left.quality ? [`${left.quality} transcripts with a ${quality} below ${minQuality} were left out; minQuality: 0 keeps them.`] : []),
    ...(left.place ? [`${left.place} transcripts without a place were left out.`] : []),
    ...(left.gene ? [`${left.gene} transcripts without a gene were left out.`] : []),
  ]; // prettier-ignore
}

/** A folder that can be written to. */
function storeFor(given: string | undefined): { folder: string; notice?: string } {
  const folder = join(cacheFolder(given), 'transcripts');
  try {
    mkdirSync(folder, { recursive: true });
    return { folder };
  } catch (cause) {
    const instead = join(tmpdir(), 'tissuebook-transcripts');
    mkdirSync(instead, { recursive: true, mode: 0o700 });
    return { folder: instead, notice: `${folder} cannot be written to (${(cause as Error).message}): sorted transcripts are in ${instead}.` }; // prettier-ignore
  }
}

/** Names what was sorted: the same files, unchanged, with the same options. */
function keyOf({ files, layout, affine }: TranscriptTables, wanted: Wanted): string {
  const facts = files.map((file) => {
    const { size, mtimeMs } = statSync(file);
    return [resolve(file), size, mtimeMs];
  });
  const all = JSON.stringify([FORM, facts, layout, affine ?? null, wanted]);
  return createHash('sha256').update(all).digest('hex').slice(0, 32);
}

function moveTo(work: string, kept: string): void {
  try {
    renameSync(work, kept);
  } catch (error) {
    // Another process may have sorted the same table meanwhile; what is damaged is replaced.
    const theirs = openSorted(kept);
    theirs?.close();
    rmSync(theirs ? work : kept, { recursive: true, force: true });
    if (theirs) return;
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY' && (error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // prettier-ignore
    renameSync(work, kept);
  }
}

function asFull(error: unknown): unknown {
  if ((error as NodeJS.ErrnoException | undefined)?.code !== 'ENOSPC') return error;
  return new TissuebookError('disk-full', 'There is no room on the disk to sort the transcripts.', {
    argument: 'cache',
    advice:
      'About 60 bytes a transcript are needed while they are sorted, 12 afterwards; { cache } names another folder.',
    cause: error,
  });
}

const isRange = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && (value[0] as number) <= (value[1] as number); // prettier-ignore
