import { countPoints, type SpatialPayload, type ViewPayload } from '../../../src/protocol';
import type { PointLayer } from '../points/pointLayer';
import type { FigureSelection } from '../selection/figureSelection';
import { glBudget } from './glBudget';
import type { FigureHost } from './host';
import type { PlotlyElement } from './plotlyTypes';

/**
 * Tissues with more points than this are drawn by regl-scatterplot over plotly's frame, smaller ones by plotly alone
 * (ours: beyond it plotly takes seconds for a lasso; docs/benchmarks/browser.md).
 */
export const MANY_POINTS = 200_000;

/** Draws the points of large tissues: the library for that is loaded when the first of them is shown. */
export class ManyPoints {
  #layer: PointLayer | undefined;
  #payload: SpatialPayload | undefined;
  #unsubscribe: () => void = () => undefined;

  readonly #host: FigureHost;

  constructor(host: FigureHost) {
    this.#host = host;
  }

  /** Whether the points of a payload are drawn apart from plotly: many, or such as become outlines from near on. */
  wants(payload: ViewPayload): payload is SpatialPayload {
    if (payload.kind !== 'spatial' || payload.space || !glBudget.supported) return false;
    return payload.outlines !== undefined || countPoints(payload) > MANY_POINTS;
  }

  /** Lays the points over a picture that plotly has drawn, and follows its zoom, its legend and the selection. */
  async show(payload: SpatialPayload, drawn: PlotlyElement, selection: FigureSelection): Promise<void> {
    const { PointLayer } = await import('../points/pointLayer');
    if (payload !== this.#payload) this.clear();
    this.#payload = payload;
    const layer = (this.#layer ??= new PointLayer(payload, () => selection.cells, {
      ask: (key, cells) => selection.kernel.outlines(key, cells),
      choose: selection.cells && ((outline) => selection.chooseInside(outline)),
      trans: this.#host.trans,
    }));
    this.#unsubscribe();
    this.#unsubscribe = selection.cells?.listen(() => void layer.update()) ?? this.#unsubscribe;
    for (const event of ['plotly_relayout', 'plotly_restyle']) drawn.on(event, () => void layer.update());
    drawn.removeAllListeners('plotly_relayouting');
    drawn.on('plotly_relayouting', (changes) => layer.move(changes));
    await layer.show(drawn);
  }

  /** The layer on show: an image that is saved needs its points. */
  get layer(): PointLayer | undefined {
    return this.#layer;
  }

  clear(): void {
    this.#unsubscribe();
    this.#layer?.dispose();
    this.#layer = undefined;
    this.#payload = undefined;
  }
}
