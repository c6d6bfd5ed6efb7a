import { checkRegion, type Corner, type TissueRegion } from './tissueRegion';

/** What is read of GeoJSON (RFC 7946): https://www.rfc-editor.org/rfc/rfc7946 and QuPath's properties. */
interface Feature {
  geometry?: { type?: unknown; coordinates?: unknown } | null;
  properties?: Record<string, unknown> | null;
}

/** Regions of GeoJSON, and what was left out. */
export interface ReadGeoJson {
  regions: TissueRegion[];
  notices: string[];
}

/**
 * Reads a FeatureCollection, a list of features as QuPath writes it, or one feature. Polygons and sets of polygons are regions; points and
 * lines are left out, with a notice. Names that repeat get a number.
 *
 * @throws TissuebookError 'invalid-argument' for an outline that is none
 */
export function regionsOfGeoJson(json: unknown): ReadGeoJson {
  const features = featuresOf(json);
  const regions: TissueRegion[] = [];
  const left = new Map<string, number>();
  const names = new Set<string>();
  for (const [i, { geometry, properties }] of features.entries()) {
    const pieces = piecesOf(geometry);
    if (!pieces) {
      const type = String(geometry?.type ?? 'nothing');
      left.set(type, (left.get(type) ?? 0) + 1);
      continue;
    }
    const { classification, color, section } = properties ?? {};
    const kind = nameOf(classification);
    const name = unused(nameOf(properties) ?? kind ?? `region ${i + 1}`, names);
    const shown = colorOf(color) ?? colorOf((classification as { color?: unknown } | undefined)?.color);
    regions.push(
      checkRegion('readRegions', {
        name,
        pieces,
        ...(shown && { color: shown }),
        ...(kind && { kind }),
        ...(typeof section === 'string' && { section }),
      }),
    );
  }
  const notices = [...left].map(
    ([type, count]) => `${count} ${count === 1 ? 'object' : 'objects'} of type ${type} left out: no outline.`,
  );
  return { regions, notices };
}

/** Regions as QuPath reads them: a FeatureCollection of annotations with names, classes and colors. */
export function geoJsonOf(regions: readonly TissueRegion[]): object {
  return {
    type: 'FeatureCollection',
    features: regions.map(({ name, pieces, color, kind, section }) => ({
      type: 'Feature',
      geometry: geometryOf(pieces),
      properties: {
        objectType: 'annotation',
        name,
        ...(color && { color: bytesOf(color) }),
        ...(kind && { classification: { name: kind, ...(color && { color: bytesOf(color) }) } }),
        ...(section !== undefined && { section }),
      },
    })),
  };
}

function featuresOf(json: unknown): Feature[] {
  if (Array.isArray(json)) return json.filter((one): one is Feature => typeof one === 'object' && one !== null);
  const { type, features } = Object(json) as { type?: unknown; features?: unknown };
  if (type === 'FeatureCollection') return featuresOf(features);
  if (type === 'Feature') return [json as Feature];
  return typeof type === 'string' ? [{ geometry: json as Feature['geometry'] & object }] : [];
}

function piecesOf(geometry: Feature['geometry']): Corner[][][] | undefined {
  const { type, coordinates } = geometry ?? {};
  if (type === 'Polygon') return [ringsOf(coordinates)];
  if (type === 'MultiPolygon' && Array.isArray(coordinates)) return coordinates.map(ringsOf);
  return undefined;
}

/** Rings without their last corner, which repeats the first. What is no ring stays, for the check to say so. */
function ringsOf(coordinates: unknown): Corner[][] {
  if (!Array.isArray(coordinates)) return [];
  return coordinates.map((ring: unknown) => {
    if (!Array.isArray(ring)) return [];
    const corners = ring.map((corner: unknown): Corner => {
      const [x, y] = Array.isArray(corner) ? (corner as unknown[]) : [];
      return [typeof x === 'number' ? x : NaN, typeof y === 'number' ? y : NaN];
    });
    const [first, last] = [corners[0], corners.at(-1)];
    const closed = corners.length > 3 && first![0] === last![0] && first![1] === last![1];
    return closed ? corners.slice(0, -1) : corners;
  });
}

function geometryOf(pieces: TissueRegion['pieces']): object {
  const closed = pieces.map((rings) => rings.map((ring) => [...ring, ring[0]!]));
  return closed.length === 1
    ? { type: 'Polygon', coordinates: closed[0] }
    : { type: 'MultiPolygon', coordinates: closed };
}

function nameOf(named: unknown): string | undefined {
  const name = (Object(named) as { name?: unknown }).name;
  return typeof name === 'string' && name.trim() ? name.trim() : undefined;
}

function unused(name: string, names: Set<string>): string {
  let free = name;
  for (let n = 2; names.has(free); n++) free = `${name} ${n}`;
  names.add(free);
  return free;
}

/** Three bytes as QuPath 0.4 and later write them, or the signed number of earlier ones. */
function colorOf(color: unknown): string | undefined {
  if (Number.isInteger(color)) return `#${((color as number) & 0xffffff).toString(16).padStart(6, '0')}`;
  const bytes = Array.isArray(color) ? (color as unknown[]).slice(0, 3) : [];
  const isByte = (byte: unknown): byte is number => typeof byte === 'number' && Number.isInteger(byte) && byte >= 0 && byte <= 255; // prettier-ignore
  if (bytes.length !== 3 || !bytes.every(isByte)) return undefined;
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function bytesOf(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
