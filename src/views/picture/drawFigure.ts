import { decodeArray, type FigureTheme, type PlotlyFigure, type SectionImage } from '../../protocol';
import { type Axis, placed, scaleOf, ticksOf } from './axis';
import { Canvas, type Rectangle } from './canvas';
import { type ColorBarParts, colorBarWidth, drawColorBar } from './colorBar';
import { drawArrow } from './drawArrow';
import { depthOf, drawAxes, drawGrid } from './drawAxes';
import { drawBars } from './drawBars';
import { drawFields } from './drawFields';
import { drawLine } from './drawLines';
import { drawPoints, pointColors } from './drawPoints';
import { drawSpace } from './drawSpace';
import { drawViolins } from './drawViolins';
import { drawLegend, legendRows, legendWidth } from './legend';
import { type Annotation, type AxisLayout, type ColorAxis, type Layout, plain, plainLines, type Scene, type Trace } from './plotlyParts'; // prettier-ignore
import { stroke } from './stroke';
import { textWidth, writeText } from './text';

/** How finely a figure is drawn. */
export interface DrawLook {
  scale: number;
  sharp: boolean;
  grain: number;
}

/** Draws a figure of src/protocol/figure as it is first seen live: axes, points, legend, color bars, scale bars, titles. */
export function drawFigure(
  figure: PlotlyFigure,
  theme: FigureTheme,
  width: number,
  look: DrawLook,
  images: readonly PlacedImage[] = [],
): Canvas {
  const drawing = new FigureDrawing(figure, theme, width, look);
  drawing.draw(images);
  return drawing.canvas;
}

/** An image under the points of a panel. */
export interface PlacedImage {
  image: SectionImage;
  /** The panel's axes, as traces name them. */
  axes: string;
}

interface Plot {
  x: Axis;
  y: Axis;
  traces: Trace[];
}

class FigureDrawing {
  readonly canvas: Canvas;
  readonly #data: Trace[];
  readonly #layout: Layout;
  readonly #area: Rectangle;
  readonly #plots = new Map<string, Plot>();
  readonly #colors = new Map<string, ColorAxis>();

  constructor(
    figure: PlotlyFigure,
    readonly theme: FigureTheme,
    width: number,
    readonly look: DrawLook,
  ) {
    this.#data = figure.data as Trace[];
    this.#layout = figure.layout as Layout;
    for (const name of Object.keys(this.#layout)) {
      if (name.startsWith('coloraxis')) this.#colors.set(name, this.#layout[name] as ColorAxis);
    }
    const size = { width: this.#layout.width ?? width, height: this.#layout.height };
    this.canvas = new Canvas(size, look.scale, theme.background);
    this.#area = this.#areaIn(size);
    for (const [name, plot] of this.#scales()) {
      const [x0, x1] = plot.x.layout.domain ?? [0, 1];
      const [y0, y1] = plot.y.layout.domain ?? [0, 1];
      const { x, y, width: across, height: down } = this.#area;
      const placedX = placed(plot.x, x + x0 * across, x + x1 * across);
      const placedY = placed(plot.y, y + (1 - y0) * down, y + (1 - y1) * down);
      this.#plots.set(name, { x: placedX, y: placedY, traces: plot.traces });
    }
  }

  draw(images: readonly PlacedImage[]): void {
    const { text, grid } = this.theme;
    for (const [name, { x, y, traces }] of this.#plots) {
      const box = boxOf(x, y);
      drawGrid(this.canvas, x, y, { text, grid });
      this.canvas.within(box, () => {
        for (const { image, axes } of images) if (axes === name) this.#drawImage(image, x, y);
        this.#drawTraces(traces, x, y);
      });
      drawAxes(this.canvas, x, y, { text, grid });
    }
    this.#drawScenes();
    this.#drawMarks();
    this.#drawBeside();
    this.#drawTitles();
  }

  /** The axes that belong together, by the traces' names of them. */
  #scales(): Map<string, { x: ReturnType<typeof scaleOf>; y: ReturnType<typeof scaleOf>; traces: Trace[] }> {
    const names = Object.keys(this.#layout).flatMap((name) => /^xaxis(\d*)$/.exec(name)?.slice(1) ?? []);
    const stacked = this.#layout.barmode === 'relative';
    return new Map(
      names.map((id) => {
        const own = this.#data.filter((trace) => trace.type !== 'scatter3d' && (trace.xaxis ?? 'x') === `x${id}`);
        const scale = (letter: 'x' | 'y'): ReturnType<typeof scaleOf> =>
          scaleOf(letter, this.#layout[`${letter}axis${id}`] as AxisLayout, own, stacked);
        return [`x${id}`, { x: scale('x'), y: scale('y'), traces: own }];
      }),
    );
  }

  /** Where the plots lie: what is written around them has room, as plotly's automatic margins give it. */
  #areaIn({ width, height }: { width: number; height: number }): Rectangle {
    const { l, r, t, b } = this.#layout.margin;
    let [left, right, bottom] = [l, r, b];
    if (this.#layout.width === undefined && !this.#hasScene()) {
      right += legendWidth(legendRows(this.#data, this.#layout)) + this.#fieldBarWidth(height - t - b);
      for (const { x, y } of this.#scales().values()) {
        const depth = (scale: typeof x, length: number): number =>
          depthOf({ ...scale, ticks: ticksOf(scale.layout, scale.letter, scale.range, scale.log, length) });
        bottom = Math.max(bottom, depth(x, width - left - right));
        left = Math.max(left, depth(y, height - t - bottom));
      }
    }
    return { x: left, y: t, width: Math.max(40, width - left - right), height: Math.max(40, height - t - bottom) };
  }

  #hasScene(): boolean {
    return this.#data.some(({ type }) => type === 'scatter3d');
  }

  #fieldBar(): ColorBarParts | undefined {
    const trace = this.#data.find(({ type }) => type === 'heatmap');
    const dots = this.#layout.width === undefined ? this.#colors.get('coloraxis') : undefined;
    if (dots)
      return { stops: dots.colorscale, low: dots.cmin, high: dots.cmax, title: plain(dots.colorbar?.title?.text) };
    if (!trace) return undefined;
    const { zmin = 0, zmax = 1, colorscale = [], colorbar } = trace;
    return { stops: colorscale, low: zmin, high: zmax, title: plain(colorbar?.title?.text) };
  }

  #fieldBarWidth(height: number): number {
    const bar = this.#fieldBar();
    return bar ? 14 + colorBarWidth(bar, height) : 0;
  }

  #drawTraces(traces: readonly Trace[], x: Axis, y: Axis): void {
    const bars = traces.filter(({ type }) => type === 'bar');
    if (bars.length) drawBars(this.canvas, bars, x, y, this.#layout.barmode === 'relative');
    traces.forEach((trace, i) => {
      if (trace.type === 'heatmap') drawFields(this.canvas, trace, x, y);
      else if (trace.type === 'violin') drawViolins(this.canvas, trace, x, y);
      else if (trace.mode?.includes('lines')) drawLine(this.canvas, trace, traces[i - 1], x, y);
      else if (trace.mode === 'markers') {
        const { x: xs = [], y: ys = [], marker } = trace;
        drawPoints({ canvas: this.canvas, ...this.look }, trace, {
          count: xs.length,
          place: (k) => [x.place(xs[k]), y.place(ys[k])],
          color: pointColors(marker?.color, this.#colors.get(marker?.coloraxis ?? '')),
        });
      }
    });
  }

  #drawImage({ pixels, x: [x0, x1], y: [y0, y1] }: SectionImage, x: Axis, y: Axis): void {
    const bytes = decodeArray(pixels);
    const [rows, columns] = [pixels.shape[0], pixels.shape[1] / 3];
    const [left, top] = [x.place(x0), y.place(y0)];
    const box = { x: left, y: top, width: x.place(x1) - left, height: y.place(y1) - top };
    this.canvas.block(box, (u, v) => {
      const at =
        3 * (Math.min(rows - 1, Math.floor(v * rows)) * columns + Math.min(columns - 1, Math.floor(u * columns)));
      return [bytes[at], bytes[at + 1], bytes[at + 2]];
    });
  }

  #drawScenes(): void {
    const { text, grid } = this.theme;
    for (const name of Object.keys(this.#layout).filter((key) => /^scene\d*$/.test(key))) {
      const scene = this.#layout[name] as Scene;
      const { x, y, width, height } = this.#area;
      const [[x0, x1], [y0, y1]] = [scene.domain.x, scene.domain.y];
      const box = { x: x + x0 * width, y: y + (1 - y1) * height, width: (x1 - x0) * width, height: (y1 - y0) * height };
      const traces = this.#data.filter((trace) => trace.type === 'scatter3d' && (trace.scene ?? 'scene') === name);
      drawSpace({ canvas: this.canvas, ...this.look }, scene, traces, { box, colors: this.#colors, text, grid });
    }
  }

  /** Scale bars and what is written on the plots. */
  #drawMarks(): void {
    for (const { xref, yref, x0, x1, y0, y1, line } of this.#layout.shapes ?? []) {
      const plot = this.#plots.get(xref);
      if (!plot || yref.replace('y', 'x') !== xref) continue;
      stroke(this.canvas, [plot.x.place(x0), plot.y.place(y0), plot.x.place(x1), plot.y.place(y1)], line);
    }
    for (const note of this.#layout.annotations ?? []) this.#drawNote(note);
  }

  #drawNote(note: Annotation): void {
    const { xref, x, y, text, yanchor, bgcolor, font } = note;
    const size = font?.size ?? 12;
    const label = plain(text);
    const plot = this.#plots.get(xref.replace(' domain', ''));
    const inPlot = plot && !xref.endsWith(' domain');
    if (inPlot && note.axref)
      return this.canvas.within(boxOf(plot.x, plot.y), () => drawArrow(this.canvas, note, plot.x, plot.y));
    const box = plot ? boxOf(plot.x, plot.y) : this.#area;
    const at = inPlot
      ? { x: plot.x.place(x), y: plot.y.place(y) - 2 }
      : { x: box.x + x * box.width, y: box.y + (1 - y) * box.height };
    const middle = at.y + (yanchor === 'top' ? size : -size / 2 - 2);
    if (bgcolor) {
      const behind = { x: at.x - 1, y: middle - size / 2 - 1, width: textWidth(label, size) + 2, height: size + 2 };
      this.canvas.rectangle(behind, `${bgcolor}d9`);
    }
    writeText(this.canvas, label, at.x, middle, { color: this.theme.text, size, bold: text.startsWith('<b>') });
  }

  /** Legend and color bars, beside the plots. */
  #drawBeside(): void {
    const { x, y, width, height } = this.#area;
    const color = this.theme.text;
    const rows = legendRows(this.#data, this.#layout);
    const right = x + width;
    const down = this.#layout.width === undefined ? height : this.#layout.height - y - 10;
    // The bar of dots stands as that of fields.
    const bars = this.#fieldBar() ? [] : [...this.#colors.values()].filter(({ showscale }) => showscale !== false);
    const barHeight = Math.min(height, 320);
    // A legend that has room of its own beside the bars stands there, one of a few words below them.
    const below = bars.some(({ colorbar }) => ((colorbar?.x ?? 1) - 1) * width < legendWidth(rows))
      ? barHeight + 12
      : 0;
    if (rows.length) drawLegend(this.canvas, rows, { x: right + 4, y: y + below, height: down - below, color });
    for (const { colorscale, cmin, cmax, colorbar } of bars) {
      const parts = { stops: colorscale, low: cmin, high: cmax, title: plain(colorbar?.title?.text) };
      const from = x + (colorbar?.x ?? 1) * width;
      drawColorBar(this.canvas, parts, { x: from + 4, y, height: barHeight, color });
    }
    const bar = this.#fieldBar();
    if (bar) drawColorBar(this.canvas, bar, { x: right + 14, y, height: barHeight, color });
  }

  #drawTitles(): void {
    const { title } = this.#layout;
    if (!title) return;
    const color = this.theme.text;
    let y = 20;
    for (const line of plainLines(title.text)) {
      writeText(this.canvas, line, 10, y, { color, size: 16 });
      y += 21;
    }
    for (const line of title.subtitle.text ? plainLines(title.subtitle.text) : []) {
      writeText(this.canvas, line, 10, y, { color, size: 12 });
      y += 16;
    }
  }
}

function boxOf(x: Axis, y: Axis): Rectangle {
  return { x: x.from, y: Math.min(y.from, y.to), width: x.to - x.from, height: Math.abs(y.to - y.from) };
}
