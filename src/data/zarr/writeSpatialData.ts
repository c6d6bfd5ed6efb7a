import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, number, oneOf, show } from '../../options';
import { AnnData } from '../annData';
import { categorical } from '../column';
import { optionalCoordinates } from '../coordinates';
import type { DenseMatrix } from '../denseMatrix';
import { sinkWithin } from '../h5ad/sinkWithin';
import { writeAnnData } from '../h5ad/writeAnnData';
import type { WriteReport } from '../h5ad/writeH5ad';
import { parquetFile, type WrittenColumn } from '../parquet/parquetFile';
import { regionsOf } from '../regions/keepRegions';
import type { Uns, UnsValue } from '../uns';
import { isSpatialName, withSpatialNames } from './spatialNames';
import { pointBytes, polygonBytes } from './wellKnownBinary';
import { writeWholeFolder } from './wholeFolder';
import { ZarrSink } from './zarrSink';

export interface WriteSpatialDataOptions {
  /** The radius of the circles that stand for cells, in the unit of the positions. 1 (ours): only viewers look at it. */
  radius?: number;
  /** 'gzip' or 'none'. 'gzip' (ours). */
  compression?: 'gzip' | 'none';
}

/** Columns of obs by which rows of a table find their shapes. */
const REGION = 'region';
const INSTANCE = 'instance_id';
/**
 * Writes a SpatialData folder (container 0.1, zarr version 2) that spatialdata.read_zarr opens, and readSpatialData: each AnnData as a table, its cells as circles in 'NAME_cells', to which the table is
 * joined by obs['region'] and obs['instance_id'], and the regions that are kept with it as polygons in 'NAME_regions'. All lies in the coordinate system 'global'. Data without positions in the plane
 * are a table alone. Names that spatialdata refuses are written as others, which `notices` says. Images, labels and points are not written.
 *
 * @param tables one AnnData, then named 'table', or several by name
 * @throws TissuebookError as writeZarr; 'invalid-argument' (a name that spatialdata refuses)
 * @example
 * await writeSpatialData({ left, right }, 'sections.zarr');
 */
export async function writeSpatialData(
  tables: AnnData | Readonly<Record<string, AnnData>>,
  folder: string,
  options: WriteSpatialDataOptions = {},
): Promise<WriteReport> {
  checkOptions('writeSpatialData', options, { radius: number(Number.MIN_VALUE), compression: oneOf('gzip', 'none') });
  const named = Object.entries(tables instanceof AnnData ? { table: tables } : tables);
  const wrong = named.find(([name, adata]) => !isSpatialName(name) || !(adata instanceof AnnData));
  if (wrong || named.length === 0) {
    throw new TissuebookError('invalid-argument', `writeSpatialData: ${wrong ? `${show(wrong[0])} is no AnnData under a name of letters, digits, "_", "-" and "."` : 'there is no table'}.`, {
      argument: 'tables',
      found: wrong?.[0],
    }); // prettier-ignore
  }
  for (const [, adata] of named) adata.checkShapes();
  const notices = await writeWholeFolder(folder, (unfinished) => {
    const sink = new ZarrSink(unfinished, options.compression !== 'none');
    sink.attribute('/', 'spatialdata_attrs', { version: '0.1' });
    for (const group of ['/tables', '/shapes', '/images', '/labels', '/points']) sink.group(group);
    for (const [name, adata] of named) writeTableAndShapes({ sink, folder: unfinished }, name, adata, options.radius ?? 1); // prettier-ignore
    sink.consolidate();
    return Promise.resolve([...sink.notices]);
  });
  return { path: folder, notices };
}

interface Target {
  sink: ZarrSink;
  folder: string;
}

function writeTableAndShapes(target: Target, name: string, adata: AnnData, radius: number): void {
  const { sink } = target;
  const places = optionalCoordinates(adata)?.points;
  const region = places?.columns === 2 ? `${name}_cells` : undefined;
  if (places && !region) sink.notice(`The cells of "${name}" have no shapes: their positions are not in the plane.`);
  sink.group(`/tables/${name}`);
  const named = withSpatialNames(adata, (sentence) => sink.notice(`"${name}": ${sentence}`));
  writeAnnData(sinkWithin(sink, `/tables/${name}`), region === undefined ? named : joined(named, region, sink));
  const facts = { region: region ?? null, region_key: region ? REGION : null, instance_key: region ? INSTANCE : null };
  for (const [key, value] of Object.entries({ ...facts, 'spatialdata-encoding-type': 'ngff:regions_table', version: '0.1' })) sink.attribute(`/tables/${name}`, key, value); // prettier-ignore
  if (region !== undefined) writeCircles(target, region, places!, radius);
  const drawn = regionsOf(adata);
  if (drawn.length === 0) return;
  writeShapes(target, `${name}_regions`, [
    { name: 'geometry', values: drawn.map(({ pieces }) => polygonBytes(pieces)) },
    { name: 'name', values: drawn.map((each) => each.name) },
  ], 'Polygon'); // prettier-ignore
}

/** The data with the columns by which rows find their shapes. */
function joined(adata: AnnData, region: string, sink: ZarrSink): AnnData {
  const obs = adata.obs.clone();
  const replaced = [REGION, INSTANCE].filter((name) => obs.has(name));
  if (replaced.length > 0) sink.notice(`obs["${replaced.join('"], obs["')}"] were written anew: they say which shape a row is about.`); // prettier-ignore
  obs.set(REGION, categorical(new Array<string>(adata.nObs).fill(region)));
  obs.set(INSTANCE, { kind: 'numeric', values: Float64Array.from({ length: adata.nObs }, (_, i) => i), integer: true });
  const facts: Uns = new Map<string, UnsValue>([['region', region], ['region_key', REGION], ['instance_key', INSTANCE]]); // prettier-ignore
  return adata.with({ obs, uns: new Map(adata.uns).set('spatialdata_attrs', facts) });
}

function writeCircles(target: Target, name: string, places: DenseMatrix, radius: number): void {
  const geometry = Array.from({ length: places.rows }, (_, i) => pointBytes(places.get(i, 0), places.get(i, 1)));
  writeShapes(target, name, [{ name: 'geometry', values: geometry }, { name: 'radius', values: new Float64Array(places.rows).fill(radius) }], 'Point'); // prettier-ignore
}

/** Shapes numbered from 0, in the coordinate system 'global'. */
function writeShapes({ sink, folder }: Target, name: string, columns: readonly WrittenColumn[], kind: string): void {
  const path = `/shapes/${name}`;
  sink.group(path);
  const axes = ['x', 'y'].map((axis) => ({ name: axis, type: 'space', unit: 'unit' }));
  for (const [key, value] of Object.entries({
    'encoding-type': 'ngff:shapes',
    axes: ['x', 'y'],
    coordinateTransformations: [{ type: 'identity', input: { name: 'xy', axes }, output: { name: 'global', axes } }],
    spatialdata_attrs: { version: '0.2' },
  })) sink.attribute(path, key, value); // prettier-ignore
  const rows = columns[0].values.length;
  const geo = { version: '1.0.0', primary_column: 'geometry', columns: { geometry: { encoding: 'WKB', crs: null, geometry_types: kind === 'Point' ? ['Point'] : [] } } }; // prettier-ignore
  const pandas = {
    index_columns: [{ kind: 'range', name: null, start: 0, stop: rows, step: 1 }],
    column_indexes: [],
    columns: columns.map((column) => ({ name: column.name, field_name: column.name, pandas_type: column.name === 'geometry' ? 'bytes' : column.name === 'radius' ? 'float64' : 'unicode', numpy_type: column.name === 'radius' ? 'float64' : 'object', metadata: null })), // prettier-ignore
    pandas_version: '2.0.0',
  };
  const metadata = new Map([['geo', JSON.stringify(geo)], ['pandas', JSON.stringify(pandas)]]); // prettier-ignore
  writeFileSync(join(folder, 'shapes', name, 'shapes.parquet'), parquetFile(columns, rows, metadata));
}
