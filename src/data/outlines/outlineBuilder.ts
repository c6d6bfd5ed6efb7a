import { TissuebookError } from '../../errors';
import { crossesItself, MOST_PAIRS } from './crossings';
import { type Coordinates, listed, Outlines, ringArea } from './outlines';

/** Most corners of all outlines together (ours): 800 MB while they are read. */
export const MOST_CORNERS = 50_000_000;
/** Most corners of one outline: no cell has more (ours). */
export const MOST_OF_ONE = 5000;
/** Below this size float32 keeps a 60th of a unit. */
const SINGLE = 131_072;

/** Why an outline is not used, as it is said of how many cells. */
const REASONS = {
  few: 'have fewer than three corners',
  many: `have more than ${MOST_OF_ONE} corners`,
  number: 'have a corner that is not a finite number',
  flat: 'enclose no area',
  crossing: 'cross themselves',
} as const;

/** Gathers rings of cells into outlines: each ring is looked at, and what is none is left out with a notice. */
export class OutlineBuilder {
  readonly #file: string;
  readonly #scale: number;
  readonly #keepCrossing: boolean;
  readonly #budget = { left: MOST_PAIRS };
  readonly #places = new Map<string, number>();
  /** Where the ring of each cell begins and ends among the corners. */
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #left = new Map<keyof typeof REASONS, string[]>();
  readonly #several = new Set<string>();
  readonly #crossing: string[] = [];
  #unchecked = 0;
  #x = new Float64Array(1024);
  #y = new Float64Array(1024);
  #size = 0;

  /**
   * @param file for messages
   * @param scale what coordinates are multiplied by
   * @param keepCrossing whether outlines that cross themselves are kept
   */
  constructor(file: string, scale: number, keepCrossing: boolean) {
    this.#file = file;
    this.#scale = scale;
    this.#keepCrossing = keepCrossing;
  }

  /**
   * A ring of a cell: corners from (included) to `to` (not included); a last corner that repeats the first is not counted. Of several rings of one
   * cell the largest stays.
   *
   * @throws TissuebookError 'too-large'
   */
  add(cell: string, x: ArrayLike<number>, y: ArrayLike<number>, from = 0, to = x.length): void {
    let end = to;
    if (end - from > 1 && x[from] === x[end - 1] && y[from] === y[end - 1]) end--;
    const n = end - from;
    if (n < 3) return this.#leave('few', cell);
    if (n > MOST_OF_ONE) return this.#leave('many', cell);
    this.#grow(n);
    for (let k = 0; k < n; k++) {
      const [px, py] = [x[from + k]! * this.#scale, y[from + k]! * this.#scale];
      if (!Number.isFinite(px) || !Number.isFinite(py)) return this.#leave('number', cell);
      this.#x[this.#size + k] = px;
      this.#y[this.#size + k] = py;
    }
    const [start, stop] = [this.#size, this.#size + n];
    const area = ringArea(this.#x, this.#y, start, stop);
    const crossing = crossesItself(this.#x, this.#y, start, stop, this.#budget);
    if (crossing && !this.#keepCrossing) return this.#leave('crossing', cell);
    if (!(area > 0) && !crossing) return this.#leave('flat', cell);
    if (crossing) this.#crossing.push(cell);
    if (crossing === undefined) this.#unchecked++;
    this.#size = stop;
    this.#keep(cell, start, stop, area);
  }

  /** A further ring of a cell that is known not to be its outline: a hole, which is not drawn. */
  hole(cell: string): void {
    this.#several.add(cell);
  }

  /** @throws TissuebookError 'corrupt' when there is no outline at all */
  finish(notices: readonly string[] = []): Outlines {
    const cells = [...this.#places.keys()];
    const said = [...notices, ...this.#said()];
    if (cells.length === 0) {
      throw new TissuebookError('corrupt', `${this.#file} holds no outline. ${said.join(' ')}`.trim(), {
        argument: 'path',
        found: this.#file,
        advice: 'Outlines are at least three corners for each cell, one after the other.',
      });
    }
    const starts = new Int32Array(cells.length + 1);
    cells.forEach((_, i) => (starts[i + 1] = starts[i]! + this.#to[i]! - this.#from[i]!));
    let furthest = 0;
    for (let k = 0; k < this.#size; k++) furthest = Math.max(furthest, Math.abs(this.#x[k]!), Math.abs(this.#y[k]!));
    const Type = furthest < SINGLE ? Float32Array : Float64Array;
    const gather = (all: Float64Array): Coordinates => {
      const found: Coordinates = new Type(starts.at(-1)!);
      cells.forEach((_, i) => found.set(all.subarray(this.#from[i], this.#to[i]), starts[i]));
      return found;
    };
    return new Outlines({ cells, starts, x: gather(this.#x), y: gather(this.#y), notices: said });
  }

  #keep(cell: string, start: number, stop: number, area: number): void {
    const at = this.#places.get(cell);
    if (at === undefined) {
      this.#places.set(cell, this.#from.length);
      this.#from.push(start);
      this.#to.push(stop);
      return;
    }
    this.#several.add(cell);
    if (ringArea(this.#x, this.#y, this.#from[at]!, this.#to[at]!) >= area) return;
    [this.#from[at], this.#to[at]] = [start, stop];
  }

  #grow(by: number): void {
    const wanted = this.#size + by;
    if (wanted > MOST_CORNERS) {
      throw new TissuebookError('too-large', `${this.#file} has more than ${MOST_CORNERS} corners of outlines.`, {
        argument: 'path',
        found: this.#file,
        advice: 'Give outlines of fewer cells, or simplify them.',
      });
    }
    if (wanted <= this.#x.length) return;
    const larger = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(Math.min(MOST_CORNERS, 2 * wanted));
      to.set(from);
      return to;
    };
    [this.#x, this.#y] = [larger(this.#x), larger(this.#y)];
  }

  #leave(reason: keyof typeof REASONS, cell: string): void {
    const names = this.#left.get(reason) ?? [];
    names.push(cell);
    this.#left.set(reason, names);
  }

  #said(): string[] {
    const notices = [...this.#left].map(([reason, cells]) => `${count(cells.length)} of ${this.#file} ${REASONS[reason]} and ${cells.length === 1 ? 'is' : 'are'} left out: ${listed(cells)}.`); // prettier-ignore
    if (this.#several.size) {
      notices.push(
        `${this.#several.size} cells of ${this.#file} have several parts or holes: the largest outer ring is kept, as for ${listed([...this.#several])}.`,
      );
    }
    if (this.#crossing.length) notices.push(`${count(this.#crossing.length)} of ${this.#file} cross themselves: ${listed(this.#crossing)}.`); // prettier-ignore
    if (this.#unchecked) notices.push(`Whether ${count(this.#unchecked)} of ${this.#file} cross themselves was not looked at: it would take too long.`); // prettier-ignore
    return notices;
  }
}

function count(n: number): string {
  return n === 1 ? '1 outline' : `${n} outlines`;
}
