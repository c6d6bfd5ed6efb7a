import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, flag, integer, number } from '../../options';
import { AnnData } from '../annData';
import { categorical, valuesOf } from '../column';
import type { DenseMatrix } from '../denseMatrix';
import { Table } from '../table';
import { requireFolder } from '../tenx/folder';
import { readTable } from '../text/readTable';
import type { Uns, UnsValue } from '../uns';
import { commonRows, countsOf, placesOf } from './countsTable';

export interface ReadCosmxOptions {
  /** Only genes, without negative and control probes. true. */
  genesOnly?: boolean;
  /** Micrometers in a pixel: positions are converted. The files do not say it: 0.12028 on current instruments, 0.18 on the first ones. Positions stay in pixels. */
  pixelSize?: number;
  /** Memory in bytes that the text of the counts may take. 1 GiB, as readTable. */
  maxBytes?: number;
}

/** Probes that are no genes, as CosMx names them. */
const CONTROLS = /^(NegPrb|Negative|SystemControl|FalseCode)/;

/**
 * Reads the flat files that a CosMx instrument (NanoString, Bruker) exports: counts of *_exprMat_file.csv, the cells of *_metadata_file.csv with their columns, named as cell and
 * field of view, "12_3", and the places of the fields of *_fov_positions_file.csv in uns['spatial'][fov]['metadata']. obsm['spatial'] [cells, 2] holds the places on the
 * whole slide (squidpy.read.nanostring keeps them in 'spatial_fov'), obsm['spatial_local'] those within the field of view, which overlap. Names of pictures in CellComposite and CellLabels are in
 * uns['spatial'][fov]['images']. Counts outside of cells (cell_ID 0) and cells that one file lacks are left out; `notices` says so. Polygons and transcripts are not read.
 *
 * @throws TissuebookError 'file-not-found' (no such folder, a file that is missing), 'corrupt', 'too-large', and as readTable
 */
export function readCosmx(folder: string, options: ReadCosmxOptions = {}): AnnData {
  checkOptions('readCosmx', options, { genesOnly: flag, pixelSize: number(1e-6), maxBytes: integer(1) });
  const { genesOnly = true, pixelSize, maxBytes } = options;
  requireFolder(folder);
  const limit = { index: 'cell_ID', ...(maxBytes !== undefined && { maxBytes }) };
  const counts = readTable(oneFile(folder, 'exprMat_file'), limit);
  const cells = readTable(oneFile(folder, 'metadata_file'), limit);
  const fov = fieldsOf(cells, 'metadata_file');
  const names = cells.index.map((id, i) => `${id}_${fov[i]}`);
  const inCounts = fieldsOf(counts, 'exprMat_file');
  const rows = commonRows(names, counts.index.map((id, i) => `${id}_${inCounts[i]}`), 'exprMat_file and metadata_file'); // prettier-ignore
  const all = counts.names.filter((name) => name !== 'fov' && name !== 'cell' && name !== 'cell_id');
  const genes = genesOnly ? all.filter((name) => !CONTROLS.test(name)) : all;
  const chosen = cells.take(rows.of);
  const fields = rows.of.map((i) => fov[i]);
  const obs = new Table(rows.of.map((i) => names[i]), [
    ...chosen.names.map((name) => [name, name === 'fov' ? categorical(fields, { categories: inOrder(fields) }) : chosen.get(name)] as const),
    ['cell_ID', chosen.index.map(Number)],
  ]); // prettier-ignore
  const places = (kind: 'global' | 'local'): DenseMatrix =>
    placesOf(chosen, [`CenterX_${kind}_px`, `CenterY_${kind}_px`], 'metadata_file').map((at) => at * (pixelSize ?? 1));
  const outside = counts.index.filter((id) => id === '0').length;
  const left = cells.length + counts.length - outside - 2 * obs.length;
  return new AnnData({
    X: countsOf(counts.take(rows.in), genes, 'exprMat_file'),
    obs,
    var: new Table(genes),
    obsm: [['spatial', places('global')], ['spatial_local', places('local')]], // prettier-ignore
    uns: new Map<string, UnsValue>([
      ['spatial', sections(folder, inOrder(fields))],
      ['spatial_unit', pixelSize === undefined ? 'pixels' : 'micrometres'],
    ]),
    notices: [
      ...counts.notices,
      ...(all.length > genes.length ? [`${all.length - genes.length} control probes were left out; genesOnly: false keeps them.`] : []), // prettier-ignore
      ...(outside > 0 ? [`Counts outside of cells were left out, of ${outside} fields of view.`] : []),
      ...(left > 0 ? [`${left} cells are in one of both files only, and were left out.`] : []),
    ],
  });
}

function fieldsOf(table: Table, file: string): string[] {
  if (table.has('fov')) return valuesOf(table.get('fov')).map(String);
  throw new TissuebookError('corrupt', `The ${file} has no column fov.`, { argument: 'folder', found: file });
}

const inOrder = (fields: readonly string[]): string[] => [...new Set(fields)].sort((a, b) => Number(a) - Number(b));

/** The one file of a kind, behind the name of the run. */
function oneFile(folder: string, kind: string): string {
  const found = readdirSync(folder).filter((name) => new RegExp(`(^|_)${kind}\\.csv(\\.gz)?$`).test(name));
  if (found.length === 1) return join(folder, found[0]);
  throw new TissuebookError('file-not-found', `${folder} has ${found.length || 'no'} *_${kind}.csv.`, {
    argument: 'folder',
    found: found.length,
    advice: 'The folder of one slide, with its flat files, is read; AtoMx exports them beside Seurat objects.',
  });
}

/** Facts and pictures of each field of view. */
function sections(folder: string, fields: readonly string[]): Uns {
  const positions = readdirSync(folder).find((name) => /(^|_)fov_positions_file\.csv(\.gz)?$/.test(name));
  const table = positions === undefined ? undefined : readTable(join(folder, positions), { index: positionsIndex(join(folder, positions)) }); // prettier-ignore
  const pictures = new Map(Object.entries({ hires: 'CellComposite', segmentation: 'CellLabels' }).map(([kind, sub]) => [kind, picturesIn(folder, sub)])); // prettier-ignore
  return new Map(
    fields.map((field): [string, Uns] => {
      const row = table?.index.indexOf(field) ?? -1;
      const metadata: Uns = new Map(
        (table?.names ?? []).flatMap((name): [string, UnsValue][] => {
          const column = table!.get(name);
          return row >= 0 && column.kind === 'numeric' ? [[name, column.values[row]]] : [];
        }),
      );
      const images: Uns = new Map([...pictures].flatMap(([kind, found]): [string, UnsValue][] => (found.has(field) ? [[kind, found.get(field)!]] : []))); // prettier-ignore
      return [field, new Map<string, UnsValue>([['metadata', metadata], ['images', images]])]; // prettier-ignore
    }),
  );
}

/** The column of fields of view: 'fov', 'FOV' in newer files. */
function positionsIndex(path: string): string {
  const { names, indexName } = readTable(path);
  return [...names, indexName ?? ''].find((name) => /^fov$/i.test(name)) ?? 'fov';
}

/** Pictures of a folder below by their field of view, CellLabels_F003.tif. */
function picturesIn(folder: string, sub: string): Map<string, string> {
  if (!existsSync(join(folder, sub))) return new Map();
  return new Map(
    readdirSync(join(folder, sub)).flatMap((name) => {
      const [, field] = /_F(\d+)\.(?:jpe?g|png|tiff?)$/i.exec(name) ?? [];
      return field === undefined ? [] : [[String(Number(field)), `${sub}/${name}`]];
    }),
  );
}
