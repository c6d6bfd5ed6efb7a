import type { SpatialPayload, ViewPayload } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureHost } from '../figure/host';
import type { Plotly, PlotlyElement } from '../figure/plotlyTypes';
import { panelView } from '../points/panelView';
import type { PanelView } from '../points/pointCloud';
import { imageStatus, ZoomedImage } from './zoomedImage';

/** Milliseconds that a movement must pause before finer tiles are asked for: those that only fly by are not needed (ours). */
const REST_MS = 60;

interface Panel {
  /** Its place among the panels of the view, and among the images that plotly places. */
  panel: number;
  placed: number;
  image: ZoomedImage;
  canvas: HTMLCanvasElement;
}

/** The layers of figures by their pictures: an image that is saved needs what they show. */
const layers = new WeakMap<HTMLElement, ImageLayer>();

/**
 * The images of a tissue beneath plotly's frame, drawn from tiles that the kernel sends while one pans and zooms. Until they come, and
 * without a kernel, the small version that the notebook keeps is shown, by plotly itself.
 */
export class ImageLayer {
  /** Channels and what is wrong, above the picture. */
  readonly node = element('div', { class: 'tissuebook-View-image' });
  readonly #host: FigureHost;
  readonly #back = element('div', { class: 'tissuebook-View-tiles', attributes: { 'aria-hidden': 'true' } });
  readonly #status = imageStatus();
  readonly #images = new Map<string, ZoomedImage>();
  #panels: Panel[] = [];
  #drawn: PlotlyElement | undefined;
  #plotly: Plotly | undefined;
  #changes: Record<string, unknown> = {};
  #frame = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(host: FigureHost) {
    this.#host = host;
    this.node.append(this.#status);
    this.node.hidden = true;
  }

  /** Makes room for the images in a figure that is to be drawn: nothing of plotly's may cover them. */
  prepare(layout: Record<string, unknown>, payload: ViewPayload): void {
    if (!zoomable(payload)) return this.clear();
    this.#follow(payload);
    Object.assign(layout, { paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)' });
    const placed = layout['images'] as Record<string, unknown>[] | undefined;
    for (const { placed: i, image } of this.#panels) if (placed?.[i]) placed[i]['visible'] = !image.live;
  }

  /** Lays the images beneath a picture that plotly has drawn, and follows its zoom. */
  show(payload: ViewPayload, drawn: PlotlyElement, plotly: Plotly): void {
    if (!zoomable(payload)) return;
    [this.#drawn, this.#plotly] = [drawn, plotly];
    layers.set(drawn, this);
    const frame = drawn.querySelector('.svg-container');
    if (frame && frame.firstChild !== this.#back) frame.prepend(this.#back);
    this.#back.style.background = this.#host.theme().background;
    for (const [event, listener] of [['plotly_relayout', this.#moved], ['plotly_relayouting', this.#moving]] as const) {
      drawn.removeListener(event, listener);
      drawn.on(event, listener);
    } // prettier-ignore
    this.#moved();
  }

  /** What the panels show of the images, for a layout's images by their place: addresses of pictures and the ranges that they cover. */
  pictures(): { placed: number; source: string; x: readonly [number, number]; y: readonly [number, number] }[] {
    return this.#panels.flatMap(({ placed, image, canvas, panel }) => {
      const view = this.#view(panel);
      return image.live && view ? [{ placed, source: canvas.toDataURL('image/png'), x: view.x, y: view.y }] : [];
    });
  }

  clear(): void {
    clearTimeout(this.#rest);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (this.#drawn) layers.delete(this.#drawn);
    for (const image of this.#images.values()) image.dispose();
    this.#images.clear();
    this.#panels = [];
    this.#back.remove();
    this.node.replaceChildren(this.#status);
    this.node.hidden = true;
  }

  /** Takes over a payload; images that were there before keep their tiles and their channels. */
  #follow(payload: SpatialPayload): void {
    const images = payload.images ?? [];
    const keys = new Set(images.map(({ zoom }) => zoom?.key));
    for (const [key, image] of this.#images) {
      if (keys.has(key)) continue;
      image.dispose();
      this.#images.delete(key);
    }
    for (const section of images) if (section.zoom && !this.#images.has(section.zoom.key)) this.#images.set(section.zoom.key, this.#open(section, section.zoom)); // prettier-ignore
    let placed = -1;
    const before = this.#panels;
    this.#panels = payload.panels.flatMap(({ image }, panel) => {
      const section = image === undefined ? undefined : images[image];
      if (section) placed++;
      const zoomed = section?.zoom && this.#images.get(section.zoom.key);
      return zoomed ? [{ panel, placed, image: zoomed, canvas: before[panel]?.canvas ?? element('canvas') }] : [];
    });
    this.#back.replaceChildren(...this.#panels.map(({ canvas }) => canvas));
    this.node.replaceChildren(...[...this.#images.values()].map(({ panel }) => panel.node), this.#status);
    this.node.hidden = false;
  }

  #open(section: ZoomedImage['section'], zoom: NonNullable<ZoomedImage['section']['zoom']>): ZoomedImage {
    return new ZoomedImage(this.#host, this.node, section, zoom, {
      live: () => void this.#hideSmall(),
      stale: () => this.#redraw(),
      lacking: () => this.#askSoon(),
      say: (text) => {
        if (this.#status.textContent !== text) this.#status.textContent = text;
      },
    });
  }

  /** Plotly's own pictures are shown where there are no tiles. */
  async #hideSmall(): Promise<void> {
    const changes = Object.fromEntries(this.#panels.map(({ placed, image }) => [`images[${placed}].visible`, !image.live])); // prettier-ignore
    if (this.#drawn && this.#plotly && this.#drawn.layout['images']) await this.#plotly.relayout(this.#drawn, changes);
    this.#moved();
  }

  readonly #moving = (changes: Record<string, unknown>): void => {
    this.#changes = changes;
    this.#redraw();
    this.#askSoon();
  };

  readonly #moved = (): void => {
    this.#changes = {};
    this.#redraw();
    this.#askSoon();
  };

  #askSoon(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#ask(), REST_MS);
  }

  #ask(): void {
    for (const image of this.#images.values()) {
      image.want(this.#panels.flatMap((each) => (each.image === image ? (this.#view(each.panel) ?? []) : [])));
    }
  }

  /** Draws in the next frame: however much comes until then is drawn once. */
  #redraw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const images = this.#drawn?.layout['images'] as { opacity?: number }[] | undefined;
    let missing = 0;
    for (const { panel, placed, image, canvas } of this.#panels) {
      const view = this.#view(panel);
      canvas.hidden = !image.live || !view;
      if (!view || !image.live) continue;
      place(canvas, view, images?.[placed]?.opacity ?? 1);
      missing += image.paint(canvas, view);
    }
    this.#back.dataset['missing'] = String(missing);
  }

  #view(panel: number): PanelView | undefined {
    return this.#drawn && panelView(this.#drawn, panel, this.#changes);
  }
}

/** Puts what is on show of a picture's images in place of their small versions, in a layout that is to be saved. */
export function addTiles(drawn: PlotlyElement, layout: Record<string, unknown>): void {
  const placed = layout['images'] as Record<string, unknown>[] | undefined;
  for (const { placed: i, source, x, y } of layers.get(drawn)?.pictures() ?? []) {
    const image = placed?.[i];
    if (image) Object.assign(image, { source, x: x[0], y: y[1], sizex: x[1] - x[0], sizey: Math.abs(y[1] - y[0]) });
  }
}

function zoomable(payload: ViewPayload): payload is SpatialPayload {
  return payload.kind === 'spatial' && !payload.space && (payload.images ?? []).some(({ zoom }) => zoom !== undefined);
}

function place(canvas: HTMLCanvasElement, { left, top, width, height }: PanelView, opacity: number): void {
  const [across, down] = [width, height].map((length) => Math.max(1, Math.round(length * devicePixelRatio)));
  if (canvas.width !== across) canvas.width = across!;
  if (canvas.height !== down) canvas.height = down!;
  const style = { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` };
  Object.assign(canvas.style, style, { opacity: String(opacity) });
}
