/** Frames take at most one part of this many of the time of training; with the last frame that is below a twentieth (ours). */
const PART = 25;
/** Longer than this nobody waits for a frame if fewer cells can be shown (ours), in seconds. */
const LONG = 10;
/** Cells that are shown at first, and at least (ours). */
const FIRST_CELLS = 4096;
const FEWEST_CELLS = 1500;

/** When the next frame is due, and of how many cells, by what frames have cost so far. */
export class WatchPace {
  #due: number;
  /** Seconds that the next frame comes too early: they are waited for after it. */
  #owed = 0;
  /** Cells of the next frame. */
  cells: number;
  /** Seconds that all frames have taken. */
  spent = 0;

  /**
   * @param every seconds between two frames at least @param all cells that can be shown
   * @param whole all are asked about whenever some are
   */
  constructor(
    readonly every: number,
    readonly all: number,
    readonly whole: boolean,
    readonly now: () => number = () => performance.now() / 1000,
  ) {
    this.#due = this.now() + every;
    this.cells = whole ? all : Math.min(all, FIRST_CELLS);
  }

  get due(): boolean {
    return this.now() >= this.#due;
  }

  /** Has the next frame come at once. */
  hurry(): void {
    const wait = Math.max(0, this.#due - this.now());
    this.#owed += wait;
    this.#due -= wait;
  }

  /** Puts the next frame off by what this one has cost. @param begin when it began, in seconds */
  took(begin: number): void {
    const cost = this.now() - begin;
    this.spent += cost;
    this.#due = this.now() + Math.max(this.every, PART * cost) + this.#owed;
    this.#owed = 0;
    if (this.whole) return;
    const wait = PART * cost;
    if (wait > LONG) this.cells = Math.min(this.cells, Math.max(FEWEST_CELLS, Math.floor((this.cells * LONG) / wait)));
    else if (wait < LONG / 2) this.cells = Math.min(this.all, 2 * this.cells);
  }
}
