import type { ShownTranscripts, TranscriptPlace } from '../../../src/protocol';
import type { PanelView } from '../points/pointCloud';

/** Pixels of the page that a tile is wide at least: a screen then shows some 100,000 dots of a gene at most (ours). */
const TILE_PIXELS = 240;

type Grid = Pick<ShownTranscripts, 'corner' | 'side' | 'factor'>;

/** The finest level of a gene whose tiles are not too small on the page. */
export function levelFor({ side, factor }: Grid, depth: number, view: PanelView): number {
  const whole = (side * factor * view.width) / Math.abs(view.x[1] - view.x[0]);
  let level = 0;
  while (level < depth && whole / 2 ** (level + 1) >= TILE_PIXELS) level++;
  return level;
}

/** The tiles of a level that a view meets. Those at the edges hold what lies beyond as well. */
export function tilesOf(
  { corner, side, factor }: Grid,
  level: number,
  view: Pick<PanelView, 'x' | 'y'>,
): TranscriptPlace[] {
  // prettier-ignore
  const n = 2 ** level;
  const along = (place: number, axis: 0 | 1): number => Math.min(n - 1, Math.max(0, Math.floor(((place / factor - corner[axis]) / side) * n))); // prettier-ignore
  const [left, right] = [along(Math.min(...view.x), 0), along(Math.max(...view.x), 0)];
  const [low, high] = [along(Math.min(...view.y), 1), along(Math.max(...view.y), 1)];
  const tiles: TranscriptPlace[] = [];
  for (let row = low; row <= high; row++) for (let column = left; column <= right; column++) tiles.push({ level, column, row }); // prettier-ignore
  return tiles;
}

/** One in how many of a gene's transcripts is shown at a level. */
export function oneIn(level: number, depth: number): number {
  return 4 ** Math.max(0, depth - level);
}
