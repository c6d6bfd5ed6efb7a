import { type ImageFacts, TILE_SIDE, type TilePlace } from '../../../src/protocol';
import type { PanelView } from '../points/pointCloud';

/** Most tiles of one view: a file without coarse levels would need thousands for the whole of it (ours). */
const MOST_TILES = 160;

/** Where an image lies, in the unit of the positions. */
export interface Edges {
  x: readonly [number, number];
  y: readonly [number, number];
}

/** The tiles that a view shows. */
export interface TilePlan {
  scale: number;
  /** Those in the middle of the view first. */
  tiles: TilePlace[];
}

type Size = Pick<ImageFacts, 'width' | 'height' | 'scales'>;

/** The tiles at the coarsest scale whose pixels are no larger than those of the screen; undefined where the image is out of view. */
export function planTiles(image: Size, edges: Edges, view: PanelView, pixelRatio: number): TilePlan | undefined {
  const perPixel = finestPerPixel(image, edges, view) / pixelRatio;
  const fine = image.scales.filter((scale) => scale <= perPixel * (1 + 1e-6)).at(-1) ?? image.scales[0];
  for (const scale of image.scales) {
    if (fine === undefined || scale < fine) continue;
    const { columns, rows } = tilesAt(image, edges, view, scale);
    const count = (columns[1] - columns[0]) * (rows[1] - rows[0]);
    if (count <= 0) return undefined;
    if (count <= MOST_TILES) return { scale, tiles: fromMiddle(scale, columns, rows) };
  }
  return undefined;
}

/** Pixels of the finest level that a pixel of the page is wide. */
export function finestPerPixel({ width }: Size, edges: Edges, view: PanelView): number {
  const perUnit = width / (edges.x[1] - edges.x[0]);
  return (Math.abs(view.x[1] - view.x[0]) / view.width) * perUnit;
}

/** The columns and rows of tiles in view, from the first up to, not including, the second. */
export function tilesAt(
  image: Pick<ImageFacts, 'width' | 'height'>,
  edges: Edges,
  view: Pick<PanelView, 'x' | 'y'>,
  scale: number,
): { columns: [number, number]; rows: [number, number] } {
  return {
    columns: span(edges.x, view.x, image.width, scale),
    rows: span(edges.y, view.y, image.height, scale),
  };
}

function span(
  edges: readonly [number, number],
  shown: readonly [number, number],
  pixels: number,
  scale: number,
): [number, number] {
  const side = scale * TILE_SIDE;
  const count = Math.ceil(pixels / side);
  const tileAt = (place: number): number => (((place - edges[0]) / (edges[1] - edges[0])) * pixels) / side;
  const [low, high] = [Math.min(shown[0], shown[1]), Math.max(shown[0], shown[1])];
  const first = Math.min(count, Math.max(0, Math.floor(tileAt(low))));
  return [first, Math.min(count, Math.max(first, Math.ceil(tileAt(high))))];
}

function fromMiddle(scale: number, columns: readonly [number, number], rows: readonly [number, number]): TilePlace[] {
  const tiles: TilePlace[] = [];
  for (let row = rows[0]; row < rows[1]; row++) {
    for (let column = columns[0]; column < columns[1]; column++) tiles.push({ scale, column, row });
  }
  const [x, y] = [(columns[0] + columns[1] - 1) / 2, (rows[0] + rows[1] - 1) / 2];
  const off = ({ column, row }: TilePlace): number => (column - x) ** 2 + (row - y) ** 2;
  return tiles.sort((a, b) => off(a) - off(b));
}
