import createScatterplot, { createRenderer } from 'regl-scatterplot';
import {
  COLOR_STOPS,
  decodeArray,
  MISSING_COLOR,
  panelCells,
  type PointGroup,
  pointGroups,
  type SpatialPanel,
} from '../../../src/protocol';
import { element } from '../dom';
import { mixColors } from './mixColors';
import { NO_INDEX } from './noIndex';
import { type PanelView, shiftBetween } from './panelView';

export type { PanelView } from './panelView';

/** How the points of a panel look. */
export interface PointLook {
  /** Pixels across. */
  size: number;
  /** Places in pointGroups of the groups that the reader has switched off. */
  hidden: ReadonlySet<number>;
  /** [nCells] of the payload: 1 for what is selected; undefined when nothing is, so that no point is dimmed. */
  mask: Uint8Array | undefined;
}

/** Opacities of points beside a selection, and of all others. */
export const OPACITY = [0.12, 1];
/** Colors of a scale from low to high; one more stands for what was not measured. */
const SCALE_COLORS = 256;

/** One WebGL context serves all clouds of the page: browsers take the oldest away from a page beyond sixteen. */
let renderer: ReturnType<typeof createRenderer> | undefined;

/** The points of one panel on a canvas of their own, drawn by WebGL: a million of them in one call. */
export class PointCloud {
  readonly node: HTMLElement;
  readonly canvas = element('canvas');
  readonly #panel: SpatialPanel;
  readonly #groups: PointGroup[];
  readonly #plot: ReturnType<typeof createScatterplot>;
  /** [x, y, color, opacity] of each point, in the order of the groups. */
  readonly #rows: number[][][];
  readonly #middle: [number, number];
  readonly #half: number;
  #sizes = '';
  #hidden = '';
  #mask: Uint8Array | undefined;
  #drawn: PanelView | undefined;

  constructor(panel: SpatialPanel) {
    this.#panel = panel;
    this.#groups = pointGroups(panel);
    const [x, y] = [decodeArray(panel.x), decodeArray(panel.y)];
    const [left, right] = ends(x);
    const [low, high] = ends(y);
    this.#middle = [(left + right) / 2, (low + high) / 2];
    this.#half = Math.max(right - left, high - low, 1e-6) / 2;
    const { palette, colorOf } = colorsOf(panel, this.#groups);
    this.#rows = this.#groups.map(({ index }, g) =>
      Array.from(index, (i) => [
        (x[i]! - this.#middle[0]) / this.#half,
        (y[i]! - this.#middle[1]) / this.#half,
        colorOf(i, g),
        1,
      ]),
    );
    this.node = element('div', { class: 'tissuebook-View-points', attributes: { 'aria-hidden': 'true' } }, this.canvas);
    renderer ??= createRenderer({ canvas: document.createElement('canvas') });
    this.#plot = createScatterplot({
      canvas: this.canvas,
      renderer,
      pointColor: palette,
      colorBy: 'valueZ',
      opacityBy: 'valueW',
      opacity: OPACITY,
      pointScaleMode: 'constant',
      lassoInitiator: false,
      deselectOnEscape: false,
    });
  }

  /** How many groups the points are in: plotly has a trace for each. */
  get groups(): number {
    return this.#groups.length;
  }

  /** The ranges and the place of what is on the canvas. */
  get drawn(): PanelView | undefined {
    return this.#drawn;
  }

  /** Draws the points that are in a view, with a look; resolves when they are on the canvas. */
  async draw(view: PanelView, look: PointLook): Promise<void> {
    this.#place(view);
    const sizes = { width: view.width, height: view.height, pointSize: look.size };
    if (JSON.stringify(sizes) !== this.#sizes) await this.#plot.set(sizes);
    this.#sizes = JSON.stringify(sizes);
    this.#plot.view(this.#matrix(view), { preventEvent: true });
    const hidden = JSON.stringify([...look.hidden]);
    if (hidden === this.#hidden && look.mask === this.#mask) {
      await new Promise<void>((resolve) => this.#plot.subscribe('draw', () => resolve(), 1));
    } else {
      [this.#hidden, this.#mask] = [hidden, look.mask];
      await this.#plot.draw(this.#visibleRows(look), {
        zDataType: 'categorical',
        wDataType: 'categorical',
        spatialIndex: NO_INDEX,
      });
    }
    this.canvas.style.transform = '';
    this.#drawn = view;
  }

  /** Moves what is on the canvas to where it belongs in a view, until it is drawn again. */
  shift(view: PanelView): void {
    if (this.#drawn) this.canvas.style.transform = shiftBetween(this.#drawn, view);
  }

  /** What is on the canvas, in finer pixels, as the address of a picture. */
  async picture(scale: number): Promise<string> {
    const pixels = await this.#plot.export({ scale, antiAliasing: 0.5 });
    const copy = element('canvas');
    [copy.width, copy.height] = [pixels.width, pixels.height];
    copy.getContext('2d')!.putImageData(pixels, 0, 0);
    return copy.toDataURL('image/png');
  }

  dispose(): void {
    this.#plot.destroy();
    this.node.remove();
  }

  #place({ left, top, width, height }: PanelView): void {
    Object.assign(this.node.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
    const target = renderer!.canvas;
    const ratio = window.devicePixelRatio;
    if (target.width < width * ratio || target.height < height * ratio) {
      renderer!.resize(Math.max(width, target.width / ratio), Math.max(height, target.height / ratio));
      renderer!.refresh();
    }
  }

  /** From the points' own units to the canvas, column by column: stretches x and y, and y upside down in a tissue. */
  #matrix({ x, y, width, height }: PanelView): number[] {
    const aspect = width / height;
    const [sx, sy] = [(aspect * 2 * this.#half) / spanOf(x), (2 * this.#half) / spanOf(y)];
    const tx = aspect * ((2 * (this.#middle[0] - x[0])) / spanOf(x) - 1);
    const ty = (2 * (this.#middle[1] - y[0])) / spanOf(y) - 1;
    return [sx, 0, 0, 0, 0, sy, 0, 0, 0, 0, 1, 0, tx, ty, 0, 1];
  }

  /** The rows of the groups that are on; the selected ones last, on top. */
  #visibleRows({ hidden, mask }: PointLook): number[][] {
    const cells = panelCells(this.#panel);
    const [below, above]: number[][][] = [[], []];
    this.#groups.forEach(({ index }, g) => {
      if (hidden.has(g)) return;
      const rows = this.#rows[g]!;
      for (let k = 0; k < rows.length; k++) {
        const row = rows[k]!;
        row[3] = mask && !mask[cells ? cells[index[k]!]! : index[k]!] ? 0 : 1;
        (row[3] ? above! : below!).push(row);
      }
    });
    if (!below!.length) return above!;
    for (const row of above!) below!.push(row);
    return below!;
  }
}

/** The colors of a panel as a list, and which of them a point has. */
export function colorsOf(
  { color }: SpatialPanel,
  groups: PointGroup[],
): { palette: string[]; colorOf: (point: number, group: number) => number } {
  if (color.by === 'category') {
    const palette = groups.map(({ what }) => (Number(what) < 0 ? MISSING_COLOR : color.palette[Number(what)]!));
    return { palette, colorOf: (_, group) => group };
  }
  const values = decodeArray(color.values);
  const step = (SCALE_COLORS - 1) / (color.vmax - color.vmin || 1);
  const colorOf = (point: number): number => {
    const value = values[point]!;
    if (Number.isNaN(value)) return SCALE_COLORS;
    return Math.min(SCALE_COLORS - 1, Math.max(0, Math.round((value - color.vmin) * step)));
  };
  return { palette: [...mixColors(COLOR_STOPS[color.scale], SCALE_COLORS), MISSING_COLOR], colorOf };
}

function spanOf([from, to]: readonly [number, number]): number {
  return to - from;
}

function ends(values: ArrayLike<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < low) low = values[i]!;
    if (values[i]! > high) high = values[i]!;
  }
  return low <= high ? [low, high] : [0, 1];
}
