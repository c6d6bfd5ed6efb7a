import { TissuebookError } from '../../../errors';
import { DenseMatrix } from '../../denseMatrix';
import { type Blanked, type Box, type CellShapes, type CropWindow, longerSide, type ShapedCell } from './cellShapes';

/** The corners of a cell one after the other, x and y in the unit of the positions; the last joins the first. */
export type CellOutline = readonly (readonly [number, number])[];

/** Pixels of the image that a square of the index is wide. */
const SQUARE = 256;

/** A ring as x0, y0, x1, y1, ... with the box around it. */
interface Ring {
  corners: Float64Array;
  box: Box;
}

/** Shapes from outlines: a pixel belongs to a cell when its middle lies inside, counted by crossings (even-odd). */
export class OutlineShapes implements CellShapes {
  readonly #rings = new Map<string, Ring>();
  /** Cells by the squares that their boxes touch. */
  readonly #squares = new Map<string, string[]>();
  readonly #size: Box;
  #largest = 0;

  /**
   * @param toPixels from the unit of the outlines to pixels of the image
   * @param size width and height of the image
   * @throws TissuebookError 'invalid-argument' for an outline of less than three corners, 'not-finite'; by the cell's name
   */
  constructor(
    outlines: ReadonlyMap<string, CellOutline>,
    toPixels: (points: DenseMatrix) => DenseMatrix,
    size: { width: number; height: number },
  ) {
    this.#size = [0, 0, size.width, size.height];
    for (const [name, outline] of outlines) {
      const corners = Float64Array.from(toPixels(cornersOf(name, outline)).values);
      const box = boxAround(corners);
      if (!box.every(Number.isFinite)) {
        throw new TissuebookError('not-finite', `The outline of "${name}" has a corner that is not a number.`, {
          argument: 'outlines',
          found: name,
        });
      }
      this.#rings.set(name, { corners, box });
      this.#largest = Math.max(this.#largest, longerSide(box));
      for (const square of squaresOf(box, this.#size)) {
        const there = this.#squares.get(square);
        if (there) there.push(name);
        else this.#squares.set(square, [name]);
      }
    }
  }

  async box({ name }: ShapedCell): Promise<Box | undefined> {
    return this.#rings.get(name)?.box;
  }

  async largest(): Promise<number> {
    return this.#largest;
  }

  async keep(out: Uint8Array, { name }: ShapedCell, crop: CropWindow, blank: Blanked): Promise<boolean> {
    const own = this.#rings.get(name);
    if (!own) return false;
    if (blank === 'outside') {
      out.fill(0);
    } else {
      out.fill(1);
      for (const other of this.#near(crop)) fillRing(out, this.#rings.get(other)!, crop, 0);
    }
    fillRing(out, own, crop, 1);
    return true;
  }

  #near({ x, y, side, scale }: CropWindow): Set<string> {
    const squares = squaresOf([x, y, x + side * scale, y + side * scale], this.#size);
    return new Set(squares.flatMap((square) => this.#squares.get(square) ?? []));
  }
}

function cornersOf(name: string, outline: CellOutline): DenseMatrix {
  if (outline.length < 3) {
    throw new TissuebookError('invalid-argument', `The outline of "${name}" has ${outline.length} corners.`, {
      argument: 'outlines',
      found: name,
    });
  }
  return new DenseMatrix(outline.length, 2, Float64Array.from(outline.flatMap(([x, y]) => [x, y])));
}

function boxAround(corners: Float64Array): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < corners.length; i += 2) {
    left = Math.min(left, corners[i]!);
    right = Math.max(right, corners[i]!);
    top = Math.min(top, corners[i + 1]!);
    bottom = Math.max(bottom, corners[i + 1]!);
  }
  return [left, top, right, bottom];
}

/** The squares that a box touches; what lies beyond the image counts to the squares at its edge. */
function squaresOf([left, top, right, bottom]: Box, [, , width, height]: Box): string[] {
  const square = (place: number, end: number): number => Math.floor(Math.min(end, Math.max(0, place)) / SQUARE);
  const found: string[] = [];
  for (let v = square(top, height); v <= square(bottom, height); v++) {
    for (let u = square(left, width); u <= square(right, width); u++) found.push(`${u},${v}`);
  }
  return found;
}

/** Puts `value` into the pixels of a crop whose middles lie in a ring. */
function fillRing(out: Uint8Array, { corners, box }: Ring, { x, y, side, scale }: CropWindow, value: number): void {
  const n = corners.length;
  if (box[2] < x || box[0] > x + side * scale) return;
  const last = Math.min(side - 1, Math.floor((box[3] - y) / scale));
  const crossings: number[] = [];
  for (let i = Math.max(0, Math.floor((box[1] - y) / scale)); i <= last; i++) {
    const middle = y + (i + 0.5) * scale;
    crossings.length = 0;
    for (let k = 0; k < n; k += 2) {
      const next = k + 2 < n ? k + 2 : 0;
      const y0 = corners[k + 1]!;
      const y1 = corners[next + 1]!;
      if (y0 <= middle === y1 <= middle) continue;
      crossings.push(corners[k]! + ((middle - y0) / (y1 - y0)) * (corners[next]! - corners[k]!));
    }
    crossings.sort((a, b) => a - b);
    for (let c = 0; c + 1 < crossings.length; c += 2) {
      const from = Math.max(0, Math.ceil((crossings[c]! - x) / scale - 0.5));
      const to = Math.min(side, Math.ceil((crossings[c + 1]! - x) / scale - 0.5));
      if (from < to) out.fill(value, i * side + from, i * side + to);
    }
  }
}
