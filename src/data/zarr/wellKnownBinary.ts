import type { Corner } from '../regions/tissueRegion';

/** Numbers of geometries in well-known binary (OGC 06-103r4). */
const POINT = 1;
const POLYGON = 3;
const MULTI_POLYGON = 6;

/** A point as well-known binary. */
export function pointBytes(x: number, y: number): Uint8Array {
  const bytes = Buffer.alloc(21);
  head(bytes, 0, POINT);
  bytes.writeDoubleLE(x, 5);
  bytes.writeDoubleLE(y, 13);
  return bytes;
}

/** Outer rings with their holes as a polygon, or several. Rings are closed. */
export function polygonBytes(pieces: readonly (readonly (readonly Corner[])[])[]): Uint8Array {
  const polygons = pieces.map(oneBytes);
  if (polygons.length === 1) return polygons[0];
  const bytes = Buffer.alloc(9);
  head(bytes, 0, MULTI_POLYGON);
  bytes.writeUInt32LE(polygons.length, 5);
  return Buffer.concat([bytes, ...polygons]);
}

function oneBytes(rings: readonly (readonly Corner[])[]): Uint8Array {
  const closed = rings.map((ring) => (isClosed(ring) ? ring : [...ring, ring[0]]));
  const bytes = Buffer.alloc(9 + closed.reduce((sum, ring) => sum + 4 + 16 * ring.length, 0));
  head(bytes, 0, POLYGON);
  bytes.writeUInt32LE(closed.length, 5);
  let at = 9;
  for (const ring of closed) {
    at = bytes.writeUInt32LE(ring.length, at);
    for (const [x, y] of ring) at = bytes.writeDoubleLE(y, bytes.writeDoubleLE(x, at));
  }
  return bytes;
}

function head(bytes: Buffer, at: number, kind: number): void {
  // 1: the low byte first.
  bytes.writeUInt8(1, at);
  bytes.writeUInt32LE(kind, at + 1);
}

function isClosed(ring: readonly Corner[]): boolean {
  const [first, last] = [ring[0], ring[ring.length - 1]];
  return first[0] === last[0] && first[1] === last[1];
}
