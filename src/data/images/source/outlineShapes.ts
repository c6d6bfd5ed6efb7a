import { TissuebookError } from '../../../errors';
import { DenseMatrix } from '../../denseMatrix';
import { BoxGrid } from './boxGrid';
import { type Blanked, type Box, type CellShapes, type CropWindow, longerSide, type ShapedCell } from './cellShapes';

/** The corners of a cell one after the other, x and y in the unit of the positions; the last joins the first. */
export type CellOutline = readonly (readonly [number, number])[];

/** Corners x0, y0, x1, y1, ... of a cell with the box around them. */
interface Ring {
  corners: Float64Array;
  box: Box;
}

/** Shapes from outlines: a pixel belongs to a cell when its middle lies inside, counted by crossings (even-odd). */
export class OutlineShapes implements CellShapes {
  readonly #rings: Ring[] = [];
  /** Places among the rings by name. */
  readonly #places = new Map<string, number>();
  readonly #grid: BoxGrid;
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
    for (const [name, outline] of outlines) {
      const corners = Float64Array.from(toPixels(cornersOf(name, outline)).values);
      const box = boxAround(corners);
      if (!box.every(Number.isFinite)) {
        throw new TissuebookError('not-finite', `The outline of "${name}" has a corner that is not a number.`, {
          argument: 'outlines',
          found: name,
        });
      }
      this.#places.set(name, this.#rings.length);
      this.#rings.push({ corners, box });
      this.#largest = Math.max(this.#largest, longerSide(box));
    }
    this.#grid = new BoxGrid(
      this.#rings.map(({ box }) => box),
      size,
    );
  }

  async box({ name }: ShapedCell): Promise<Box | undefined> {
    return this.#ring(name)?.box;
  }

  async largest(): Promise<number> {
    return this.#largest;
  }

  async keep(out: Uint8Array, { name }: ShapedCell, crop: CropWindow, blank: Blanked): Promise<boolean> {
    const own = this.#ring(name);
    if (!own) return false;
    if (blank === 'outside') {
      out.fill(0);
    } else {
      out.fill(1);
      const { x, y, side, scale } = crop;
      for (const other of this.#grid.touching([x, y, x + side * scale, y + side * scale])) {
        fillRing(out, this.#rings[other]!, crop, 0);
      }
    }
    fillRing(out, own, crop, 1);
    return true;
  }

  #ring(name: string): Ring | undefined {
    const place = this.#places.get(name);
    return place === undefined ? undefined : this.#rings[place];
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
