import type { ViewPayload } from '../../../src/protocol';
import type { FigureSide } from '../figure/figureSide';
import type { FigureHost } from '../figure/host';
import type { PlotlyElement } from '../figure/plotlyTypes';
import type { TranscriptLayer } from './transcriptLayer';

/** What is drawn over pictures, for images that are saved. */
const layers = new WeakMap<HTMLElement, TranscriptLayer>();

/** Where transcripts are shown, over a picture and beside it. What it takes is loaded with the first view that has some. */
export class TranscriptPlace {
  readonly #host: FigureHost;
  readonly #side: FigureSide;
  #layer: TranscriptLayer | undefined;

  constructor(host: FigureHost, side: FigureSide) {
    this.#host = host;
    this.#side = side;
  }

  /** Takes over a payload, before it is drawn. */
  async follow(payload: ViewPayload): Promise<void> {
    if (!this.#layer && payload.kind === 'spatial' && payload.transcripts) {
      const { TranscriptLayer } = await import('./transcriptLayer');
      this.#layer ??= new TranscriptLayer(this.#host, this.#side);
    }
    this.#layer?.follow(payload);
  }

  /** Lays the dots over a picture that plotly has drawn. */
  async show(payload: ViewPayload, drawn: PlotlyElement): Promise<void> {
    if (this.#layer) layers.set(drawn, this.#layer);
    await this.#layer?.show(payload, drawn);
  }

  clear(): void {
    this.#layer?.clear();
  }
}

/** The dots over a drawn picture, for an image that is saved. */
export function dotPictures(drawn: PlotlyElement, scale: number): ReturnType<TranscriptLayer['pictures']> {
  return layers.get(drawn)?.pictures(scale) ?? [];
}
