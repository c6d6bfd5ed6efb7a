import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, text } from '../../options';
import { AnnData } from '../annData';
import { Table } from '../table';
import { findFile } from '../tenx/findFile';
import { requireFolder } from '../tenx/folder';
import { readTable } from '../text/readTable';
import type { Uns, UnsValue } from '../uns';
import { commonRows, countsOf, placesOf } from './countsTable';

export interface ReadMerscopeOptions {
  /** The name of the section in uns['spatial']. The name of the folder. */
  library?: string;
  /** Memory in bytes that the text of the counts may take. 1 GiB, as readTable. */
  maxBytes?: number;
}

/** Names of probes that bind nothing: MERSCOPE calls them Blank-1. */
const BLANK = /blank/i;
/** Most bytes of a matrix of nine numbers. */
const MATRIX_BYTES = 10_000;

/**
 * Reads the folder that a MERSCOPE (Vizgen) writes: counts of cell_by_gene.csv, the cells of cell_metadata.csv with their columns, obsm['spatial'] [cells, 2] in
 * micrometers, blank probes in obsm['blank_genes'], and the way from micrometers to pixels of the mosaic, where images/micron_to_mosaic_pixel_transform.csv is there, in
 * uns['spatial'][library]['scalefactors']['transformation_matrix'] [3, 3]. As squidpy.read.vizgen, but positions stay in obs too. Cells without counts, and the reverse, are left out, which
 * `notices` says. Outlines and transcripts are not read.
 *
 * @throws TissuebookError 'file-not-found' (no such folder, a file that is missing), 'corrupt', 'too-large', and as readTable
 */
export function readMerscope(folder: string, options: ReadMerscopeOptions = {}): AnnData {
  checkOptions('readMerscope', options, { library: text, maxBytes: integer(1) });
  const { library = basename(resolve(folder)), maxBytes } = options;
  requireFolder(folder);
  const limit = maxBytes === undefined ? {} : { maxBytes };
  const counts = readTable(required(folder, 'cell_by_gene.csv'), limit);
  const cells = readTable(required(folder, 'cell_metadata.csv'), limit);
  const rows = commonRows(counts.index, cells.index, 'cell_by_gene.csv and cell_metadata.csv');
  const own = rows.of.length === counts.length ? counts : counts.take(rows.of);
  const obs = cells.take(rows.in);
  const [blank, genes] = [own.names.filter((name) => BLANK.test(name)), own.names.filter((name) => !BLANK.test(name))];
  const left = counts.length + cells.length - 2 * obs.length;
  const section: Uns = new Map<string, UnsValue>([['scalefactors', transformation(folder)]]);
  return new AnnData({
    X: countsOf(own, genes, 'cell_by_gene.csv'),
    obs,
    var: new Table(genes),
    obsm: [['spatial', placesOf(obs, ['center_x', 'center_y'], 'cell_metadata.csv')]],
    obsmTables: [['blank_genes', new Table(obs.index, blank.map((name) => [name, own.get(name)] as const))]], // prettier-ignore
    uns: new Map<string, UnsValue>([['spatial', new Map([[library, section]])], ['spatial_unit', 'micrometres']]), // prettier-ignore
    notices: [
      ...counts.notices,
      ...(left > 0 ? [`${left} cells have counts or a place alone, and were left out.`] : []),
    ],
  });
}

function required(folder: string, name: string): string {
  const found = findFile(folder, [name]);
  if (found) return found;
  throw new TissuebookError('file-not-found', `${folder} has no ${name}.`, {
    argument: 'folder',
    found: folder,
    advice: 'The folder of a region, region_0, has the file; .vzg and .hdf5 files are not read.',
  });
}

/** The way from micrometers to pixels, where the folder has it. */
function transformation(folder: string): Uns {
  const path = join(folder, 'images', 'micron_to_mosaic_pixel_transform.csv');
  if (!existsSync(path) || statSync(path).size > MATRIX_BYTES) return new Map();
  const values = readFileSync(path, 'utf8').trim().split(/[\s,]+/).map(Number); // prettier-ignore
  if (values.length !== 9 || !values.every(Number.isFinite)) {
    throw new TissuebookError('corrupt', `${path} is no matrix of 3 x 3 numbers.`, { argument: 'folder', found: path });
  }
  return new Map([['transformation_matrix', { kind: 'array', shape: [3, 3], values: Float64Array.from(values), type: 'float' }]]); // prettier-ignore
}
