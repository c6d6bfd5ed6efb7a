import type { SpatialPanel } from '../../../src/protocol';
import { element } from '../dom';
import { cellColors, mapColor, mapColors } from './cellColors';
import { type Frame, type SectionCells, toCanvas } from './tissueFrame';

/** A number for some cells of the data, as one of the three maps shows it. */
export interface MapValues {
  /** Cells of the data. */
  readonly cells: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** Whether each cannot be told from zero. */
  readonly hatched: (at: number) => boolean;
  readonly limit: number;
  readonly signed: boolean;
}

/** What is drawn over the cells. */
export interface MapOverlay {
  readonly map?: MapValues | undefined;
  /** Cells that are painted, and places where cells are put in [x, y, x, y, ...]. */
  readonly painted: ArrayLike<number>;
  readonly places: ArrayLike<number>;
  /** Where the brush is, in the unit of the data. */
  readonly brush?: { readonly at: readonly [number, number]; readonly radius: number } | undefined;
}

/** Opacity of cells beside an answer, and without one, of 255. */
const DIM = 70;
const FULL = 235;
/** Pixels between the stripes of hatched cells. */
const STRIPES = 6;
/** Least radius of an answering cell, in pixels. */
const LEAST = 2.5;

/** A tissue on a canvas: all cells small, those that answer large and in the color of their number, hatched where it may be zero. */
export class TissueMap {
  readonly canvas = element('canvas');
  #section: SectionCells | undefined;
  #colors: Record<'dim' | 'full', Uint32Array> | undefined;
  #below: { key: string; pixels: ImageData } | undefined;

  /** Takes over the cells of another section. */
  show(section: SectionCells, panel: SpatialPanel): void {
    this.#section = section;
    this.#colors = { dim: cellColors(panel, DIM), full: cellColors(panel, FULL) };
    this.#below = undefined;
  }

  /** @param width, height in pixels of the page @param background color of the page, for stripes */
  draw(
    frame: Frame,
    width: number,
    height: number,
    overlay: MapOverlay,
    theme: { background: string; text: string },
  ): void {
    const ratio = window.devicePixelRatio || 1;
    const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (this.canvas.width !== w || this.canvas.height !== h) [this.canvas.width, this.canvas.height] = [w, h];
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    const context = this.canvas.getContext('2d');
    if (!context || !this.#section) return;
    const fine = { ...frame, scale: frame.scale * ratio };
    context.putImageData(this.#pixels(fine, w, h, overlay.map ? 'dim' : 'full'), 0, 0);
    const at = (place: readonly [number, number]): [number, number] => toCanvas(fine, w, h, place);
    if (overlay.map) this.#drawMap(context, fine, at, overlay.map, theme.background);
    this.#drawPainted(context, fine, at, overlay, theme.text);
    if (overlay.brush) {
      const [x, y] = at(overlay.brush.at);
      context.strokeStyle = theme.text;
      context.lineWidth = 1.5 * ratio;
      context.beginPath();
      context.arc(x, y, Math.max(2, overlay.brush.radius * fine.scale), 0, 2 * Math.PI);
      context.moveTo(x - 4 * ratio, y);
      context.lineTo(x + 4 * ratio, y);
      context.moveTo(x, y - 4 * ratio);
      context.lineTo(x, y + 4 * ratio);
      context.stroke();
    }
  }

  /** All cells as squares; kept until frame or size change, as a hand moves over a picture that stands. */
  #pixels(frame: Frame, width: number, height: number, how: 'dim' | 'full'): ImageData {
    const key = [frame.x, frame.y, frame.scale, width, height, how].join();
    if (this.#below?.key === key) return this.#below.pixels;
    const pixels = new ImageData(width, height);
    const words = new Uint32Array(pixels.data.buffer);
    const { x, y, spacing } = this.#section!;
    const colors = this.#colors![how];
    const side = Math.max(1, Math.min(14, Math.round(0.6 * spacing * frame.scale)));
    for (let i = 0; i < x.length; i++) {
      const left = Math.round(width / 2 + (x[i]! - frame.x) * frame.scale - side / 2);
      const top = Math.round(height / 2 + (y[i]! - frame.y) * frame.scale - side / 2);
      for (let row = Math.max(0, top); row < Math.min(height, top + side); row++) {
        for (let column = Math.max(0, left); column < Math.min(width, left + side); column++) {
          words[row * width + column] = colors[i]!;
        }
      }
    }
    this.#below = { key, pixels };
    return pixels;
  }

  #drawMap(
    context: CanvasRenderingContext2D,
    frame: Frame,
    at: (place: readonly [number, number]) => [number, number],
    { cells, values, hatched, limit, signed }: MapValues,
    background: string,
  ): void {
    const section = this.#section!;
    const colors = mapColors(signed);
    const radius = Math.max(LEAST, 0.48 * section.spacing * frame.scale);
    const stripes = stripesOf(context, background);
    for (let i = 0; i < cells.length; i++) {
      const place = section.placeOf[cells[i]!]!;
      if (place < 0) continue;
      const [x, y] = at([section.x[place]!, section.y[place]!]);
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fillStyle = mapColor(colors, values[i]!, limit, signed);
      context.fill();
      if (!hatched(i) || !stripes) continue;
      context.fillStyle = stripes;
      context.fill();
    }
  }

  #drawPainted(
    context: CanvasRenderingContext2D,
    frame: Frame,
    at: (place: readonly [number, number]) => [number, number],
    { painted, places }: MapOverlay,
    color: string,
  ): void {
    const section = this.#section!;
    const radius = Math.max(LEAST, 0.4 * section.spacing * frame.scale);
    context.strokeStyle = color;
    context.fillStyle = color;
    context.lineWidth = Math.max(1, radius / 4);
    context.beginPath();
    for (let i = 0; i < painted.length; i++) {
      const place = section.placeOf[painted[i]!]!;
      if (place < 0) continue;
      const [x, y] = at([section.x[place]!, section.y[place]!]);
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
    context.stroke();
    for (let i = 0; i + 1 < places.length; i += 2) {
      const [x, y] = at([places[i]!, places[i + 1]!]);
      context.fillRect(x - radius / 2, y - radius / 2, radius, radius);
    }
  }
}

/** Stripes that run through all hatched cells, whatever their size. */
function stripesOf(context: CanvasRenderingContext2D, color: string): CanvasPattern | null {
  const tile = element('canvas', { attributes: { width: String(STRIPES), height: String(STRIPES) } });
  const drawn = tile.getContext('2d');
  if (!drawn) return null;
  drawn.strokeStyle = color;
  drawn.lineWidth = STRIPES / 3;
  drawn.beginPath();
  for (const shift of [-STRIPES, 0, STRIPES]) {
    drawn.moveTo(shift, STRIPES);
    drawn.lineTo(shift + STRIPES, 0);
  }
  drawn.stroke();
  return context.createPattern(tile, 'repeat');
}
