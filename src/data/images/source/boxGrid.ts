import { type Box, longerSide } from './cellShapes';

/** Squares along each side of the grid, at most, and the least width of one in pixels (ours). */
const MOST = 4096;
const NARROWEST = 8;

/** Which of many boxes touch another one: boxes by the squares of a grid that are about as wide as they are. */
export class BoxGrid {
  readonly #boxes: readonly Box[];
  readonly #square: number;
  readonly #columns: number;
  readonly #rows: number;
  /** The boxes of a square are `#members` from `#starts[square]` up to `#starts[square + 1]`. */
  readonly #starts: Int32Array;
  readonly #members: Int32Array;
  /** The number of the search in which a box was met last. */
  readonly #met: Int32Array;
  #searches = 0;

  /** @param size of the plane; what lies beyond it counts to the squares at its edge */
  constructor(boxes: readonly Box[], { width, height }: { width: number; height: number }) {
    this.#boxes = boxes;
    const sides = Float64Array.from(boxes, longerSide).sort();
    const usual = sides[sides.length >> 1] ?? NARROWEST;
    this.#square = Math.max(NARROWEST, 2 * usual, Math.max(width, height) / MOST);
    this.#columns = Math.max(1, Math.ceil(width / this.#square));
    this.#rows = Math.max(1, Math.ceil(height / this.#square));
    this.#starts = new Int32Array(this.#columns * this.#rows + 1);
    for (const box of boxes) this.#visit(box, (square) => this.#starts[square + 1]!++);
    for (let at = 1; at < this.#starts.length; at++) this.#starts[at]! += this.#starts[at - 1]!;
    const next = this.#starts.slice();
    this.#members = new Int32Array(this.#starts.at(-1)!);
    boxes.forEach((box, place) => this.#visit(box, (square) => (this.#members[next[square]!++] = place)));
    this.#met = new Int32Array(boxes.length);
  }

  /** The places of the boxes that touch one, each once. */
  touching(box: Box): number[] {
    const search = ++this.#searches;
    const found: number[] = [];
    this.#visit(box, (square) => {
      for (let at = this.#starts[square]!; at < this.#starts[square + 1]!; at++) {
        const place = this.#members[at]!;
        if (this.#met[place] === search) continue;
        this.#met[place] = search;
        if (touch(box, this.#boxes[place]!)) found.push(place);
      }
    });
    return found;
  }

  #visit([left, top, right, bottom]: Box, use: (square: number) => void): void {
    const within = (place: number, count: number): number =>
      Math.min(count - 1, Math.max(0, Math.floor(place / this.#square)));
    const [first, last] = [within(left, this.#columns), within(right, this.#columns)];
    for (let row = within(top, this.#rows); row <= within(bottom, this.#rows); row++) {
      for (let column = first; column <= last; column++) use(row * this.#columns + column);
    }
  }
}

const touch = (a: Box, b: Box): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
