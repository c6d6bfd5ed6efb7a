/**
 * The comm target under which a page asks for the transcripts of a view. The page opens the comm with `{ key }`, the key in the view's
 * payload; the kernel sends the facts, or closes the comm at once when it does not have them.
 */
export const TRANSCRIPT_TARGET = 'tissuebook.transcripts';

/** The deepest level of tiles: 256 x 256. */
export const DEEPEST_LEVEL = 8;
/** Most tiles in one question. */
export const MAX_TILES_ASKED = 16;
/** Most dots of one tile that are sent (ours): where more lie at one place, more would look the same. */
export const MAX_TILE_DOTS = 65_536;

/** A tile of level n is a square of a 2^n-th of the side. */
export interface TranscriptPlace {
  level: number;
  column: number;
  row: number;
}

/** What there is to choose from. */
export interface TranscriptFacts {
  genes: string[];
  /** [genes] */
  counts: number[];
  depths: number[];
}

/** What a page asks. `id` is the page's own number and comes back with the answer. */
export type TranscriptQuestion =
  | { id: number; ask: 'tiles'; gene: string; tiles: TranscriptPlace[] }
  /** Tiles that are needed no more. */
  | { ask: 'drop'; ids: number[] };

/** What the kernel answers. */
export type TranscriptAnswer =
  | { facts: TranscriptFacts }
  /** With a buffer: float32 places [dots, 2] of one tile after the other; how many each has, of how many. */
  | { id: number; dots: number[]; of: number[] }
  | { id: number; problem: string };
