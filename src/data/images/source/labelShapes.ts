import { TissuebookError } from '../../../errors';
import type { TissueImage } from '../tissueImage';
import { type Blanked, type Box, type CellShapes, type CropWindow, longerSide, type ShapedCell } from './cellShapes';

/** Pixels that the label image is read by, across and down, to find the box around each cell. */
const BLOCK = 1024;

/** Shapes from an image that has in each pixel the number of its cell, 0 where there is none. */
export class LabelShapes implements CellShapes {
  readonly #labels: TissueImage;
  /** Pixels of the labels for a pixel of the image. */
  readonly #factor: number;
  #boxes: Promise<Map<number, Box>> | undefined;

  /** @throws TissuebookError 'shape-mismatch' when the labels have several channels or another shape than the image */
  constructor(labels: TissueImage, image: TissueImage) {
    const [x, y] = [labels.width / image.width, labels.height / image.height];
    if (labels.channels.length !== 1 || Math.abs(x - y) * image.height > 1) {
      throw new TissuebookError('shape-mismatch', `${labels.name} does not lie on ${image.name}.`, {
        argument: 'labels',
        found: [labels.width, labels.height, labels.channels.length],
        advice: 'Labels have one channel and the proportions of the image.',
      });
    }
    this.#labels = labels;
    this.#factor = x;
  }

  async box(cell: ShapedCell): Promise<Box | undefined> {
    const label = await this.label(cell);
    return label ? (await this.#allBoxes()).get(label) : undefined;
  }

  async largest(): Promise<number> {
    let largest = 0;
    for (const box of (await this.#allBoxes()).values()) largest = Math.max(largest, longerSide(box));
    return largest;
  }

  /** A pixel of the crop belongs to the cell in whose pixel its middle lies: numbers of cells have no means. */
  async keep(out: Uint8Array, cell: ShapedCell, crop: CropWindow, blank: Blanked): Promise<boolean> {
    const own = await this.label(cell);
    if (!own) return false;
    const factor = this.#factor;
    const [left, top] = [Math.floor(crop.x * factor), Math.floor(crop.y * factor)];
    const width = Math.ceil((crop.x + crop.side * crop.scale) * factor) - left + 1;
    const height = Math.ceil((crop.y + crop.side * crop.scale) * factor) - top + 1;
    const { values } = await this.#labels.region({ x: left, y: top, width, height });
    for (let i = 0; i < crop.side; i++) {
      const row = Math.floor((crop.y + (i + 0.5) * crop.scale) * factor) - top;
      for (let j = 0; j < crop.side; j++) {
        const label = values[row * width + Math.floor((crop.x + (j + 0.5) * crop.scale) * factor) - left]!;
        out[i * crop.side + j] = label === own || (blank === 'neighbors' && label === 0) ? 1 : 0;
      }
    }
    return true;
  }

  async label({ label, x, y }: ShapedCell): Promise<number> {
    if (label !== undefined) return label;
    const place = { x: Math.floor(x * this.#factor), y: Math.floor(y * this.#factor), width: 1, height: 1 };
    return (await this.#labels.region(place)).values[0]!;
  }

  #allBoxes(): Promise<Map<number, Box>> {
    this.#boxes ??= this.#findBoxes();
    return this.#boxes;
  }

  async #findBoxes(): Promise<Map<number, Box>> {
    const { width, height } = this.#labels;
    const found = new Map<number, [number, number, number, number]>();
    for (let y = 0; y < height; y += BLOCK) {
      for (let x = 0; x < width; x += BLOCK) {
        const size = { width: Math.min(BLOCK, width - x), height: Math.min(BLOCK, height - y) };
        const { values } = await this.#labels.region({ x, y, ...size });
        values.forEach((label, e) => {
          if (label === 0) return;
          const [u, v] = [x + (e % size.width), y + Math.floor(e / size.width)];
          const box = found.get(label);
          if (!box) found.set(label, [u, v, u + 1, v + 1]);
          else grow(box, u, v);
        });
      }
    }
    const by = this.#factor;
    return new Map([...found].map(([label, [x0, y0, x1, y1]]) => [label, [x0 / by, y0 / by, x1 / by, y1 / by]]));
  }
}

function grow(box: [number, number, number, number], u: number, v: number): void {
  box[0] = Math.min(box[0], u);
  box[1] = Math.min(box[1], v);
  box[2] = Math.max(box[2], u + 1);
  box[3] = Math.max(box[3], v + 1);
}
