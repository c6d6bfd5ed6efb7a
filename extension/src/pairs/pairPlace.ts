import type { ViewPayload } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureHost } from '../figure/host';
import type { PlotlyElement } from '../figure/plotlyTypes';
import type { PairBrowser } from './pairBrowser';

/** Where cells with pictures are read, under their map. What it takes is loaded with the first map that has such cells. */
export class PairPlace {
  readonly node = element('div');
  readonly #host: FigureHost;
  readonly #redraw: () => void;
  #browser: PairBrowser | undefined;

  /** @param redraw draws the map again, with the marks of the cell that is read */
  constructor(host: FigureHost, redraw: () => void) {
    this.#host = host;
    this.#redraw = redraw;
  }

  /** The place of the cell that is read among those with a picture. */
  get place(): number | undefined {
    return this.#browser?.place;
  }

  async show(payload: ViewPayload): Promise<void> {
    if (!this.#browser && payload.kind === 'spatial' && payload.pairs) {
      const { PairBrowser } = await import('./pairBrowser');
      this.#browser ??= new PairBrowser(this.#host, this.#redraw);
      this.node.replaceChildren(this.#browser.node);
    }
    this.#browser?.show(payload);
  }

  /** Follows clicks on the points of a drawn picture. */
  listen(drawn: PlotlyElement): void {
    this.#browser?.listen(drawn);
  }
}
