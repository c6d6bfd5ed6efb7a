import { join } from 'node:path';
import { readParquetColumns } from '../parquet/readParquet';
import { rowNames } from '../parquet/rowNames';
import { Table } from '../table';
import { type Affine, IDENTITY, lengthFactor, move } from './transformations';

/** A geometry as hyparquet gives it (GeoJSON, RFC 7946). */
interface Geometry {
  type?: string;
  coordinates?: unknown;
}

/**
 * The shapes of an element as a table: a row for each with x and y, the middle of the shape (geopandas' centroid: of the area
 * of an outline, all its parts together), and what else the file has, as the radius of circles.
 *
 * @param affine where the shapes are moved to; radii grow by the square root of what areas grow by
 * @throws TissuebookError as readParquet
 */
export async function readShapes(
  folder: string,
  limits: { maxBytes?: number; maxSeconds?: number },
  affine: Affine = IDENTITY,
): Promise<Table> {
  const found = await readParquetColumns(join(folder, 'shapes.parquet'), limits);
  const { index, indexName, used, notices } = rowNames(found, undefined, 'shapes.parquet');
  const table = new Table(index, [], { indexName, notices });
  for (const { name, values } of found.columns) {
    if (!values || used.has(name)) continue;
    if (name === 'geometry') {
      const middles = values.map((value) => move(affine, ...middleOf(value as Geometry | null)));
      table.set(
        'x',
        Float64Array.from(middles, ([x]) => x),
      );
      table.set(
        'y',
        Float64Array.from(middles, ([, y]) => y),
      );
    } else if (values.every((value) => value === null || typeof value === 'number')) {
      const factor = name === 'radius' ? lengthFactor(affine) : 1;
      table.set(
        name,
        Float64Array.from(values, (value) => factor * ((value as number | null) ?? NaN)),
      );
    }
  }
  return table;
}

const NOWHERE: readonly [number, number] = [NaN, NaN];

/** The middle of a shape, as geopandas' centroid: of an outline that of its area, without its holes and of all its parts. */
export function middleOf(geometry: Geometry | null): readonly [number, number] {
  const places = geometry?.coordinates;
  if (!Array.isArray(places)) return NOWHERE;
  if (geometry!.type === 'Point') return isPoint(places) ? [places[0], places[1]] : NOWHERE;
  const parts: unknown[] = geometry!.type === 'Polygon' ? [places] : geometry!.type === 'MultiPolygon' ? places : [];
  const rings = parts.flatMap((part) => (Array.isArray(part) ? part.map((ring, i) => ({ ...centroid(ring), hole: i > 0 })) : [])); // prettier-ignore
  const sound = rings.filter(({ area }) => area >= 0);
  const total = sound.reduce((sum, { area, hole }) => sum + (hole ? -area : area), 0);
  if (!(total > 0)) return sound[0]?.middle ?? NOWHERE;
  const mean = (axis: 0 | 1): number => sound.reduce((sum, { area, hole, middle }) => sum + ((hole ? -area : area) / total) * middle[axis], 0); // prettier-ignore
  return sound.length === 1 ? sound[0]!.middle : [mean(0), mean(1)];
}

function isPoint(value: unknown): value is [number, number] {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'number';
}

/** Area and center of a ring by the shoelace formula; the mean of its corners where it has no area. */
function centroid(ring: unknown): { area: number; middle: readonly [number, number] } {
  if (!Array.isArray(ring) || ring.length === 0 || !ring.every(isPoint)) return { area: -1, middle: NOWHERE };
  // Counted from the first corner: far from the origin, products of coordinates would lose digits.
  const [x0, y0] = ring[0] as [number, number];
  let [twice, x, y, meanX, meanY] = [0, 0, 0, 0, 0];
  ring.forEach(([px, py], i) => {
    const [nx, ny] = ring[(i + 1) % ring.length] as [number, number];
    const cross = (px - x0) * (ny - y0) - (nx - x0) * (py - y0);
    twice += cross;
    x += (px + nx - 2 * x0) * cross;
    y += (py + ny - 2 * y0) * cross;
    meanX += px / ring.length;
    meanY += py / ring.length;
  });
  if (twice === 0) return { area: 0, middle: [meanX, meanY] };
  return { area: Math.abs(twice) / 2, middle: [x0 + x / (3 * twice), y0 + y / (3 * twice)] };
}
