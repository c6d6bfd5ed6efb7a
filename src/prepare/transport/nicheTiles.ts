import { type AnnData, coordinates } from '../../data';

/** Cells of a tile, on average, where no width is given: a niche holds 10 to 30 (SPATIA). */
const CELLS_PER_TILE = 20;

/**
 * The row and column of the square tile in which each cell lies [cells, 2], row-major; tiles of different sections are far apart.
 *
 * @param width of a tile in the unit of the positions; such that a tile holds 20 cells on average (ours) unless given
 * @param section number of each cell's section; one unless given
 */
export function nicheTiles(adata: AnnData, width?: number, section?: ArrayLike<number>): Int32Array {
  const { points } = coordinates(adata);
  const ends = [0, 1].map((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < points.rows; i++) {
      low = Math.min(low, points.get(i, axis));
      high = Math.max(high, points.get(i, axis));
    }
    return { low, span: high - low };
  });
  const side = width ?? (Math.sqrt((ends[0].span * ends[1].span * CELLS_PER_TILE) / points.rows) || 1);
  const tiles = new Int32Array(2 * points.rows);
  for (let i = 0; i < points.rows; i++) {
    // Rows of other sections begin a thousand tiles below.
    const below = (section?.[i] ?? 0) * (Math.ceil(ends[1].span / side) + 1000);
    tiles[2 * i] = Math.floor((points.get(i, 1) - ends[1].low) / side) + below;
    tiles[2 * i + 1] = Math.floor((points.get(i, 0) - ends[0].low) / side);
  }
  return tiles;
}
