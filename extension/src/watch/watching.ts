import type { ViewPayload } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureHost } from '../figure/host';
import type { WatchPanel } from './watchPanel';
import type { Watched, WatchParts } from './watchParts';

/** Follows a training in the figure of its cells. What it takes is loaded with the first figure that has one. */
export class Watching {
  readonly node = element('div', { class: 'tissuebook-Watch-place' });
  readonly #host: FigureHost;
  readonly #parts: WatchParts;
  #panel: WatchPanel | undefined;

  constructor(host: FigureHost, parts: WatchParts) {
    this.#host = host;
    this.#parts = parts;
    this.node.hidden = true;
  }

  /** Takes over a payload, and returns it in the frame that the reader looks at. */
  async show(payload: ViewPayload): Promise<ViewPayload> {
    const watched = isWatched(payload) ? payload : undefined;
    this.node.hidden = !watched;
    if (!watched) {
      this.dispose();
      return payload;
    }
    const { WatchPanel } = await import('./watchPanel');
    if (!this.#panel) {
      this.#panel = new WatchPanel(this.#host, this.#parts);
      this.node.append(this.#panel.node);
    }
    return this.#panel.show(watched);
  }

  /** The selection of cells has changed. */
  selected(): void {
    this.#panel?.selected();
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#panel?.node.remove();
    this.#panel = undefined;
  }
}

function isWatched(payload: ViewPayload): payload is Watched {
  return payload.kind === 'spatial' && payload.watch !== undefined && payload.cells !== undefined;
}
