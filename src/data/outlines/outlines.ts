import { TissuebookError } from '../../errors';
import type { CellOutline } from '../images/source/outlineShapes';
import type { Corner } from '../regions/tissueRegion';

/** Corners of outlines along one axis. */
export type Coordinates = Float32Array | Float64Array;

/** What outlines are made of. */
export interface OutlineParts {
  /** [n] names, each once. */
  cells: readonly string[];
  /** [n + 1], rising from 0: corners starts[i] to starts[i + 1] are those of cell i. None: the cell has no outline. */
  starts: Int32Array;
  /** [corners] */
  x: Coordinates;
  y: Coordinates;
  notices?: readonly string[];
}

/** Cells named in a notice. */
const NAMED = 3;

/**
 * The outlines of cells: for each cell, by name, one ring that closes itself, in the unit of the file they come from or, with `scale`, in that
 * of the cells' positions. Typed arrays: a million corners take 8 MB.
 *
 * @example
 * const outlines = await readOutlines('outs/cell_boundaries.parquet');
 * outlines.of('aaaabbbb-1'); // [[x, y], ...], or undefined
 */
export class Outlines {
  readonly cells: readonly string[];
  readonly starts: Int32Array;
  readonly x: Coordinates;
  readonly y: Coordinates;
  /** What was left out or looks wrong, in sentences. */
  readonly notices: readonly string[];
  #places: Map<string, number> | undefined;

  /** @throws TissuebookError 'shape-mismatch' when the parts do not fit each other, 'invalid-argument' for a name that repeats */
  constructor({ cells, starts, x, y, notices = [] }: OutlineParts) {
    this.cells = cells;
    this.starts = starts;
    this.x = x;
    this.y = y;
    this.notices = notices;
    const fits = starts.length === cells.length + 1 && starts[0] === 0 && starts.at(-1) === x.length;
    if (!fits || x.length !== y.length || !starts.every((start, i) => i === 0 || start >= starts[i - 1]!)) {
      throw new TissuebookError('shape-mismatch', 'Outlines: starts do not fit the cells and corners.', {
        argument: 'starts',
        found: [cells.length, starts.length, x.length, y.length],
      });
    }
  }

  /** How many cells have an outline. */
  get count(): number {
    let count = 0;
    for (let i = 0; i < this.cells.length; i++) if (this.starts[i + 1]! > this.starts[i]!) count++;
    return count;
  }

  /** Where a cell stands among `cells`; undefined where it does not. */
  place(cell: string): number | undefined {
    if (!this.#places) {
      this.#places = new Map(this.cells.map((name, i) => [name, i]));
      if (this.#places.size < this.cells.length) {
        this.#places = undefined;
        throw new TissuebookError('invalid-argument', 'Outlines: a cell is there more than once.', { argument: 'cells' }); // prettier-ignore
      }
    }
    return this.#places.get(cell);
  }

  /** The corners of a cell; undefined where it has no outline. */
  of(cell: string): CellOutline | undefined {
    const at = this.place(cell);
    return at === undefined ? undefined : this.#corners(at);
  }

  /** All outlines by name, as `ImageSource` takes them to blank neighbors. */
  toMap(): Map<string, CellOutline> {
    return new Map(
      this.cells.flatMap((cell, i): [string, CellOutline][] => {
        const corners = this.#corners(i);
        return corners ? [[cell, corners]] : [];
      }),
    );
  }

  /**
   * The outlines of some cells, in their order: an entry for each, empty where there is none, which `notices` says.
   *
   * @param names of cells, as in obs
   */
  forCells(names: readonly string[]): Outlines {
    const places = Int32Array.from(names, (name) => this.place(name) ?? -1);
    const starts = new Int32Array(names.length + 1);
    places.forEach((at, i) => (starts[i + 1] = starts[i]! + (at < 0 ? 0 : this.starts[at + 1]! - this.starts[at]!)));
    const [x, y] = [this.x, this.y].map((from) => {
      const to = from instanceof Float32Array ? new Float32Array(starts.at(-1)!) : new Float64Array(starts.at(-1)!);
      places.forEach((at, i) => at >= 0 && to.set(from.subarray(this.starts[at], this.starts[at + 1]), starts[i]));
      return to;
    }) as [Coordinates, Coordinates];
    const without = names.filter((_, i) => starts[i + 1] === starts[i]);
    const notices = without.length ? [`${without.length} of ${names.length} cells have no outline: ${listed(without)}.`] : []; // prettier-ignore
    return new Outlines({ cells: names, starts, x, y, notices: [...this.notices, ...notices] });
  }

  /** [n] the area that each outline holds, by the shoelace formula; NaN without an outline. */
  areas(): Float64Array {
    const { starts, x, y } = this;
    return Float64Array.from({ length: this.cells.length }, (_, i) =>
      starts[i + 1]! > starts[i]! ? ringArea(x, y, starts[i]!, starts[i + 1]!) : NaN,
    );
  }

  toString(): string {
    return `Outlines of ${this.count} of ${this.cells.length} cells, ${this.x.length} corners`;
  }

  #corners(at: number): Corner[] | undefined {
    const [from, to] = [this.starts[at]!, this.starts[at + 1]!];
    if (from === to) return undefined;
    return Array.from({ length: to - from }, (_, k): Corner => [this.x[from + k]!, this.y[from + k]!]);
  }
}

/** The area of a ring: corners from (included) to `to` (not included). */
export function ringArea(x: ArrayLike<number>, y: ArrayLike<number>, from: number, to: number): number {
  // Counted from the first corner: far from the origin, products of coordinates would lose digits.
  const [x0, y0] = [x[from]!, y[from]!];
  let twice = 0;
  for (let k = from + 1; k + 1 < to; k++) {
    twice += (x[k]! - x0) * (y[k + 1]! - y0) - (x[k + 1]! - x0) * (y[k]! - y0);
  }
  return Math.abs(twice) / 2;
}

/** The first few names of a list. */
export function listed(names: readonly string[]): string {
  const first = names.slice(0, NAMED).map((name) => `"${name.slice(0, 60)}"`);
  return names.length > NAMED ? `${first.join(', ')} and others` : first.join(', ');
}
