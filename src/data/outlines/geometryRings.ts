/** A geometry of GeoJSON (RFC 7946), also as hyparquet gives those of GeoParquet. */
export interface Geometry {
  type?: unknown;
  coordinates?: unknown;
}

/** A ring as its coordinates along each axis. What is no number is NaN, for whoever checks. */
export interface Ring {
  x: Float64Array;
  y: Float64Array;
}

/** Most corners of one ring that are looked at. */
const MOST = 1_000_000;

/** The outer rings of a polygon, or of several, and how many holes they have; undefined for what has no area: points, lines. */
export function ringsOfGeometry(geometry: Geometry | null | undefined): { rings: Ring[]; holes: number } | undefined {
  const { type, coordinates } = geometry ?? {};
  if (!Array.isArray(coordinates)) return undefined;
  const polygons = type === 'Polygon' ? [coordinates] : type === 'MultiPolygon' ? coordinates : undefined;
  if (!polygons) return undefined;
  let holes = 0;
  const rings = polygons.map((polygon: unknown) => {
    const list = Array.isArray(polygon) ? (polygon as unknown[]) : [];
    holes += Math.max(0, list.length - 1);
    return ringOf(list[0]);
  });
  return { rings, holes };
}

function ringOf(corners: unknown): Ring {
  const list = Array.isArray(corners) ? (corners as unknown[]).slice(0, MOST) : [];
  const along = (axis: 0 | 1): Float64Array =>
    Float64Array.from(list, (corner) => {
      const value: unknown = Array.isArray(corner) ? corner[axis] : undefined;
      return typeof value === 'number' ? value : NaN;
    });
  return { x: along(0), y: along(1) };
}
