import { basename, dirname, join } from 'node:path';
import { TissuebookError } from '../../errors';
import { readParquetColumns } from '../parquet/readParquet';
import { rowNames } from '../parquet/rowNames';
import { listNames } from '../table';
import { listNodes } from '../zarr/nodes';
import { type Affine, IDENTITY, move, transformationTo } from '../zarr/transformations';
import { type Geometry, type Ring, ringsOfGeometry } from './geometryRings';
import type { OutlineBuilder } from './outlineBuilder';
import type { Outlines } from './outlines';

interface Limits {
  maxBytes: number;
  maxSeconds: number;
}

/**
 * Outlines of a set of shapes of a SpatialData folder (the folder with `element`, or the folder of the element itself), moved to a coordinate system.
 *
 * @throws TissuebookError 'missing-key' (no such element), 'unsupported-encoding' (points or circles), as readParquet
 */
export async function readShapeOutlines(
  folder: string,
  builder: OutlineBuilder,
  { element, system, ...limits }: Limits & { element: string | undefined; system: string },
): Promise<Outlines> {
  const place = element === undefined ? folder : join(folder, 'shapes', element);
  const nodes = listNodes(
    element === undefined ? folder : checkedStore(folder, element),
    (path) => path.split('/').length <= 2,
  );
  const { attributes } = nodes.get(element === undefined ? '/' : `/shapes/${element}`)!;
  if (element === undefined && basename(dirname(place)) !== 'shapes') throw severalElements(folder, nodes.get('/shapes')?.members ?? []); // prettier-ignore
  const axes = Array.isArray(attributes['axes']) ? attributes['axes'].map(String) : ['x', 'y'];
  const affine = transformationTo(`shapes/${basename(place)}`, attributes['coordinateTransformations'], system, axes);
  const notices = affine ? [] : [`${basename(place)} has no transformation to "${system}": its own coordinates were kept.`]; // prettier-ignore
  return readGeometries(join(place, 'shapes.parquet'), builder, limits, affine ?? IDENTITY, notices);
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

/** The folder itself, once it is known to have the element. */
function checkedStore(folder: string, element: string): string {
  const members = listNodes(folder, (path) => path.split('/').length <= 2).get('/shapes')?.members ?? [];
  if (members.includes(element)) return folder;
  throw new TissuebookError('missing-key', `${basename(folder)} has no shapes "${element}".`, {
    argument: 'element',
    found: element,
    advice: `It has: ${listNames(members)}.`,
  });
}

function severalElements(folder: string, members: readonly string[]): TissuebookError {
  return new TissuebookError('invalid-argument', `${basename(folder)}: which shapes are the outlines?`, {
    argument: 'element',
    advice: `Name one: { element: '${members[0] ?? 'cell_boundaries'}' }. It has: ${listNames(members)}.`,
  });
}
