import { PERTURBATION_TARGET, type PerturbationCommand, type PerturbationMessage } from '../../../src/protocol';
import type { Channel, FigureHost } from '../figure/host';

/** The way from a widget on a page to the one in the kernel. */
export class KernelLink {
  readonly #channel: Promise<Channel | undefined>;

  /** @param on what the kernel says, and that no kernel knows the widget (any more) */
  constructor(
    host: FigureHost,
    node: HTMLElement,
    id: string,
    on: { message: (message: PerturbationMessage) => void; lost: () => void },
  ) {
    this.#channel = (host.connect?.(node, PERTURBATION_TARGET, { id }) ?? Promise.resolve(undefined)).then(
      (channel) => {
        if (!channel) on.lost();
        else {
          channel.onMessage = (data) => on.message(data as PerturbationMessage);
          channel.onClose = () => on.lost();
        }
        return channel;
      },
    );
  }

  send(command: PerturbationCommand): void {
    void this.#channel.then((channel) => channel?.send(command));
  }

  close(): void {
    void this.#channel.then((channel) => channel?.close());
  }
}
