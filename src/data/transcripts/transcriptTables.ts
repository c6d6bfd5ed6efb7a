import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { TissuebookError } from '../../errors';
import { openBatches } from '../batches/openBatches';
import type { BatchLimits } from '../batches/tableBatches';
import { listNames } from '../table';
import { isRecord, listNodes } from '../zarr/nodes';
import { partsOf } from '../zarr/readPoints';
import { type Affine, transformationTo } from '../zarr/transformations';
import { layoutOf, type TranscriptLayout, withColumns } from './layouts';

/** Tables that hold the transcripts of one section together. */
export interface TranscriptTables {
  files: readonly string[];
  layout: TranscriptLayout;
  /** From the places of the tables to those of the coordinate system. */
  affine?: Affine;
  notices: readonly string[];
}

/** Names under which instruments write them, in the order in which they are looked for. */
const NAMES = [/^transcripts\.parquet$/, /^transcripts\.csv(\.gz)?$/, /^detected_transcripts\.(csv(\.gz)?|parquet)$/, /(^|_)tx_file\.csv(\.gz)?$/]; // prettier-ignore

/**
 * Finds the tables behind a path: a table, the folder of an instrument, a SpatialData folder.
 *
 * @throws TissuebookError 'file-not-found', 'unsupported-encoding', 'missing-key' (no such element), 'invalid-argument' (which element?), 'corrupt'
 */
export async function findTables(
  path: string,
  { element, system, ...limits }: BatchLimits & { element: string | undefined; system: string },
): Promise<TranscriptTables> {
  if (!existsSync(path)) {
    throw new TissuebookError('file-not-found', `There is no file ${path}.`, { argument: 'path', found: path });
  }
  if (/\.zarr\.zip$/i.test(path)) throw onlyZipped(path);
  if (!statSync(path).isDirectory()) return ofFile(path, limits);
  if (element === undefined) {
    const names = readdirSync(path);
    const name = NAMES.map((known) => names.find((each) => known.test(each))).find((each) => each !== undefined);
    if (name !== undefined) return ofFile(join(path, name), limits);
    if (names.includes('transcripts.zarr.zip')) throw onlyZipped(join(path, 'transcripts.zarr.zip'));
  }
  return ofElement(path, element, system, limits);
}

async function ofFile(path: string, limits: BatchLimits): Promise<TranscriptTables> {
  return { files: [path], layout: layoutOf(await headOf(path, limits)), notices: [] };
}

async function headOf(path: string, limits: BatchLimits): Promise<{ name: string; columns: readonly string[] }> {
  const table = await openBatches(path, limits);
  await table.close();
  return table;
}

async function ofElement(
  folder: string,
  wanted: string | undefined,
  system: string,
  limits: BatchLimits,
): Promise<TranscriptTables> {
  const nodes = listNodes(folder, (path) => path.split('/').length <= 2);
  const members = nodes.get('/points')?.members ?? [];
  const name = wanted ?? (members.length === 1 ? members[0]! : undefined);
  if (name === undefined || !members.includes(name)) throw noElement(folder, wanted, members);
  const { attributes } = nodes.get(`/points/${name}`)!;
  const axes = Array.isArray(attributes['axes']) ? attributes['axes'].map(String) : ['x', 'y'];
  const affine = transformationTo(`points/${name}`, attributes['coordinateTransformations'], system, axes);
  const files = partsOf({ folder: join(folder, 'points', name), name });
  const { columns } = await headOf(files[0]!, limits);
  const said = isRecord(attributes['spatialdata_attrs']) ? attributes['spatialdata_attrs'] : {};
  const { feature_key: gene, instance_key: cell } = said;
  if (typeof gene !== 'string') {
    throw new TissuebookError('missing-key', `points/${name} does not say which column names genes.`, {
      argument: 'element',
      found: name,
      advice: "Set it in Python: PointsModel.parse(points, feature_key='gene').",
    });
  }
  const layout: TranscriptLayout = {
    instrument: 'SpatialData',
    unit: 'units',
    gene,
    x: 'x',
    y: 'y',
    cell: typeof cell === 'string' ? [cell] : [],
    outside: ['UNASSIGNED', '-1', '0'],
    quality: 'qv',
  };
  const notices = affine ? [] : [`points/${name} has no transformation to "${system}": its own coordinates were kept.`];
  return { files, layout: withColumns(layout, columns), ...(affine && { affine }), notices };
}

function noElement(folder: string, wanted: string | undefined, members: readonly string[]): TissuebookError {
  const store = basename(resolve(folder));
  if (members.length === 0) {
    return new TissuebookError('file-not-found', `${store} has no transcripts.`, {
      argument: 'path',
      found: folder,
      advice: 'Known are transcripts.parquet, transcripts.csv.gz, detected_transcripts.csv, *_tx_file.csv, and points of SpatialData.',
    }); // prettier-ignore
  }
  return new TissuebookError(
    wanted === undefined ? 'invalid-argument' : 'missing-key',
    wanted === undefined ? `${store}: which points are the transcripts?` : `${store} has no points "${wanted}".`,
    { argument: 'element', found: wanted, advice: `It has: ${listNames(members)}.` },
  );
}

function onlyZipped(path: string): TissuebookError {
  return new TissuebookError('unsupported-encoding', `${basename(path)} is not read.`, {
    argument: 'path',
    found: path,
    advice: 'transcripts.parquet, which Xenium writes beside it, holds the same transcripts.',
  });
}
