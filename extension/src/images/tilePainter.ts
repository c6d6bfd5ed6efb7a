import {
  blendChannels,
  type ChannelLook,
  decodeArray,
  type ImageFacts,
  type SectionImage,
  TILE_SIDE,
  type TilePlace,
} from '../../../src/protocol';
import { element } from '../dom';
import type { PanelView } from '../points/pointCloud';
import { placeName, type TileFeed } from './tileFeed';
import { type Edges, finestPerPixel, tilesAt } from './tilePlan';

/** Blended tiles that are kept: two or three screens full (ours). */
const MOST_BLENDED = 320;
/** Pixels of the page for a pixel of the image from which on it is drawn as a square. */
const SQUARE = 2;

/** Draws an image into canvases: its small version, over it what there is of finer tiles, the finest last. */
export class TilePainter {
  readonly #image: SectionImage;
  readonly #blended = new Map<string, HTMLCanvasElement>();
  #looks = '';
  #small: HTMLCanvasElement | undefined;

  constructor(image: SectionImage) {
    this.#image = image;
  }

  /**
   * Draws what a view shows of the image.
   *
   * @param scale the finest tiles that are drawn; undefined for none
   * @returns how many of the tiles at that scale are not there yet
   */
  paint(
    canvas: HTMLCanvasElement,
    view: PanelView,
    feed: TileFeed,
    looks: readonly ChannelLook[],
    scale: number | undefined,
  ): number {
    const context = canvas.getContext('2d')!;
    context.clearRect(0, 0, canvas.width, canvas.height);
    this.#paintSmall(context, view, feed.facts);
    const { facts } = feed;
    if (!facts || scale === undefined) return 0;
    this.#follow(looks);
    let missing = 0;
    for (const each of [...facts.scales].reverse()) {
      if (each < scale) break;
      missing = 0;
      context.imageSmoothingEnabled = finestPerPixel(facts, this.#image, view) * SQUARE > devicePixelRatio * each;
      const { columns, rows } = tilesAt(facts, this.#image, view, each);
      for (let row = rows[0]; row < rows[1]; row++) {
        for (let column = columns[0]; column < columns[1]; column++) {
          const place = { scale: each, column, row };
          const tile = this.#tile(place, feed, looks);
          if (tile) this.#put(context, tile, view, edgesOf(place, tile, facts, this.#image));
          else missing++;
        }
      }
    }
    return missing;
  }

  #paintSmall(context: CanvasRenderingContext2D, view: PanelView, facts: ImageFacts | undefined): void {
    this.#small ??= canvasOf(this.#image);
    const shown = (Math.abs(view.x[1] - view.x[0]) / view.width) * (this.#small.width / (this.#image.x[1] - this.#image.x[0])); // prettier-ignore
    // Where finer pixels are on their way squares would only be in the way.
    context.imageSmoothingEnabled = facts !== undefined || shown * SQUARE > devicePixelRatio;
    this.#put(context, this.#small, view, this.#image);
  }

  /** Draws a picture between edges, in whole pixels of the screen so that neighbors leave no seam. */
  #put(context: CanvasRenderingContext2D, picture: HTMLCanvasElement, view: PanelView, { x, y }: Edges): void {
    const { width, height } = context.canvas;
    const across = (place: number): number => Math.round((width * (place - view.x[0])) / (view.x[1] - view.x[0]));
    const down = (place: number): number => Math.round((height * (view.y[1] - place)) / (view.y[1] - view.y[0]));
    const [left, right, top, bottom] = [across(x[0]), across(x[1]), down(y[0]), down(y[1])];
    context.drawImage(picture, left, top, right - left, bottom - top);
  }

  /** The blended picture of a tile, when all of its planes are there. */
  #tile(place: TilePlace, feed: TileFeed, looks: readonly ChannelLook[]): HTMLCanvasElement | undefined {
    const name = placeName(place);
    const known = this.#blended.get(name);
    if (known) {
      this.#blended.delete(name);
      this.#blended.set(name, known);
      return known;
    }
    const planes = feed.planes(
      place,
      looks.map(({ channel }) => channel),
    );
    if (!planes) return undefined;
    const { width, height } = planes[0] ?? sizeOf(place, feed.facts!);
    const canvas = element('canvas');
    [canvas.width, canvas.height] = [width, height];
    const pixels = new ImageData(width, height);
    blendChannels(
      pixels.data,
      planes.map(({ values }) => values),
      looks,
    );
    canvas.getContext('2d')!.putImageData(pixels, 0, 0);
    this.#blended.set(name, canvas);
    for (const old of this.#blended.keys()) {
      if (this.#blended.size <= MOST_BLENDED) break;
      this.#blended.delete(old);
    }
    return canvas;
  }

  #follow(looks: readonly ChannelLook[]): void {
    const now = JSON.stringify(looks);
    if (now !== this.#looks) this.#blended.clear();
    this.#looks = now;
  }
}

/** Where a tile lies: its last pixels may reach a little beyond the image. */
function edgesOf(
  { scale, column, row }: TilePlace,
  { width, height }: { width: number; height: number },
  facts: ImageFacts,
  { x, y }: Edges,
): Edges {
  const [unitX, unitY] = [(x[1] - x[0]) / facts.width, (y[1] - y[0]) / facts.height];
  const [left, top] = [column * scale * TILE_SIDE, row * scale * TILE_SIDE];
  return {
    x: [x[0] + left * unitX, x[0] + (left + width * scale) * unitX],
    y: [y[0] + top * unitY, y[0] + (top + height * scale) * unitY],
  };
}

function sizeOf({ scale, column, row }: TilePlace, { width, height }: ImageFacts): { width: number; height: number } {
  const side = scale * TILE_SIDE;
  return {
    width: Math.ceil(Math.min(side, width - column * side) / scale),
    height: Math.ceil(Math.min(side, height - row * side) / scale),
  };
}

function canvasOf({ pixels }: SectionImage): HTMLCanvasElement {
  const [height, width] = [pixels.shape[0]!, pixels.shape[1]! / 3];
  const canvas = element('canvas');
  [canvas.width, canvas.height] = [width, height];
  const target = new ImageData(width, height);
  const bytes = decodeArray(pixels);
  for (let p = 0; p < width * height; p++) {
    for (let c = 0; c < 3; c++) target.data[4 * p + c] = bytes[3 * p + c]!;
    target.data[4 * p + 3] = 255;
  }
  canvas.getContext('2d')!.putImageData(target, 0, 0);
  return canvas;
}
