import type { ShownTranscripts, TranscriptPlace } from '../../../src/protocol';
import { element } from '../dom';
import { shiftBetween } from '../points/panelView';
import type { PanelView } from '../points/pointCloud';
import type { DotFeed } from './dotFeed';
import { type DrawnDots, drawDots } from './dotGl';
import { levelFor, tilesOf } from './dotPlan';
import type { FigureGene } from './shownGenes';

/** Pixels of the page that a dot is wide, by how many are in view (ours). */
const SIZES: readonly (readonly [number, number])[] = [[1_000, 10], [5_000, 8], [20_000, 6], [100_000, 4.5], [Infinity, 3.5]]; // prettier-ignore

/** The dots of one panel on a canvas of their own. */
export class DotCanvas {
  readonly canvas = element('canvas');
  readonly node = element('div', { class: 'tissuebook-View-dotpanel' }, this.canvas);
  #drawn: PanelView | undefined;

  /** @returns how many tiles are not there yet */
  draw(view: PanelView, shown: ShownTranscripts, genes: readonly FigureGene[], feed: DotFeed): number {
    const { left, top, width, height } = view;
    Object.assign(this.node.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    this.canvas.style.transform = '';
    const { dots, missing } = dotsIn(view, shown, genes, feed);
    this.node.dataset['dots'] = String(this.#paint(this.canvas, view, dots, window.devicePixelRatio));
    this.#drawn = view;
    return missing;
  }

  /** Moves what is on the canvas to where it belongs in a view, until it is drawn again. */
  shift(view: PanelView): void {
    if (this.#drawn) this.canvas.style.transform = shiftBetween(this.#drawn, view);
  }

  /** What a view shows in finer pixels, as the address of a picture. */
  picture(
    view: PanelView,
    shown: ShownTranscripts,
    genes: readonly FigureGene[],
    feed: DotFeed,
    scale: number,
  ): string {
    // prettier-ignore
    const copy = element('canvas');
    this.#paint(copy, view, dotsIn(view, shown, genes, feed).dots, scale);
    return copy.toDataURL('image/png');
  }

  /** @returns how many dots are in view */
  #paint(canvas: HTMLCanvasElement, { width, height }: PanelView, dots: readonly DrawnDots[], ratio: number): number {
    const [wide, tall] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (canvas.width !== wide) canvas.width = wide;
    if (canvas.height !== tall) canvas.height = tall;
    const count = countOf(dots);
    const size = SIZES.find(([most]) => count <= most)![1];
    drawDots(canvas, dots, size * ratio, haloOf(this.node));
    return count;
  }
}

/** The dots that a view shows of all genes, as far as they are there. */
function dotsIn(
  view: PanelView,
  shown: ShownTranscripts,
  genes: readonly FigureGene[],
  feed: DotFeed,
): { dots: DrawnDots[]; missing: number } {
  const scale: [number, number] = [(2 * shown.factor) / (view.x[1] - view.x[0]), (2 * shown.factor) / (view.y[1] - view.y[0])]; // prettier-ignore
  const shift = ([x, y]: readonly number[]): [number, number] => [(2 * (x! * shown.factor - view.x[0])) / (view.x[1] - view.x[0]) - 1, (2 * (y! * shown.factor - view.y[0])) / (view.y[1] - view.y[0]) - 1]; // prettier-ignore
  const place = { scale, shift: shift(shown.origin) };
  const dots: DrawnDots[] = [];
  let missing = 0;
  for (const { name, color, shape, visible, depth, sample } of genes) {
    if (!visible) continue;
    const look = { ...place, color: rgb(color), shape };
    if (sample) dots.push({ ...look, places: sample });
    const deepest = levelFor(shown, depth, view);
    const take = (tile: TranscriptPlace): void => {
      const found = feed.dots(name, tile);
      if (found) dots.push({ ...look, places: found.values });
      else missing++;
    };
    for (let level = sample ? 1 : 0; level <= deepest; level++) tilesOf(shown, level, view).forEach(take);
  }
  return { dots, missing };
}

/** How many dots are in view: tiles reach beyond it. */
function countOf(dots: readonly DrawnDots[]): number {
  let count = 0;
  for (const { places, scale, shift } of dots) {
    for (let i = 0; i < places.length; i += 2) {
      const [x, y] = [places[i]! * scale[0] + shift[0], places[i + 1]! * scale[1] + shift[1]];
      if (x >= -1 && x <= 1 && y >= -1 && y <= 1) count++;
    }
  }
  return count;
}

function rgb(color: string): [number, number, number] {
  const value = parseInt(color.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

/** The color of the page around a node, 0 to 1. */
function haloOf(node: HTMLElement): [number, number, number] {
  const [red = 255, green = 255, blue = 255] = (getComputedStyle(node).color.match(/[\d.]+/g) ?? []).map(Number);
  return [red / 255, green / 255, blue / 255];
}
