import { checkView, plotlyFigure, ViewError, type ViewPayload } from '../../../src/protocol';
import { element, freshId } from '../dom';
import { FigureHeader } from './figureHeader';
import { FigureLabels } from './figureLabels';
import { FigureTable } from './figureTable';
import type { FigureHost } from './host';
import { ImageOpacity } from './imageOpacity';
import { imageSource } from './imageSource';
import { moveByKey } from './keyboard';
import { applyLook, type Look, readLook } from './look';
import type { Plotly, PlotlyElement } from './plotlyTypes';
import { PointSizes } from './pointSizes';
import { RunControls } from './runControls';
import { followZoom } from './scaleBars';
import { FigureToolbar } from './toolbar';
import { glBudget } from './glBudget';
import { FigureSelection } from '../selection/figureSelection';

/**
 * A view on a page: words, picture, table and buttons. The picture is drawn when it comes near the window, again in
 * place when the payload or the theme changes, and is a labelled image for screen readers.
 */
export class FigureView {
  readonly node: HTMLElement;
  readonly #host: FigureHost;
  readonly #header: FigureHeader;
  readonly #toolbar: FigureToolbar;
  readonly #table: FigureTable;
  readonly #labels: FigureLabels;
  readonly #sizes = new PointSizes();
  readonly #opacity: ImageOpacity;
  readonly #run: RunControls;
  readonly #selection: FigureSelection;
  readonly #picture: HTMLElement;
  readonly #message: HTMLElement;
  readonly #observers: { disconnect(): void }[] = [];
  #payload: ViewPayload | undefined;
  #plotly: Plotly | undefined;
  #drawing: Promise<void> | undefined;
  #stale = false;
  #visible = false;
  #look: Look | undefined;

  constructor(host: FigureHost) {
    this.#host = host;
    this.#header = new FigureHeader(host);
    this.#table = new FigureTable(host);
    this.#labels = new FigureLabels(host);
    this.#labels.node.hidden = true;
    this.#message = element('div', { class: 'tissuebook-View-message', attributes: { role: 'alert' } });
    this.#picture = element('div', {
      class: 'tissuebook-View-picture',
      // Arrow keys move the picture here, not the notebook's selection.
      attributes: { role: 'img', tabindex: '0', id: freshId('picture'), 'data-lm-suppress-shortcuts': 'true' },
    });
    const selection = (this.#selection = new FigureSelection(host, () => this.drawn));
    this.#toolbar = new FigureToolbar(host, { picture: this.#picture, table: this.#table, view: this, selection });
    const stage = element('div', { class: 'tissuebook-View-stage' }, this.#picture);
    stage.append(selection.tools.node);
    this.#opacity = new ImageOpacity(
      host,
      () => this.drawn && this.#plotly && { drawn: this.drawn, plotly: this.#plotly },
    );
    const parts = [this.#labels.node, this.#opacity.node, stage, selection.node, this.#table.node];
    const body = element('div', { class: 'tissuebook-View-body' }, ...parts);
    this.#run = new RunControls(host, (view) => void this.show(view));
    const top = [this.#header.node, this.#run.node, this.#toolbar.node];
    this.node = element('figure', { class: 'tissuebook-View' }, ...top, body);
    this.#picture.addEventListener('keydown', (event) => moveByKey(event, this.drawn, this.#plotly));
    this.#watch();
  }

  /** The payload on show, when it can be shown. */
  get payload(): ViewPayload | undefined {
    return this.#payload;
  }

  /** The picture once plotly has drawn it. */
  get drawn(): PlotlyElement | undefined {
    return this.#plotly && 'data' in this.#picture ? (this.#picture as unknown as PlotlyElement) : undefined;
  }

  /** Shows a payload of any origin, or says why it cannot be shown. */
  async show(value: unknown): Promise<void> {
    try {
      this.#payload = checkView(value);
    } catch (error) {
      this.#complain(error instanceof ViewError ? error.message : String(error));
      return;
    }
    this.#message.remove();
    const { kind, title, description } = this.#payload;
    this.node.dataset['kind'] = kind;
    this.#picture.setAttribute('aria-label', [title, description].filter(Boolean).join('. '));
    this.#header.show(this.#payload);
    this.#toolbar.show(this.#payload);
    this.#opacity.show(this.#payload);
    this.#table.show(this.#payload);
    this.#selection.show(this.#payload.kind === 'spatial' ? this.#payload : undefined);
    await this.draw();
  }

  /** Draws again, for another theme or size; at once when in view, otherwise when it comes into view. */
  async draw(): Promise<void> {
    if (!this.#payload) return;
    this.#stale = true;
    if (!this.#visible) return;
    this.#drawing ??= this.#drawLatest().finally(() => (this.#drawing = undefined));
    await this.#drawing;
  }

  /** Frees the picture's WebGL contexts; it is drawn again, looking the same, when it comes back into view. */
  release(): void {
    const drawn = this.drawn;
    if (!drawn || this.#drawing) return;
    this.#look = readLook(drawn);
    this.#plotly?.purge(this.#picture);
    this.#stale = true;
  }

  dispose(): void {
    for (const observer of this.#observers) observer.disconnect();
    glBudget.forget(this);
    this.#selection.dispose();
    this.#run.dispose();
    this.#plotly?.purge(this.#picture);
  }

  async #drawLatest(): Promise<void> {
    this.#picture.setAttribute('aria-busy', 'true');
    try {
      this.#plotly ??= await this.#host.plotly();
      while (this.#stale && this.#payload) {
        this.#stale = false;
        await this.#drawOnce(this.#plotly, this.#payload);
      }
    } catch (error) {
      this.#complain(this.#host.trans.__('The picture could not be drawn: %1', String(error)));
    }
    this.#picture.removeAttribute('aria-busy');
  }

  async #drawOnce(plotly: Plotly, payload: ViewPayload): Promise<void> {
    const width = this.#picture.clientWidth || 960;
    const imageOpacity = this.#opacity.value;
    const figure = plotlyFigure(payload, { theme: this.#host.theme(), width, imageSource, imageOpacity });
    const data = glBudget.supported ? figure.data : figure.data.map(withoutGl);
    this.#selection.mark(data);
    this.#sizes.note(data, figure.layout);
    // A picture that is there keeps its zoom when it is drawn again, and so do the sizes of its points.
    const look = this.#look ?? (this.drawn && readLook(this.drawn));
    if (this.#look) applyLook(figure, this.#look);
    this.#look = undefined;
    this.#sizes.fit(data, { ...figure.layout, ...asAxes(look) });
    const { height } = figure.layout as { height: number };
    this.#picture.style.height = `${height}px`;
    if (data.some((trace) => trace['type'] === 'scattergl')) glBudget.admit(this);
    const config = { ...figure.config, displayModeBar: false, responsive: false, scrollZoom: this.#host.scrollZoom };
    const drawn = await plotly.react(this.#picture, data, { autosize: true, ...figure.layout }, config);
    drawn.removeAllListeners('plotly_webglcontextlost');
    drawn.on('plotly_webglcontextlost', () => this.release());
    if (payload.kind === 'curve') this.#run.follow(payload);
    this.#selection.drawnBy(plotly);
    this.#labels.show(payload, drawn, plotly);
    drawn.removeAllListeners('plotly_restyle');
    drawn.on('plotly_restyle', () => this.#labels.show(payload, drawn, plotly));
    followZoom(plotly, drawn, payload, this.#host.theme());
    if (payload.kind === 'spatial') drawn.on('plotly_relayout', () => void this.#sizes.follow(plotly, drawn));
  }

  #watch(): void {
    const seen = new IntersectionObserver(
      (entries) => {
        this.#visible = entries.some((entry) => entry.isIntersecting);
        if (this.#visible && this.#stale) void this.draw();
      },
      { rootMargin: '400px' },
    );
    seen.observe(this.node);
    let width = 0;
    const sized = new ResizeObserver(() => {
      const now = this.#picture.clientWidth;
      if (now === width || now === 0) return;
      width = now;
      if (this.drawn) void this.draw();
    });
    sized.observe(this.#picture);
    this.#observers.push(seen, sized);
  }

  /** Whether the picture is in the window or near it. */
  get visible(): boolean {
    return this.#visible;
  }

  #complain(text: string): void {
    this.#payload = undefined;
    this.#message.textContent = text.slice(0, 1000);
    this.node.replaceChildren(this.#message);
  }
}

/** The zoom of a look as the axes of a layout. */
function asAxes(look: Look | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(look?.ranges ?? {}).map(([name, range]) => [name, { range }]));
}

function withoutGl(trace: Record<string, unknown>): Record<string, unknown> {
  return trace['type'] === 'scattergl' ? { ...trace, type: 'scatter' } : trace;
}
