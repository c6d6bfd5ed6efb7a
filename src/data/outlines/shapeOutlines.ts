import { basename, join } from 'node:path';
import { TissuebookError } from '../../errors';
import { readParquetColumns } from '../parquet/readParquet';
import { rowNames } from '../parquet/rowNames';
import { listNames } from '../table';
import { withFiles } from '../zarr/stores/withFiles';
import type { ZarrStore } from '../zarr/stores/zarrStore';
import { type Affine, IDENTITY, move, transformationTo } from '../zarr/transformations';
import { type Geometry, type Ring, ringsOfGeometry } from './geometryRings';
import type { OutlineBuilder } from './outlineBuilder';
import type { Outlines } from './outlines';

interface Limits {
  maxBytes: number;
  maxSeconds: number;
}

/**
 * Outlines of a set of shapes of SpatialData, moved to a coordinate system.
 *
 * @param element its name; undefined where the store is the element itself
 * @throws TissuebookError 'missing-key' (no such element), 'unsupported-encoding' (points or circles), as readParquet
 */
export async function readShapeOutlines(
  store: ZarrStore,
  builder: OutlineBuilder,
  { element, system, ...limits }: Limits & { element: string | undefined; system: string },
): Promise<Outlines> {
  const nodes = await store.nodes((path) => path.split('/').length <= 2);
  const path = element === undefined ? '' : `/shapes/${element}`;
  const name = element ?? store.name;
  const node = nodes.get(path || '/');
  if (!node) throw noElement(store.name, name, nodes.get('/shapes')?.members ?? []);
  const { attributes } = node;
  if (element === undefined && nodes.has('/shapes')) throw severalElements(store.name, nodes.get('/shapes')!.members);
  const axes = Array.isArray(attributes['axes']) ? attributes['axes'].map(String) : ['x', 'y'];
  const affine = transformationTo(`shapes/${name}`, attributes['coordinateTransformations'], system, axes);
  const notices = affine ? [] : [`${name} has no transformation to "${system}": its own coordinates were kept.`];
  return withFiles(store, path, 'shapes.parquet', limits.maxBytes, (place) =>
    readGeometries(join(place, 'shapes.parquet'), builder, limits, affine ?? IDENTITY, notices),
  );
}

/**
 * Outlines of a GeoParquet file, a row each, by the names of its rows; as MERSCOPE writes cell_boundaries.parquet, by the column EntityID.
 *
 * @throws TissuebookError 'unsupported-encoding' (no outlines), as readParquet
 */
export async function readGeometries(
  path: string,
  builder: OutlineBuilder,
  limits: Limits,
  affine: Affine = IDENTITY,
  notices: readonly string[] = [],
): Promise<Outlines> {
  const found = await readParquetColumns(path, limits);
  const geometries = found.columns.find(({ name }) => /^geometry$/i.test(name))?.values;
  const entity = found.columns.find(({ name }) => name === 'EntityID')?.values;
  const names = entity ? entity.map(String) : rowNames(found, undefined, basename(path)).index;
  let others = 0;
  geometries?.forEach((geometry, row) => {
    const { rings, holes } = ringsOfGeometry(geometry as Geometry | null) ?? { rings: [], holes: 0 };
    if (!rings.length) others++;
    for (const ring of rings) builder.add(names[row]!, ...moved(ring, affine));
    if (holes) builder.hole(names[row]!);
  });
  if (!geometries || others === geometries.length) {
    throw new TissuebookError('unsupported-encoding', `${basename(path)} holds points or circles, no outlines.`, {
      argument: 'path',
      found: path,
      advice: 'Outlines are polygons: of a SpatialData folder name the element that has them.',
    });
  }
  return builder.finish(others ? [...notices, `${others} rows of ${basename(path)} have no polygon.`] : notices);
}

function moved({ x, y }: Ring, affine: Affine): [Float64Array, Float64Array] {
  if (affine === IDENTITY) return [x, y];
  const places = Array.from(x, (px, i) => move(affine, px, y[i]!));
  return [Float64Array.from(places, ([px]) => px), Float64Array.from(places, ([, py]) => py)];
}

function noElement(store: string, element: string, members: readonly string[]): TissuebookError {
  return new TissuebookError('missing-key', `${store} has no shapes "${element}".`, {
    argument: 'element',
    found: element,
    advice: `It has: ${listNames(members)}.`,
  });
}

function severalElements(store: string, members: readonly string[]): TissuebookError {
  return new TissuebookError('invalid-argument', `${store}: which shapes are the outlines?`, {
    argument: 'element',
    advice: `Name one: { element: '${members[0] ?? 'cell_boundaries'}' }. It has: ${listNames(members)}.`,
  });
}
