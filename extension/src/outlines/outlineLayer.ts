import { type CellOutlines, pointSummary, type SpatialPayload } from '../../../src/protocol';
import { element } from '../dom';
import type { PlotlyElement } from '../figure/plotlyTypes';
import { panelView } from '../points/panelView';
import type { PanelView, PointLook } from '../points/pointCloud';
import type { Drawn } from '../selection/outlineTool';
import { type Covered, OutlineCanvas } from './outlineCanvas';
import type { AskOutlines } from './panelTiles';

/** Pixels that the pointer may move between press and release of a click. */
const STILL = 4;
/** A cell is chosen by a box around its place, as a share of the middle outline's width (ours): no other cell lies in it. */
const BOX = 1 / 20;

/** What the outlines of a figure lean on. */
export interface OutlineParts {
  ask: AskOutlines;
  /** Selects cells; undefined where none can be. */
  choose: ((drawn: Drawn) => void) | undefined;
  /** There is more to draw. */
  more(): void;
  trans: { __(text: string, ...args: (string | number)[]): string };
}

/** Outlines of all panels over the points of a figure; cells are chosen by a click, or by Enter in the middle of the picture. */
export class OutlineLayer {
  readonly #canvases: OutlineCanvas[];
  readonly #payload: SpatialPayload;
  readonly #parts: OutlineParts;
  readonly #cross = element('div', { class: 'tissuebook-View-cross', attributes: { 'aria-hidden': 'true' } });
  readonly #note = element('div', { class: 'tissuebook-View-note', attributes: { role: 'status' } });
  #target: PlotlyElement | undefined;
  #pressed: readonly [number, number] = [NaN, NaN];

  constructor(payload: SpatialPayload, outlines: CellOutlines, parts: OutlineParts) {
    this.#payload = payload;
    this.#parts = parts;
    this.#canvases = payload.panels.map((panel, p) => new OutlineCanvas(panel, p, outlines));
    this.#cross.hidden = true;
  }

  /** What lies over the points. */
  get nodes(): HTMLElement[] {
    return [...this.#canvases.map(({ node }) => node), this.#cross, this.#note];
  }

  listen(target: PlotlyElement): void {
    if (this.#target === target) return;
    this.#forget();
    this.#target = target;
    target.addEventListener('pointerdown', this.#down, true);
    target.addEventListener('click', this.#click);
    target.addEventListener('keydown', this.#key);
  }

  /** Draws a panel's outlines; points beneath are needed unless all of them are there. */
  draw(p: number, view: PanelView, look: PointLook): Covered {
    const covered = this.#canvases[p]!.draw(view, look, this.#parts.ask, () => this.#parts.more());
    if (p === 0) this.#place(view);
    this.#canvases[p]!.node.dataset['covered'] = covered;
    const { trans } = this.#parts;
    const some = (state: Covered): boolean => this.#canvases.some(({ node }) => node.dataset['covered'] === state);
    if (some('lost'))
      this.#say(trans.__('The outlines are with the kernel, which does not have them any more: run the cell again to see them.')); // prettier-ignore
    else this.#say(some('busy') ? trans.__('The kernel is busy; the outlines come when it answers.') : '');
    return covered;
  }

  /** Waits until what was drawn is there, by reading a pixel back. */
  finish(): void {
    for (const { canvas, near } of this.#canvases) if (near) canvas.getContext('2d')?.getImageData(0, 0, 1, 1);
  }

  shift(p: number, view: PanelView): void {
    this.#canvases[p]!.shift(view);
  }

  /** The point of a panel whose outline goes around a place. */
  at(p: number, x: number, y: number): number | undefined {
    return this.#canvases[p]!.at(x, y);
  }

  near(p: number): boolean {
    return this.#canvases[p]!.near;
  }

  picture(p: number, look: PointLook, scale: number): string | undefined {
    return this.#canvases[p]!.picture(look, scale);
  }

  dispose(): void {
    this.#forget();
    for (const canvas of this.#canvases) canvas.dispose();
    this.#cross.remove();
    this.#note.remove();
  }

  #forget(): void {
    this.#target?.removeEventListener('pointerdown', this.#down, true);
    this.#target?.removeEventListener('click', this.#click);
    this.#target?.removeEventListener('keydown', this.#key);
    this.#target = undefined;
  }

  readonly #down = (event: PointerEvent): void => {
    this.#pressed = [event.clientX, event.clientY];
  };

  readonly #click = (event: MouseEvent): void => {
    const [x, y] = this.#pressed;
    if (event.button !== 0 || Math.hypot(event.clientX - x, event.clientY - y) > STILL) return;
    const { left, top } = this.#target!.getBoundingClientRect();
    this.#pick(event.clientX - left, event.clientY - top, event, (p, x, y) => this.at(p, x, y));
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || !this.near(0)) return;
    const view = panelView(this.#target!, 0);
    if (!view) return;
    event.preventDefault();
    this.#pick(view.left + view.width / 2, view.top + view.height / 2, event, (p, x, y) => this.#canvases[p]!.nearest(x, y)); // prettier-ignore
  };

  /** Chooses the cell at a place of the picture, in pixels from its corner. */
  #pick(
    px: number,
    py: number,
    { shiftKey, altKey }: { shiftKey: boolean; altKey: boolean },
    find: (p: number, x: number, y: number) => number | undefined,
  ): void {
    this.#payload.panels.forEach((panel, p) => {
      const view = panelView(this.#target!, p);
      if (!view || px < view.left || py < view.top || px > view.left + view.width || py > view.top + view.height)
        return;
      const x = view.x[0] + ((px - view.left) / view.width) * (view.x[1] - view.x[0]);
      const y = view.y[1] + ((py - view.top) / view.height) * (view.y[0] - view.y[1]);
      const point = find(p, x, y);
      if (point === undefined || !this.#parts.choose) {
        if (this.near(p)) this.#say(this.#parts.trans.__('There is no cell.'));
        return;
      }
      this.#parts.choose({ panel: p, corners: this.#canvases[p]!.boxAround(point, BOX), how: shiftKey ? 'add' : altKey ? 'remove' : undefined }); // prettier-ignore
      this.#say(pointSummary(this.#payload, panel, point).join(', '));
    });
  }

  #say(text: string): void {
    if (this.#note.textContent !== text) this.#note.textContent = text;
  }

  #place({ left, top, width, height }: PanelView): void {
    this.#cross.hidden = !this.near(0);
    Object.assign(this.#cross.style, { left: `${left + width / 2}px`, top: `${top + height / 2}px` });
    Object.assign(this.#note.style, { left: `${left + 8}px`, top: `${top + 8}px` });
  }
}
