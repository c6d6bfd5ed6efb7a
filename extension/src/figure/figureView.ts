import { checkView, plotlyFigure, ViewError, type ViewPayload } from '../../../src/protocol';
import { element, freshId } from '../dom';
import { FigureBar } from './figureBar';
import { FigureColor } from './figureColor';
import { FigureHeader } from './figureHeader';
import { FigureSide } from './figureSide';
import { FigureTable } from './figureTable';
import type { FigureHost } from './host';
import { ImageOpacity } from './imageOpacity';
import { ManyPoints } from './manyPoints';
import { imageSource } from './imageSource';
import { UnitPlace } from './unitPlace';
import { TranscriptPlace } from '../transcripts/transcriptPlace';
import { ImageLayer } from '../images/imageLayer';
import { moveByKey } from './keyboard';
import { applyLook, type Look, readLook } from './look';
import type { Plotly, PlotlyElement } from './plotlyTypes';
import { FigureLegend } from '../legend/figureLegend';
import { PairPlace } from '../pairs/pairPlace';
import { PointSizes } from './pointSizes';
import { RunControls } from './runControls';
import { watchPlace } from './watchPlace';
import { SpaceSizes } from './spaceCamera';
import { followZoom } from './scaleBars';
import { FigureToolbar } from './toolbar';
import { glBudget } from './glBudget';
import type { PointLayer } from '../points/pointLayer';
import { FigureSelection } from '../selection/figureSelection';
import { Watching } from '../watch/watching';

/**
 * A view on a page: words, picture, table and buttons. The picture is drawn when it comes near the window, again in
 * place when the payload or the theme changes, and is a labeled image for screen readers.
 */
export class FigureView {
  readonly node: HTMLElement;
  /** Where a feature puts its button. */
  readonly bar: FigureBar;
  /** Where a feature puts its settings. */
  readonly side: FigureSide;
  readonly #host: FigureHost;
  readonly #header: FigureHeader;
  readonly #toolbar: FigureToolbar;
  readonly #table: FigureTable;
  readonly #legend: FigureLegend;
  readonly #sizes = new PointSizes();
  readonly #spaceSizes = new SpaceSizes();
  readonly #color: FigureColor;
  readonly #unit: UnitPlace;
  readonly #opacity: ImageOpacity;
  readonly #run: RunControls;
  readonly #selection: FigureSelection;
  readonly #many: ManyPoints;
  readonly #images: ImageLayer;
  readonly #transcripts: TranscriptPlace;
  readonly #pairs: PairPlace;
  readonly #watching: Watching;
  readonly #main: HTMLElement;
  readonly #stage: HTMLElement;
  readonly #picture: HTMLElement;
  readonly #message: HTMLElement;
  readonly #place: { disconnect(): void };
  #given: ViewPayload | undefined;
  #payload: ViewPayload | undefined;
  #plotly: Plotly | undefined;
  #drawing: Promise<void> | undefined;
  #stale = false;
  #visible = false;
  #look: Look | undefined;

  constructor(host: FigureHost) {
    this.#host = host;
    this.#many = new ManyPoints(host);
    this.#header = new FigureHeader(host);
    const side = (this.side = new FigureSide(host, () => void this.draw()));
    this.bar = new FigureBar(host);
    this.#legend = new FigureLegend(host, side);
    this.#message = element('div', { class: 'tissuebook-View-message', attributes: { role: 'alert' } });
    this.#picture = element('div', {
      class: 'tissuebook-View-picture',
      // Arrow keys move the picture here, not the notebook's selection.
      attributes: { role: 'img', tabindex: '0', id: freshId('picture'), 'data-lm-suppress-shortcuts': 'true' },
    });
    const selection = (this.#selection = new FigureSelection(host, {
      side,
      drawn: () => this.drawn,
      redraw: () => void this.draw(),
      changed: () => (this.#table.update(), this.#watching.selected()),
    }));
    this.#watching = new Watching(host, { side, cells: () => selection.cells, changed: () => this.#showChosen() });
    this.#table = new FigureTable(host, selection);
    this.#color = new FigureColor(host, side, selection.kernel, () => void this.#showChosen());
    this.#unit = new UnitPlace(host, side, selection.kernel, () => void this.#showChosen());
    this.#toolbar = new FigureToolbar(host, this.bar, { picture: this.#picture, table: this.#table, view: this, selection, side }); // prettier-ignore
    const stage = (this.#stage = element('div', { class: 'tissuebook-View-stage' }, this.#picture));
    stage.append(selection.tools.node);
    this.#opacity = new ImageOpacity(
      host,
      side,
      () => this.drawn && this.#plotly && { drawn: this.drawn, plotly: this.#plotly },
    );
    this.#images = new ImageLayer(host);
    this.#transcripts = new TranscriptPlace(host, side);
    this.#pairs = new PairPlace(host, () => void this.draw());
    const main = (this.#main = element('div', { class: 'tissuebook-View-main' }, stage, side.node));
    side.put(this.#images.node, 30);
    const parts = [main, this.#watching.node, this.#pairs.node, selection.node, this.#table.node];
    const body = element('div', { class: 'tissuebook-View-body' }, ...parts);
    this.#run = new RunControls(host, (view) => void this.show(view));
    const top = [this.#header.node, this.#run.node, this.bar.node];
    this.node = element('figure', { class: 'tissuebook-View' }, ...top, body);
    this.#picture.addEventListener('keydown', (event) => moveByKey(event, this.drawn, this.#plotly));
    this.node.addEventListener('keydown', (event) => this.bar.press(event));
    this.#place = watchPlace(this.node, main, {
      seen: (visible) => {
        this.#visible = visible;
        if (visible && this.#stale) void this.draw();
      },
      sized: () => {
        if (this.drawn) void this.draw();
      },
    });
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
      this.#given = checkView(value);
    } catch (error) {
      this.#complain(error instanceof ViewError ? error.message : String(error));
      return;
    }
    this.#message.remove();
    await this.#showChosen();
  }

  /** Shows what was given, in the colors that the reader has chosen. */
  async #showChosen(): Promise<void> {
    const given = this.#given;
    const framed = given && (await this.#watching.show(given));
    if (!framed || given !== this.#given) return;
    const payload = (this.#payload = await this.#unit.show(this.#color.show(framed)));
    if (given !== this.#given) return;
    const { kind, title, description } = payload;
    this.node.dataset['kind'] = kind;
    this.#picture.setAttribute('aria-label', [title, description].filter(Boolean).join('. '));
    this.#header.show(payload);
    this.#legend.show(payload);
    this.#opacity.show(payload);
    await this.#transcripts.follow(payload);
    await this.#pairs.show(payload);
    if (payload !== this.#payload) return;
    const points = payload.kind === 'spatial' && !payload.space;
    this.#selection.show(payload, !points ? 'none' : this.#many.wants(payload) ? 'layer' : 'plotly');
    this.#table.show(payload);
    this.#toolbar.show(payload);
    await this.draw();
  }

  /** The picture's points where plotly draws only its frame. */
  get points(): PointLayer | undefined {
    return this.#many.layer;
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
    this.#place.disconnect();
    glBudget.forget(this);
    this.#selection.dispose();
    this.#watching.dispose();
    this.#run.dispose();
    this.#many.clear();
    this.#images.clear();
    this.#transcripts.clear();
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
    const width = this.side.fit(this.#main.clientWidth || 960);
    const [imageOpacity, pointsApart] = [this.#opacity.value, this.#many.wants(payload)];
    const selected = this.#selection.marks.mask;
    const pair = this.#pairs.place;
    const figure = plotlyFigure(payload, {
      theme: this.#host.theme(),
      width,
      imageSource,
      imageOpacity,
      pointsApart,
      legendApart: true,
      shapes: this.#toolbar.shapes,
      ...(selected && { selected }),
      ...(pair !== undefined && { pair }),
    });
    this.#images.prepare(figure.layout, payload);
    const data = glBudget.supported ? figure.data : figure.data.map(withoutGl);
    this.#selection.marks.mark(data);
    this.#sizes.note(data, figure.layout);
    // A picture that is there keeps its zoom when it is drawn again, and so do the sizes of its points.
    const look = this.#look ?? (this.drawn && readLook(this.drawn));
    if (this.#look) applyLook(figure, this.#look);
    this.#look = undefined;
    this.#sizes.fit(data, { ...figure.layout, ...asAxes(look) });
    if (payload.kind === 'spatial' && payload.space) (await import('./plotlySpace')).addSpaceTo(plotly);
    this.#size(figure.layout as { width?: number; height: number });
    if (data.some(({ type }) => type === 'scattergl' || type === 'scatter3d')) glBudget.admit(this);
    const config = { ...figure.config, displayModeBar: false, responsive: false, scrollZoom: this.#host.scrollZoom };
    const drawn = await plotly.react(this.#picture, data, { autosize: true, ...figure.layout }, config);
    drawn.removeAllListeners('plotly_webglcontextlost');
    drawn.on('plotly_webglcontextlost', () => this.release());
    if (payload.kind === 'curve') this.#run.follow(payload);
    this.#selection.marks.drawnBy(plotly, payload);
    this.#pairs.listen(drawn);
    drawn.removeAllListeners('plotly_restyle');
    this.#legend.drawnBy(drawn, plotly);
    followZoom(plotly, drawn, payload, this.#host.theme());
    this.#followSizes(payload, plotly, drawn);
    if (this.#many.wants(payload)) await this.#many.show(payload, drawn, this.#selection);
    else this.#many.clear();
    this.#images.show(payload, drawn, plotly);
    await this.#transcripts.show(payload, drawn);
  }

  /** The picture takes what its figure needs, and the side stands right beside it. */
  #size({ width, height }: { width?: number; height: number }): void {
    this.#picture.style.height = `${height}px`;
    this.#stage.style.flex = width === undefined ? '' : `0 1 ${width}px`;
    this.side.bound(height);
  }

  /** Points grow when the reader comes nearer, in the plane and in space. */
  #followSizes(payload: ViewPayload, plotly: Plotly, drawn: PlotlyElement): void {
    if (payload.kind !== 'spatial') return;
    const sizes = payload.space ? this.#spaceSizes : this.#sizes;
    if (payload.space) this.#spaceSizes.note(drawn);
    drawn.on('plotly_relayout', () => void sizes.follow(plotly, drawn));
  }

  /** Whether the picture is in the window or near it. */
  get visible(): boolean {
    return this.#visible;
  }

  #complain(text: string): void {
    this.#given = this.#payload = undefined;
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
