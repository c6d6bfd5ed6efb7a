import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, flag, text } from '../../options';
import type { AnnData } from '../annData';
import type { NumericColumn } from '../column';
import { DenseMatrix } from '../denseMatrix';
import { readParquet } from '../parquet/readParquet';
import { rowsByName } from '../rowsByName';
import type { Table } from '../table';
import { readTable } from '../text/readTable';
import type { Uns, UnsValue } from '../uns';
import { requireFolder } from './folder';
import { read10xH5 } from './read10xH5';
import { read10xMtx } from './read10xMtx';
import { readJson } from './readJson';

export interface ReadXeniumOptions {
  /** Only features of the type 'Gene Expression', without control probes. true. */
  genesOnly?: boolean;
  /** The name of the section in uns['spatial']. The name of the folder. */
  library?: string;
}

/** The counts as HDF5, or as text: a folder, or that packed. */
const COUNTS = ['cell_feature_matrix.h5', 'cell_feature_matrix', 'cell_feature_matrix.tar.gz'];

/** Facts of the experiment that are kept, as Xenium names them. */
const FACTS = ['run_name', 'region_name', 'panel_name', 'panel_tissue_type', 'instrument_sw_version', 'analysis_sw_version', 'num_cells', 'pixel_size'] as const; // prettier-ignore

/**
 * Reads the folder that a Xenium instrument writes: counts of cell_feature_matrix.h5 (or of the folder of .mtx of that name, also as .tar.gz), the cells of cells.parquet or
 * cells.csv.gz with their columns, obsm['spatial'] [cells, 2] in micrometres, facts of experiment.xenium in
 * uns['spatial'][library]['metadata'], and the names of morphology images in uns['spatial'][library]['images'].
 * Transcripts are not read; the images are opened with readImage.
 *
 * @throws TissuebookError 'file-not-found' (no such folder, a file that is missing), 'corrupt', and as read10xH5
 */
export async function readXenium(folder: string, options: ReadXeniumOptions = {}): Promise<AnnData> {
  checkOptions('readXenium', options, { genesOnly: flag, library: text });
  const { genesOnly = true, library = basename(resolve(folder)) } = options;
  requireFolder(folder);
  const counts = await readMatrix(requiredFile(folder, COUNTS), genesOnly);
  const cells = await readCells(requiredFile(folder, ['cells.parquet', 'cells.csv.gz', 'cells.csv']));
  const row = rowsByName(cells.index);
  const rows = counts.obs.index.map((name) => {
    const found = row.get(name);
    if (found !== undefined) return found;
    throw new TissuebookError('corrupt', `The cell ${name} has counts, but no place, or several.`, {
      argument: 'folder',
      found: name,
      advice: 'The counts and the file of cells must be of one section.',
    });
  });
  const section: Uns = new Map<string, UnsValue>([
    ['metadata', experiment(folder)],
    ['images', morphology(folder)],
  ]);
  const obs = cells.take(rows);
  return counts.with({
    obs,
    obsm: [['spatial', places(obs)]],
    uns: new Map<string, UnsValue>([['spatial', new Map([[library, section]])], ['spatial_unit', 'micrometres']]), // prettier-ignore
  });
}

async function readMatrix(path: string, genesOnly: boolean): Promise<AnnData> {
  return path.endsWith('.h5') ? read10xH5(path, { genesOnly }) : read10xMtx(path, { genesOnly });
}

async function readCells(path: string): Promise<Table> {
  return path.endsWith('.parquet') ? readParquet(path, { index: 'cell_id' }) : readTable(path, { index: 'cell_id' });
}

function places(cells: Table): DenseMatrix {
  const [x, y] = ['x_centroid', 'y_centroid'].map((name) => {
    if (cells.has(name) && cells.get(name).kind === 'numeric') return (cells.get(name) as NumericColumn).values;
    throw new TissuebookError('corrupt', `The file of cells has no numbers ${name}.`, { argument: 'folder' });
  });
  const points = Float64Array.from({ length: 2 * cells.length }, (_, e) => (e % 2 === 0 ? x : y)![e >> 1]!);
  return new DenseMatrix(cells.length, 2, points);
}

/** The first file of some names that is there. */
function requiredFile(folder: string, names: readonly string[]): string {
  const found = names.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (found) return found;
  throw new TissuebookError('file-not-found', `${folder} has no ${names.join(' and no ')}.`, {
    argument: 'folder',
    found: folder,
    advice: 'A Xenium folder also has them as .zarr.zip, which is not read: the files themselves are needed.',
  });
}

function experiment(folder: string): Uns {
  const found = readJson(join(folder, 'experiment.xenium'));
  const facts = FACTS.flatMap((name): [string, UnsValue][] => {
    const value = found[name];
    return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)) ? [[name, value]] : [];
  });
  return new Map(facts);
}

/** Paths of the morphology images, within the folder. */
function morphology(folder: string): Uns {
  const below = join(folder, 'morphology_focus');
  const names = [
    ...readdirSync(folder),
    ...(existsSync(below) ? readdirSync(below).map((name) => `morphology_focus/${name}`) : []),
  ];
  const images = names.filter((name) => /morphology.*\.ome\.tiff?$/.test(name)).sort();
  return new Map(images.map((name) => [basename(name).replace(/\.ome\.tiff?$/, ''), name]));
}
