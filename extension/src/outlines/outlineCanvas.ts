import { type CellOutlines, decodeArray, type SpatialPanel } from '../../../src/protocol';
import { element } from '../dom';
import { shiftBetween } from '../points/panelView';
import type { PanelView, PointLook } from '../points/pointCloud';
import { alive } from '../points/sharedGl';
import { drawTiles, freeTile, type TileBuffers, uploadTile } from './outlineGl';
import { type AskOutlines, PanelTiles, type Tile } from './panelTiles';
import { pointColors } from './pointColors';

/** Pixels of the page that the middle cell is wide when outlines begin to be drawn (ours). */
export const NEAR_PIXELS = 5;
/** Opacity of what is inside an outline over an image of the tissue, and otherwise. */
const FILL = { image: 0.5, plain: 0.9 };

/** How much of what is in sight is drawn: 'far' draws nothing, as cells are too small. */
export type Covered = 'far' | 'partly' | 'busy' | 'all' | 'lost';

/** Meshes stay while a view is shown in other colors: they are found by its outlines. */
const known = new WeakMap<CellOutlines, Map<number, PanelTiles>>();

/** The outlines of one panel on a canvas of their own. */
export class OutlineCanvas {
  readonly node: HTMLElement;
  readonly canvas = element('canvas');
  readonly #panel: SpatialPanel;
  readonly #tiles: PanelTiles;
  readonly #buffers = new Map<Tile, TileBuffers>();
  #colors: { hidden: string; mask: Uint8Array | undefined; rgba: Uint8Array } | undefined;
  #drawn: { view: PanelView; tiles: Tile[] } | undefined;

  constructor(panel: SpatialPanel, p: number, outlines: CellOutlines) {
    this.#panel = panel;
    const panels = known.get(outlines) ?? new Map<number, PanelTiles>();
    known.set(outlines, panels);
    this.#tiles = panels.get(p) ?? new PanelTiles(panel, outlines);
    panels.set(p, this.#tiles);
    this.node = element(
      'div',
      { class: 'tissuebook-View-outlines', attributes: { 'aria-hidden': 'true' } },
      this.canvas,
    );
  }

  /** Whether cells are drawn as outlines in what is on the canvas. */
  get near(): boolean {
    return this.#drawn !== undefined;
  }

  /** The ranges and the place of what is on the canvas. */
  get drawn(): PanelView | undefined {
    return this.#drawn?.view;
  }

  /** Draws the outlines that are in a view as far as they are there; `more` is called when there is more to draw. */
  draw(view: PanelView, look: PointLook, ask: AskOutlines, more: () => void): Covered {
    this.canvas.style.transform = '';
    const perUnit = view.width / Math.abs(view.x[1] - view.x[0]);
    if (this.#tiles.outlines.width * perUnit < NEAR_PIXELS) {
      this.#clear();
      return 'far';
    }
    const tiles = this.#tiles.within({
      left: Math.min(...view.x),
      right: Math.max(...view.x),
      low: Math.min(...view.y),
      high: Math.max(...view.y),
    });
    const state = this.#tiles.prepare(tiles, ask, more);
    this.#place(view);
    this.#paint(this.canvas, view, look, tiles, window.devicePixelRatio);
    this.#drawn = { view, tiles };
    for (const tile of this.#tiles.forget(tiles)) this.#free(tile);
    return state === 'ready' ? 'all' : state === 'waiting' ? 'partly' : state;
  }

  /** Moves what is on the canvas to where it belongs in a view, until it is drawn again. */
  shift(view: PanelView): void {
    if (!this.#drawn) return;
    this.canvas.style.transform = shiftBetween(this.#drawn.view, view);
  }

  /** The point whose outline goes around a place, when outlines are drawn. */
  at(x: number, y: number): number | undefined {
    return this.#drawn ? this.#tiles.at(x, y) : undefined;
  }

  /** The same, or the point next to it, within the width of a cell. */
  nearest(x: number, y: number): number | undefined {
    return this.at(x, y) ?? (this.#drawn ? this.#tiles.near(x, y) : undefined);
  }

  /** A box around the place of a point, as wide as a share of the middle outline. */
  boxAround(point: number, share: number): [number, number][] {
    const [x, y] = [decodeArray(this.#panel.x)[point]!, decodeArray(this.#panel.y)[point]!];
    const half = (share * this.#tiles.outlines.width) / 2;
    return [[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half]]; // prettier-ignore
  }

  /** What is on the canvas in finer pixels, as the address of a picture. */
  picture(look: PointLook, scale: number): string | undefined {
    if (!this.#drawn) return undefined;
    const copy = element('canvas');
    const { view, tiles } = this.#drawn;
    this.#size(copy, view, scale);
    this.#paint(copy, view, look, tiles, scale);
    return copy.toDataURL('image/png');
  }

  dispose(): void {
    for (const tile of [...this.#buffers.keys()]) this.#free(tile);
    this.node.remove();
  }

  #paint(canvas: HTMLCanvasElement, view: PanelView, look: PointLook, tiles: readonly Tile[], ratio: number): void {
    this.#size(canvas, view, ratio);
    const [spanX, spanY] = [view.x[1] - view.x[0], view.y[1] - view.y[0]];
    const scale: [number, number] = [2 / spanX, 2 / spanY];
    const rgba = this.#rgba(look);
    const drawn = tiles.flatMap((tile) => {
      const buffers = this.#upload(tile, rgba);
      const shift: [number, number] = [(tile.origin[0] - view.x[0]) * scale[0] - 1, (tile.origin[1] - view.y[0]) * scale[1] - 1]; // prettier-ignore
      return buffers ? [{ buffers, scale, shift }] : [];
    });
    const image = this.#panel.image === undefined ? 'plain' : 'image';
    drawTiles(canvas, drawn, FILL[image], inkOf(this.node));
  }

  /** The tile on the graphics processor, in the colors of a look. */
  #upload(tile: Tile, rgba: Uint8Array): TileBuffers | undefined {
    const { mesh } = tile;
    if (!mesh) return undefined;
    let buffers = this.#buffers.get(tile);
    if (!alive(buffers)) this.#buffers.set(tile, (buffers = uploadTile(mesh)));
    if (buffers.look === rgba) return buffers;
    const colors = new Uint8Array(4 * mesh.owners.length);
    mesh.owners.forEach((owner, v) => {
      const from = 4 * tile.points[owner]!;
      for (let k = 0; k < 4; k++) colors[4 * v + k] = rgba[from + k]!;
    });
    buffers.colors.subdata(colors);
    buffers.look = rgba;
    return buffers;
  }

  #rgba({ hidden, mask }: PointLook): Uint8Array {
    const groups = [...hidden].join(' ');
    if (this.#colors?.hidden !== groups || this.#colors.mask !== mask) {
      this.#colors = { hidden: groups, mask, rgba: pointColors(this.#panel, hidden, mask) };
    }
    return this.#colors.rgba;
  }

  #free(tile: Tile): void {
    freeTile(this.#buffers.get(tile));
    this.#buffers.delete(tile);
  }

  #clear(): void {
    if (!this.#drawn) return;
    this.#drawn = undefined;
    this.canvas.getContext('2d')?.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  #place({ left, top, width, height }: PanelView): void {
    Object.assign(this.node.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  }

  #size(canvas: HTMLCanvasElement, { width, height }: PanelView, ratio: number): void {
    const [wide, tall] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (canvas.width !== wide) canvas.width = wide;
    if (canvas.height !== tall) canvas.height = tall;
  }
}

/** The color of text around a node, 0 to 1. */
function inkOf(node: HTMLElement): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = (getComputedStyle(node).color.match(/[\d.]+/g) ?? []).map(Number);
  return [red / 255, green / 255, blue / 255];
}
