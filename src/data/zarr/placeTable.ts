import type { AnnData } from '../annData';
import { type NumericColumn, valuesOf } from '../column';
import { DenseMatrix } from '../denseMatrix';
import { rowsByName } from '../rowsByName';
import { listNames, type Table } from '../table';
import { unsAt } from '../uns';

/** Which shape every row of a table is about. */
interface Partners {
  regions: readonly string[];
  instances: readonly string[];
}

/** Places of shapes by their names. */
interface Places {
  row: ReadonlyMap<string, number>;
  x: NumericColumn['values'];
  y: NumericColumn['values'];
}

/**
 * A table with the positions of the shapes that its rows are about, where it has none of its own. Rows are joined with
 * shapes as the table's attributes say, by the region and the instance that each names, never by their order. A row
 * without a shape has no position (NaN), and a notice says so; a table of which no row has one is left without positions.
 */
export function placeTable(
  adata: AnnData,
  name: string,
  attributes: Record<string, unknown>,
  shapes: ReadonlyMap<string, Table>,
): AnnData {
  if (adata.obsm.has('spatial') || adata.obsmTables.has('spatial')) return adata;
  const partners = partnersOf(adata, attributes);
  if (!partners) {
    const why = `The table "${name}" does not say which shapes its rows are about: they have no positions.`;
    return shapes.size > 0 ? adata.with({ notices: [...adata.notices, why] }) : adata;
  }
  const places = new Map([...shapes].flatMap(([region, table]) => placesOf(region, table)));
  const points = new Float64Array(2 * adata.nObs).fill(NaN);
  const alone: number[] = [];
  partners.regions.forEach((region, i) => {
    const found = places.get(region);
    const row = found?.row.get(partners.instances[i]!);
    if (found && row !== undefined) points.set([found.x[row]!, found.y[row]!], 2 * i);
    else alone.push(i);
  });
  const notices = [...adata.notices, ...said(name, partners, alone, places)];
  if (alone.length === adata.nObs) return adata.with({ notices });
  return adata.with({ obsm: [...adata.obsm, ['spatial', new DenseMatrix(adata.nObs, 2, points)]], notices });
}

/** The region and the instance of each row; undefined where the table's attributes do not say them. */
function partnersOf(adata: AnnData, attributes: Record<string, unknown>): Partners | undefined {
  const said = (key: string): unknown => attributes[key] ?? unsAt(adata.uns, 'spatialdata_attrs', key);
  const [region, regionKey, instanceKey] = ['region', 'region_key', 'instance_key'].map(said);
  if (typeof instanceKey !== 'string' || !adata.obs.has(instanceKey)) return undefined;
  const texts = (key: string): string[] => valuesOf(adata.obs.get(key)).map((value) => (value === null ? '' : String(value))); // prettier-ignore
  const single = Array.isArray(region) && region.length === 1 ? (region[0] as unknown) : region;
  if (typeof regionKey === 'string' && adata.obs.has(regionKey)) return { regions: texts(regionKey), instances: texts(instanceKey) }; // prettier-ignore
  if (typeof single !== 'string') return undefined;
  return { regions: Array.from({ length: adata.nObs }, () => single), instances: texts(instanceKey) };
}

/** Shapes that can be told apart by name, where they have a place. */
function placesOf(region: string, table: Table): [string, Places][] {
  if (!table.has('x') || !table.has('y')) return [];
  const row = rowsByName(table.index);
  const [x, y] = ['x', 'y'].map((axis) => (table.get(axis) as NumericColumn).values);
  return [[region, { row, x: x!, y: y! }]];
}

/** Says of which rows the shapes were not found. */
function said(
  name: string,
  { regions, instances }: Partners,
  alone: readonly number[],
  places: ReadonlyMap<string, Places>,
): string[] {
  const missing = new Set(alone.map((i) => regions[i]!).filter((region) => !places.has(region)));
  const rest = alone.filter((i) => places.has(regions[i]!));
  const elements = [...missing].map((region) => `"${region}"`);
  return [
    ...(missing.size > 0 ? [`Rows of the table "${name}" about ${listNames(elements)} have no positions: no shapes of that name were read.`] : []),
    ...(rest.length > 0 ? [`${rest.length} rows of the table "${name}" have no position, as no single shape has their name: ${listNames(rest.slice(0, 12).map((i) => instances[i]!))}${rest.length > 12 ? ', ...' : ''}.`] : []),
  ]; // prettier-ignore
}
