import type { Channel, FigureHost } from './host';

/** How long after it was last looked for a kernel is looked for again, in milliseconds. Ours: two minutes in all. */
const AGAIN_MS = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000];

export interface KeptChannelHandlers {
  message(data: unknown, buffers: Uint8Array[]): void;
  /** There is no kernel that knows what was asked for: none for good, or none yet, and it is looked for again. */
  lost(looking: boolean): void;
}

/**
 * A channel to something in the kernel that is opened again when it is lost: a page that was reloaded on a slow machine shows its figures
 * before its notebook has found the kernel. A notebook without a kernel,
 * and a kernel that does not know the thing, are believed.
 */
export class KeptChannel {
  readonly #open: () => Promise<Channel | undefined>;
  readonly #on: KeptChannelHandlers;
  #channel: Promise<Channel | undefined> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #closed = false;

  constructor(host: FigureHost, node: HTMLElement, target: string, data: unknown, on: KeptChannelHandlers) {
    this.#open = () => host.connect?.(node, target, data) ?? Promise.resolve(undefined);
    this.#on = on;
    // A page without kernels has none to look for.
    if (host.connect) this.#connect();
    else on.lost(false);
  }

  send(data: unknown, buffers?: Uint8Array[]): void {
    void this.#channel?.then((channel) => channel?.send(data, buffers));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    void this.#channel?.then((channel) => channel?.close());
  }

  #connect(): void {
    const connecting = this.#open();
    this.#channel = connecting.catch(() => undefined);
    const used = this.#channel;
    connecting.then(
      (channel) => {
        if (this.#closed) return;
        if (!channel) return this.#on.lost(false);
        channel.onMessage = (data, buffers) => {
          // A kernel that is ending may still say something: it is not there again.
          if (this.#channel !== used) return;
          this.#tries = 0;
          this.#on.message(data, buffers);
        };
        channel.onClose = (reason) => {
          if (this.#closed || this.#channel !== used) return;
          this.#channel = undefined;
          if (reason === 'refused') this.#on.lost(false);
          else this.#again();
        };
      },
      () => !this.#closed && this.#again(),
    );
  }

  #again(): void {
    const wait = AGAIN_MS[this.#tries++];
    this.#on.lost(wait !== undefined);
    if (wait !== undefined) this.#timer = setTimeout(() => this.#connect(), wait);
  }
}
