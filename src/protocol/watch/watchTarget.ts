import type { InterventionKind } from './intervention';
import type { WatchColor, WatchedRun } from './watchedRun';

/**
 * The comm target under which a page follows a training on the tissue and steers it. The page opens the comm with `{ id }`; the
 * kernel closes it when it knows no such run, else sends the run as it stands, each frame kept so far, and each one that comes.
 */
export const WATCH_TARGET = 'tissuebook.watch';

/** What a page asks; the marked cells travel as a buffer, a bit a cell (packBits). */
export type WatchCommand =
  | {
      command: InterventionKind;
      /** Of 'look-more'. */
      times?: number;
      /** Of 'stop-when', one of these. */
      below?: number;
      patience?: number;
    }
  /** Colors the cells by something else from the next frame on, for all pages. */
  | { command: 'color'; color: WatchColor };

/** What the kernel says. The codes of a frame travel as a buffer, uint8 or uint16 as `dtype` says. */
export type WatchMessage =
  | { run: Omit<WatchedRun, 'frames'> }
  | { frame: { color: WatchColor; step: number; epoch: number; dtype: 'uint8' | 'uint16' } }
  | { refused: string };
