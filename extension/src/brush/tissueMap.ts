import type { SpatialPanel } from '../../../src/protocol';
import { element } from '../dom';
import { cellColors, grayPixel, mapColor, mapColors } from './cellColors';
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
  /** Whether cells that a map does not answer for keep their colors; otherwise they are gray. */
  readonly colored: boolean;
  /** Where the brush is, in the unit of the data. */
  readonly brush?: { readonly at: readonly [number, number]; readonly radius: number } | undefined;
}

/** Opacity of cells beside an answer, and without one, of 255. */
const DIM = 70;
const FULL = 235;
/** Pixels between the stripes of hatched cells: dark and light, so that they stand out on every color of both themes. */
const STRIPES = 6;
const DARK = 'rgb(0 0 0 / 70%)';
const LIGHT = 'rgb(255 255 255 / 80%)';
/** Least radius of an answering cell, in pixels, and that from which it has an outline: no change is near white. */
const LEAST = 2.5;
const OUTLINED = 3.5;
/** Radius of a painted cell that is too small for a ring. */
const DOT = 1.1;
const OUTLINE = '#808080';

/** How cells are drawn that no map answers for: before an answer in full, beside one dimmed or gray. */
type Manner = 'full' | 'dim' | 'gray';

/** A tissue on a canvas: all cells small, those that answer large and in the color of their number, hatched where it may be zero. */
export class TissueMap {
  readonly canvas = element('canvas');
  #section: SectionCells | undefined;
  #colors: Record<Manner, Uint32Array> | undefined;
  #stripes: CanvasPattern | null | undefined;
  #below: { key: string; pixels: ImageData } | undefined;

  /** Takes over the cells of another section. */
  show(section: SectionCells, panel: SpatialPanel): void {
    this.#section = section;
    const dim = cellColors(panel, DIM);
    this.#colors = { dim, full: cellColors(panel, FULL), gray: new Uint32Array(dim.length).fill(grayPixel(DIM)) };
    this.#below = undefined;
  }

  /** @param width, height in pixels of the page @param text color of words, for signs */
  draw(frame: Frame, width: number, height: number, overlay: MapOverlay, { text }: { text: string }): void {
    const ratio = window.devicePixelRatio || 1;
    const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (this.canvas.width !== w || this.canvas.height !== h) [this.canvas.width, this.canvas.height] = [w, h];
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    const context = this.canvas.getContext('2d');
    if (!context || !this.#section) return;
    const fine = { ...frame, scale: frame.scale * ratio };
    context.putImageData(this.#pixels(fine, w, h, !overlay.map ? 'full' : overlay.colored ? 'dim' : 'gray'), 0, 0);
    const at = (place: readonly [number, number]): [number, number] => toCanvas(fine, w, h, place);
    if (overlay.map) this.#drawMap(context, fine, at, overlay.map);
    this.#drawPainted(context, fine, at, overlay, text);
    if (overlay.brush) {
      const [x, y] = at(overlay.brush.at);
      context.strokeStyle = text;
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
  #pixels(frame: Frame, width: number, height: number, how: Manner): ImageData {
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
  ): void {
    const section = this.#section!;
    const colors = mapColors(signed);
    const radius = Math.max(LEAST, 0.48 * section.spacing * frame.scale);
    const stripes = (this.#stripes ??= stripesOf(context));
    context.strokeStyle = OUTLINE;
    context.lineWidth = 1;
    for (let i = 0; i < cells.length; i++) {
      const place = section.placeOf[cells[i]!]!;
      if (place < 0) continue;
      const [x, y] = at([section.x[place]!, section.y[place]!]);
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fillStyle = mapColor(colors, values[i]!, limit, signed);
      context.fill();
      if (hatched(i) && stripes) {
        context.fillStyle = stripes;
        context.fill();
      }
      if (radius >= OUTLINED) context.stroke();
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
    // Rings that touch would be one black stain.
    const isSmall = radius < OUTLINED;
    const ring = isSmall ? DOT : radius;
    context.strokeStyle = color;
    context.fillStyle = color;
    context.lineWidth = Math.max(0.75, Math.min(2, radius / 5));
    context.beginPath();
    for (let i = 0; i < painted.length; i++) {
      const place = section.placeOf[painted[i]!]!;
      if (place < 0) continue;
      const [x, y] = at([section.x[place]!, section.y[place]!]);
      context.moveTo(x + ring, y);
      context.arc(x, y, ring, 0, 2 * Math.PI);
    }
    if (isSmall) context.fill();
    else context.stroke();
    for (let i = 0; i + 1 < places.length; i += 2) {
      const [x, y] = at([places[i]!, places[i + 1]!]);
      context.fillRect(x - radius / 2, y - radius / 2, radius, radius);
    }
  }
}

/** Stripes that run through all hatched cells, whatever their size. */
function stripesOf(context: CanvasRenderingContext2D): CanvasPattern | null {
  const tile = element('canvas', { attributes: { width: String(STRIPES), height: String(STRIPES) } });
  const drawn = tile.getContext('2d');
  if (!drawn) return null;
  drawn.lineWidth = STRIPES / 5;
  for (const [color, aside] of [
    [DARK, 0],
    [LIGHT, STRIPES / 3],
  ] as const) {
    drawn.strokeStyle = color;
    drawn.beginPath();
    for (const shift of [-STRIPES, 0, STRIPES]) {
      drawn.moveTo(shift + aside, STRIPES);
      drawn.lineTo(shift + aside + STRIPES, 0);
    }
    drawn.stroke();
  }
  return context.createPattern(tile, 'repeat');
}
