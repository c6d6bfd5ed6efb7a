import { type CellSet, packBits, SELECTION_TARGET, type SelectionMessage } from '../../../src/protocol';
import type { Channel, FigureHost } from '../figure/host';
import type { CellSelection } from './cellSelection';

/** Tells the kernel of the notebook what is selected, when something there listens. */
export class KernelListener {
  readonly #host: FigureHost;
  readonly #node: HTMLElement;
  #channel: Promise<Channel | undefined> | undefined;

  constructor(host: FigureHost, node: HTMLElement) {
    this.#host = host;
    this.#node = node;
  }

  /** A kernel where nothing listens closes the channel; it is asked again at the next change. */
  async tell({ key }: CellSet, { mask, size }: CellSelection): Promise<void> {
    if (!this.#host.connect) return;
    this.#channel ??= this.#open(key);
    const channel = await this.#channel;
    const message: SelectionMessage = { size };
    channel?.send(message, [packBits(mask)]);
    if (!channel) this.#channel = undefined;
  }

  dispose(): void {
    void this.#channel?.then((channel) => channel?.close());
    this.#channel = undefined;
  }

  async #open(key: string): Promise<Channel | undefined> {
    const channel = await this.#host.connect!(this.#node, SELECTION_TARGET, { key });
    if (channel) channel.onClose = () => this.dispose();
    return channel;
  }
}
