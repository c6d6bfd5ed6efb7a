import type { SpatialPayload } from '../../../src/protocol';
import { element } from '../dom';
import type { PlotlyElement } from '../figure/plotlyTypes';
import type { CellSelection } from '../selection/cellSelection';
import { OutlineLayer, type OutlineParts } from '../outlines/outlineLayer';
import { panelView } from './panelView';
import { PointCloud, type PointLook } from './pointCloud';
import { PointHover } from './pointHover';

/** Milliseconds in which the points must be drawn to be drawn at each step of a movement: half a frame at 30 Hz (ours). */
const SMOOTH_MS = 16;

/**
 * The points of a large tissue over the frame that plotly draws: axes, legend, scale bar, image and gestures stay
 * plotly's, so that the view is used in the same way whatever its size.
 */
export class PointLayer {
  readonly node = element('div', { class: 'tissuebook-View-layer' });
  readonly #clouds: PointCloud[];
  readonly #outlines: OutlineLayer | undefined;
  readonly #hover: PointHover;
  readonly #payload: SpatialPayload;
  readonly #selection: () => CellSelection | undefined;
  #drawn: PlotlyElement | undefined;
  #drawing: Promise<void> | undefined;
  #stale = false;
  #gone = false;
  #took = 0;

  /**
   * @param selection which cells are selected, when cells can be
   * @param outlines what outlines of cells lean on, where the payload has some
   */
  constructor(
    payload: SpatialPayload,
    selection: () => CellSelection | undefined,
    outlines: Omit<OutlineParts, 'more'>,
  ) {
    this.#payload = payload;
    this.#selection = selection;
    this.#clouds = payload.panels.map((panel) => new PointCloud(panel));
    this.#outlines =
      payload.outlines &&
      new OutlineLayer(payload, payload.outlines, { ...outlines, more: () => void (this.#gone || this.update()) });
    this.#hover = new PointHover(
      payload,
      () => this.#drawn,
      (p, x, y) => this.#outlines?.at(p, x, y),
    );
    this.node.append(...this.#clouds.map(({ node }) => node), ...(this.#outlines?.nodes ?? []), this.#hover.node);
  }

  /** Lays the points over a picture that plotly has drawn; resolves when they are there. */
  async show(drawn: PlotlyElement): Promise<void> {
    this.#drawn = drawn;
    const frame = drawn.querySelector('.gl-container');
    if (frame && this.node.previousSibling !== frame) frame.after(this.node);
    this.#hover.listen(drawn);
    this.#outlines?.listen(drawn);
    await this.update();
  }

  /** Draws again what the picture shows by now: another zoom, size, legend or selection. */
  async update(): Promise<void> {
    this.#hover.hide();
    this.#stale = true;
    this.#drawing ??= this.#drawLatest().finally(() => (this.#drawing = undefined));
    await this.#drawing;
  }

  /** Follows a movement that goes on: at once by moving what is drawn, and by drawing where that is quick. */
  move(changes: Record<string, unknown>): void {
    this.#clouds.forEach((cloud, p) => {
      const view = this.#drawn && panelView(this.#drawn, p, changes);
      if (view) cloud.shift(view);
      if (view) this.#outlines?.shift(p, view);
    });
    if (this.#took < SMOOTH_MS) void this.update();
  }

  /** The points of each panel in finer pixels, as addresses of pictures with the ranges that they cover. */
  async pictures(scale: number): Promise<{ panel: number; source: string; x: number[]; y: number[] }[]> {
    await this.update();
    const pictures = [];
    let trace = 0;
    for (const [panel, cloud] of this.#clouds.entries()) {
      const { look, next } = this.#look(panel, trace);
      trace = next;
      const view = this.#drawn && panelView(this.#drawn, panel);
      const outlines = view && this.#outlines?.picture(panel, look, scale);
      if (outlines) pictures.push({ panel, source: outlines, x: [...view.x], y: [...view.y] });
      else if (cloud.drawn) pictures.push({ panel, source: await cloud.picture(scale), x: [...cloud.drawn.x], y: [...cloud.drawn.y] }); // prettier-ignore
    }
    return pictures;
  }

  dispose(): void {
    this.#gone = true;
    this.#hover.dispose();
    this.#outlines?.dispose();
    for (const cloud of this.#clouds) cloud.dispose();
    this.node.remove();
  }

  async #drawLatest(): Promise<void> {
    this.node.dataset['busy'] = '';
    while (this.#stale && !this.#gone) {
      this.#stale = false;
      const start = performance.now();
      let trace = 0;
      for (const [p, cloud] of this.#clouds.entries()) {
        const view = this.#drawn && panelView(this.#drawn, p);
        const { look, next } = this.#look(p, trace);
        trace = next;
        if (!view || this.#gone) continue;
        const covered = this.#outlines?.draw(p, view, look);
        cloud.node.style.visibility = covered === 'all' ? 'hidden' : '';
        if (covered !== 'all') await cloud.draw(view, look);
      }
      this.#finish();
      this.#took = performance.now() - start;
    }
    delete this.node.dataset['busy'];
  }

  /** Reads a pixel back, which waits for the graphics processor: only then the time that drawing takes is known. */
  #finish(): void {
    for (const { canvas } of this.#clouds) canvas.getContext('2d')?.getImageData(0, 0, 1, 1);
    this.#outlines?.finish();
  }

  /** The look of a panel's points, read from its traces: one for each group of points, then one for each outline. */
  #look(p: number, first: number): { look: PointLook; next: number } {
    const selection = this.#selection();
    const panel = this.#payload.panels[p]!;
    const groups = this.#clouds[p]!.groups;
    const traces = this.#drawn!.data.slice(first, first + groups);
    const hidden = new Set(traces.flatMap(({ visible }, g) => (visible === 'legendonly' ? [g] : [])));
    return {
      look: {
        size: (traces[0]?.['marker'] as { size?: number } | undefined)?.size ?? 2,
        hidden,
        mask: selection?.size ? selection.mask : undefined,
      },
      next: first + groups + (panel.regions?.length ?? 0),
    };
  }
}
