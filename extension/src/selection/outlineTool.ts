import type { FigureHost } from '../figure/host';
import type { PlotlyElement } from '../figure/plotlyTypes';

export type Tool = 'lasso' | 'box' | 'polygon';

/** An outline that was drawn: the panel it is in, and its corners in the units of the picture. */
export interface Drawn {
  panel: number;
  corners: [number, number][];
  /** Keys held while drawing: Shift adds, Alt removes. */
  how: 'add' | 'remove' | undefined;
}

/** The part of plotly's axis that turns pixels into data: there is no public one. */
interface PixelAxis {
  _offset: number;
  _length: number;
  p2l(pixel: number): number;
}

/** Pixels between two corners of a lasso: nobody draws finer, and each corner becomes code. */
const LASSO_STEP = 4;
const SVG = 'http://www.w3.org/2000/svg';

/** A sheet over the picture on which an outline is drawn with a pointer. Escape ends it without a selection. */
export class OutlineTool {
  readonly node: SVGSVGElement;
  readonly #line: SVGPolygonElement;
  readonly #drawn: () => PlotlyElement | undefined;
  readonly #finish: (drawn: Drawn) => void;
  #tool: Tool | undefined;
  #pixels: [number, number][] = [];
  #panel = 0;

  constructor(host: FigureHost, drawn: () => PlotlyElement | undefined, finish: (drawn: Drawn) => void) {
    this.#drawn = drawn;
    this.#finish = finish;
    this.node = document.createElementNS(SVG, 'svg');
    this.node.classList.add('tissuebook-View-sheet');
    this.node.setAttribute('tabindex', '-1');
    this.node.setAttribute('role', 'application');
    this.node.setAttribute('aria-label', host.trans.__('Draw an outline; Escape leaves'));
    this.#line = document.createElementNS(SVG, 'polygon');
    this.node.append(this.#line);
    this.node.addEventListener('pointerdown', (event) => this.#down(event));
    this.node.addEventListener('pointermove', (event) => this.#move(event));
    this.node.addEventListener('pointerup', (event) => this.#up(event));
    this.node.addEventListener('dblclick', (event) => this.#close(event));
    this.node.addEventListener('keydown', (event) => this.#key(event));
    this.use(undefined);
  }

  get tool(): Tool | undefined {
    return this.#tool;
  }

  /** Lays the sheet over the picture, or takes it away. */
  use(tool: Tool | undefined): void {
    this.#tool = tool;
    this.#forget();
    this.node.style.display = tool ? '' : 'none';
    if (tool) this.node.focus({ preventScroll: true });
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const point = this.#point(event);
    if (this.#tool === 'polygon' && this.#pixels.length) this.#pixels.push(point);
    else {
      const panel = this.#nearestPanel(point);
      if (panel === undefined) return;
      this.#panel = panel;
      this.#pixels = this.#tool === 'box' ? [point, point, point, point] : [point];
      this.node.setPointerCapture(event.pointerId);
    }
    this.#show();
  }

  #move(event: PointerEvent): void {
    if (!this.#pixels.length) return;
    const [x, y] = this.#point(event);
    const first = this.#pixels[0]!;
    const last = this.#pixels.at(-1)!;
    if (this.#tool === 'polygon') return this.#show([x, y]);
    if (this.#tool === 'box') this.#pixels = [first, [x, first[1]], [x, y], [first[0], y]];
    else if (Math.hypot(x - last[0], y - last[1]) >= LASSO_STEP) this.#pixels.push([x, y]);
    this.#show();
  }

  #up(event: PointerEvent): void {
    if (this.#tool !== 'polygon' && this.#pixels.length) this.#close(event);
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.#forget();
    else if (event.key === 'Enter') this.#close(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #close(event: PointerEvent | MouseEvent | KeyboardEvent): void {
    const axes = this.#axes(this.#panel);
    const pixels = this.#pixels.filter((p, i, all) => i === 0 || p[0] !== all[i - 1]![0] || p[1] !== all[i - 1]![1]);
    this.#forget();
    if (!axes || pixels.length < 3) return;
    this.#finish({
      panel: this.#panel,
      corners: pixels.map(([x, y]) => [axes.x.p2l(x - axes.x._offset), axes.y.p2l(y - axes.y._offset)]),
      how: event.shiftKey ? 'add' : event.altKey ? 'remove' : undefined,
    });
  }

  #forget(): void {
    this.#pixels = [];
    this.#show();
  }

  #show(next?: [number, number]): void {
    const shown = next ? [...this.#pixels, next] : this.#pixels;
    this.#line.setAttribute('points', shown.map((point) => point.join(',')).join(' '));
  }

  #point(event: PointerEvent): [number, number] {
    const { left, top } = this.node.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  /** The panel nearest to a place: an outline may begin in the margin beside it. */
  #nearestPanel([x, y]: [number, number]): number | undefined {
    let best: { panel: number; distance: number } | undefined;
    const beyond = (at: number, { _offset, _length }: PixelAxis): number =>
      Math.max(_offset - at, 0, at - _offset - _length);
    for (let panel = 0; ; panel++) {
      const axes = this.#axes(panel);
      if (!axes) return best?.panel;
      const distance = Math.hypot(beyond(x, axes.x), beyond(y, axes.y));
      if (!best || distance < best.distance) best = { panel, distance };
    }
  }

  #axes(panel: number): { x: PixelAxis; y: PixelAxis } | undefined {
    const full = (this.#drawn() as unknown as { _fullLayout?: Record<string, PixelAxis> })?._fullLayout;
    const id = panel === 0 ? '' : String(panel + 1);
    const [x, y] = [full?.[`xaxis${id}`], full?.[`yaxis${id}`]];
    return x && y ? { x, y } : undefined;
  }
}
