import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, flag, text } from '../../options';
import type { AnnData } from '../annData';
import type { NumericColumn } from '../column';
import { DenseMatrix } from '../denseMatrix';
import type { Table } from '../table';
import { readTable } from '../text/readTable';
import type { Uns } from '../uns';
import { read10xH5 } from './read10xH5';

export interface ReadVisiumOptions {
  /** The file of counts. filtered_feature_bc_matrix.h5, or the one that ends so. */
  countFile?: string;
  /** Only spots under tissue. true; the usual file of counts has no others. */
  inTissue?: boolean;
  /** The name of the section in uns['spatial']. The name of the folder. */
  library?: string;
}

const POSITION_COLUMNS = ['in_tissue', 'array_row', 'array_col', 'pxl_row_in_fullres', 'pxl_col_in_fullres'];
const SCALE_FACTORS = [
  'spot_diameter_fullres',
  'tissue_hires_scalef',
  'fiducial_diameter_fullres',
  'tissue_lowres_scalef',
];
/** The file of scale factors holds a handful of numbers. */
const MOST_JSON_BYTES = 2 ** 20;

/**
 * Reads the folder that Space Ranger writes for a Visium section: counts, positions and scale factors. As
 * squidpy.read.visium: obs in_tissue, array_row and array_col, obsm['spatial'] [spots, 2] x and y in pixels of the full
 * image, scale factors in uns['spatial'][library]. Images are not read.
 *
 * @throws TissuebookError 'file-not-found' (no such folder, a file that is missing), 'corrupt', and as read10xH5
 */
export async function readVisium(folder: string, options: ReadVisiumOptions = {}): Promise<AnnData> {
  checkOptions('readVisium', options, { countFile: text, inTissue: flag, library: text });
  const { inTissue = true, library = basename(resolve(folder)) } = options;
  const counts = await read10xH5(countFile(folder, options.countFile));
  const positions = readPositions(folder);
  const row = new Map(positions.index.map((barcode, i) => [barcode, i]));
  const rows = counts.obs.index.map((barcode) => {
    const found = row.get(barcode);
    if (found !== undefined) return found;
    throw new TissuebookError('corrupt', `The spot ${barcode} has counts, but no position.`, {
      argument: 'folder',
      found: barcode,
      advice: 'Counts and the folder spatial must be of one section.',
    });
  });
  const adata = placed(counts, positions.take(rows), new Map([[library, scaleFactors(folder)]]));
  if (!inTissue) return adata;
  const under = (adata.obs.get('in_tissue') as NumericColumn).values;
  return adata.subset({ obs: Array.from(under, (value) => value === 1) });
}

function placed(counts: AnnData, positions: Table, spatial: Uns): AnnData {
  const obs = counts.obs.clone();
  for (const name of POSITION_COLUMNS.slice(0, 3)) obs.set(name, positions.get(name));
  const [y, x] = POSITION_COLUMNS.slice(3).map((name) => (positions.get(name) as NumericColumn).values);
  const points = Float64Array.from({ length: 2 * counts.nObs }, (_, e) => (e % 2 === 0 ? x : y)![e >> 1]!);
  return counts.with({
    obs,
    obsm: [['spatial', new DenseMatrix(counts.nObs, 2, points)]],
    uns: new Map<string, Uns | string>([['spatial', spatial], ['spatial_unit', 'pixels']]), // prettier-ignore
    notices: ['Images of the section are not read.'],
  });
}

function countFile(folder: string, name: string | undefined): string {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new TissuebookError('file-not-found', `There is no folder ${folder}.`, { argument: 'folder', found: folder });
  }
  const found = name ?? readdirSync(folder).sort().find((file) => file.endsWith('filtered_feature_bc_matrix.h5')); // prettier-ignore
  if (found !== undefined) return join(folder, found);
  throw new TissuebookError('file-not-found', `${folder} has no filtered_feature_bc_matrix.h5.`, {
    argument: 'countFile',
    found: folder,
    advice: 'Name the file of counts with countFile.',
  });
}

/** Positions by barcode: with a header from Space Ranger 2 on, without one before. */
function readPositions(folder: string): Table {
  const newer = join(folder, 'spatial', 'tissue_positions.csv');
  const older = join(folder, 'spatial', 'tissue_positions_list.csv');
  if (!existsSync(newer) && !existsSync(older)) {
    throw new TissuebookError('file-not-found', `${folder} has no spatial/tissue_positions.csv.`, {
      argument: 'folder',
    });
  }
  const found = existsSync(newer) ? readTable(newer) : readTable(older, { header: false });
  if (!existsSync(newer)) {
    found.names.forEach((name, i) => POSITION_COLUMNS[i] && found.set(POSITION_COLUMNS[i], found.get(name)));
  }
  for (const name of POSITION_COLUMNS) {
    if (found.has(name) && found.get(name).kind === 'numeric') continue;
    throw new TissuebookError('corrupt', `The positions of ${folder} have no numbers ${name}.`, { argument: 'folder' });
  }
  return found;
}

function scaleFactors(folder: string): Uns {
  const path = join(folder, 'spatial', 'scalefactors_json.json');
  if (!existsSync(path)) return new Map();
  let found: unknown;
  try {
    if (statSync(path).size > MOST_JSON_BYTES) throw new Error('it is too large');
    found = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new TissuebookError('corrupt', `${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  const factors = SCALE_FACTORS.flatMap((name): [string, number][] => {
    const value = (found as Record<string, unknown> | null)?.[name];
    return typeof value === 'number' ? [[name, value]] : [];
  });
  return new Map([['scalefactors', new Map(factors)]]);
}
