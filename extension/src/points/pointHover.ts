import KDBush from 'kdbush';
import { decodeArray, pointSummary, type SpatialPayload } from '../../../src/protocol';
import { element } from '../dom';
import type { PlotlyElement } from '../figure/plotlyTypes';
import { panelView } from './panelView';

/** Pixels around the pointer in which the nearest point is looked for. */
const REACH = 12;
/** Milliseconds that the pointer rests before its place is looked up: the index of a million points takes a moment. */
const REST_MS = 60;

/** The tooltip of the point under the pointer, beside it. */
export class PointHover {
  readonly node = element('div', { class: 'tissuebook-View-tooltip', attributes: { 'aria-hidden': 'true' } });
  readonly #payload: SpatialPayload;
  readonly #drawn: () => PlotlyElement | undefined;
  readonly #inside: (panel: number, x: number, y: number) => number | undefined;
  readonly #indices: (KDBush | undefined)[] = [];
  #target: HTMLElement | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;

  /** @param inside the point whose outline goes around a place of a panel, where outlines are drawn */
  constructor(
    payload: SpatialPayload,
    drawn: () => PlotlyElement | undefined,
    inside: (panel: number, x: number, y: number) => number | undefined = () => undefined,
  ) {
    this.#payload = payload;
    this.#drawn = drawn;
    this.#inside = inside;
    this.node.hidden = true;
  }

  listen(target: HTMLElement): void {
    if (this.#target === target) return;
    this.dispose();
    this.#target = target;
    target.addEventListener('pointermove', this.#moved);
    target.addEventListener('pointerleave', this.#left);
  }

  /** Takes the tooltip away: what is under the pointer has changed. */
  hide(): void {
    clearTimeout(this.#rest);
    this.node.hidden = true;
  }

  dispose(): void {
    this.hide();
    this.#target?.removeEventListener('pointermove', this.#moved);
    this.#target?.removeEventListener('pointerleave', this.#left);
    this.#target = undefined;
  }

  readonly #moved = (event: PointerEvent): void => {
    this.hide();
    if (event.buttons) return;
    const { left, top } = this.#target!.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    this.#rest = setTimeout(() => this.#show(x, y), REST_MS);
  };

  readonly #left = (): void => this.hide();

  #show(px: number, py: number): void {
    const drawn = this.#drawn();
    if (!drawn) return;
    this.#payload.panels.forEach((panel, p) => {
      const view = panelView(drawn, p);
      if (!view || px < view.left || py < view.top) return;
      if (px > view.left + view.width || py > view.top + view.height) return;
      const perPixel = Math.abs(view.x[1] - view.x[0]) / view.width;
      const x = view.x[0] + ((px - view.left) / view.width) * (view.x[1] - view.x[0]);
      const y = view.y[1] + ((py - view.top) / view.height) * (view.y[0] - view.y[1]);
      const point = this.#inside(p, x, y) ?? this.#nearest(p, x, y, REACH * perPixel);
      if (point === undefined) return;
      const lines = pointSummary(this.#payload, panel, point).map((text) => element('div', { text }));
      this.node.replaceChildren(...lines);
      this.node.hidden = false;
      const turn = px > view.left + view.width / 2;
      this.node.style.transform = `translate(${px + (turn ? -12 : 12)}px, ${py + 12}px) translate(${turn ? -100 : 0}%)`;
    });
  }

  #nearest(p: number, x: number, y: number, reach: number): number | undefined {
    const panel = this.#payload.panels[p]!;
    const [xs, ys] = [decodeArray(panel.x), decodeArray(panel.y)];
    const index = (this.#indices[p] ??= indexOf(xs, ys));
    let best: number | undefined;
    let least = Infinity;
    for (const point of index.within(x, y, reach)) {
      const distance = (xs[point]! - x) ** 2 + (ys[point]! - y) ** 2;
      if (distance < least) [best, least] = [point, distance];
    }
    return best;
  }
}

function indexOf(xs: ArrayLike<number>, ys: ArrayLike<number>): KDBush {
  const index = new KDBush(
    xs.length,
    64,
    xs instanceof Float64Array || ys instanceof Float64Array ? Float64Array : Float32Array,
  );
  for (let i = 0; i < xs.length; i++) index.add(xs[i]!, ys[i]!);
  return index.finish();
}
