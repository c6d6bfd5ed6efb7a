import { type AnnData, coordinates, type DenseMatrix } from '../../data';

/** Cells of a tile, on average, where no width is given: a niche holds 10 to 30 (SPATIA). */
const CELLS_PER_TILE = 20;

/** Square tiles over the positions of some cells. */
export interface Tiles {
  /** Row and column of each cell's tile [cells, 2], row-major, from 0; those of another section may be the same. */
  readonly places: Int32Array;
  /** Side of a tile, in the unit of the positions. */
  readonly side: number;
  /** Where the first tile begins: x and y. */
  readonly origin: readonly [number, number];
}

/** Lays tiles. @param width such that a tile holds 20 cells on average (ours) unless given */
export function squareTiles(points: DenseMatrix, width?: number): Tiles {
  const [x, y] = [0, 1].map((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < points.rows; i++) {
      low = Math.min(low, points.get(i, axis));
      high = Math.max(high, points.get(i, axis));
    }
    return { low, span: high - low };
  });
  const side = width ?? (Math.sqrt((x.span * y.span * CELLS_PER_TILE) / points.rows) || 1);
  const places = new Int32Array(2 * points.rows);
  for (let i = 0; i < points.rows; i++) {
    places[2 * i] = Math.floor((points.get(i, 1) - y.low) / side);
    places[2 * i + 1] = Math.floor((points.get(i, 0) - x.low) / side);
  }
  return { places, side, origin: [x.low, y.low] };
}

/**
 * The row and column of the square tile in which each cell lies [cells, 2], row-major; tiles of different sections are far apart.
 *
 * @param width as of squareTiles() @param section number of each cell's section; one unless given
 */
export function nicheTiles(adata: AnnData, width?: number, section?: ArrayLike<number>): Int32Array {
  const { places } = squareTiles(coordinates(adata).points, width);
  const rows = places.reduce((most, place, at) => (at % 2 === 0 ? Math.max(most, place) : most), 0);
  return places.map((place, at) => (at % 2 === 0 && section ? place + section[at >> 1] * (rows + 1000) : place));
}
