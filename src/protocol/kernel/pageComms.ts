import type { Comm, CommMessage, CommTargetHandler } from './comm';

/** What a page says through a widget's messages about a comm of its own: that it opens it, sends through it, closes it. */
export interface PageMessage {
  /** Made by the page, so that two pages that show one widget do not share it. */
  channel: string;
  open?: string;
  close?: true;
  data?: unknown;
}

type Send = (content: PageMessage, buffers: Uint8Array[]) => void;

/** Comms that a page opens through the messages of a widget: a page with widgets has no other way to the kernel. */
export class PageComms {
  private readonly open = new Map<string, PageComm>();

  constructor(
    private readonly handlerOf: (target: string) => CommTargetHandler | undefined,
    private readonly send: Send,
  ) {}

  /** Takes a message of the page; a target that nobody offers is closed at once, as a kernel does it. */
  async heard({ channel, open: target, close, data }: PageMessage, buffers: Uint8Array[]): Promise<void> {
    const message: CommMessage = { data, metadata: {}, buffers };
    if (target !== undefined) {
      const comm = new PageComm(channel, String(target), this.send, () => this.open.delete(channel));
      const handler = this.handlerOf(comm.target);
      if (!handler) return comm.close();
      this.open.set(channel, comm);
      return handler(comm, message);
    }
    const comm = this.open.get(channel);
    if (close) {
      this.open.delete(channel);
      return comm?.onClose?.(message);
    }
    return comm?.onMessage?.(message);
  }
}

class PageComm implements Comm {
  onMessage: Comm['onMessage'];
  onClose: Comm['onClose'];

  constructor(
    readonly id: string,
    readonly target: string,
    private readonly post: Send,
    private readonly forget: () => void,
  ) {}

  send(data: unknown, { buffers = [] }: { buffers?: Uint8Array[] } = {}): void {
    this.post({ channel: this.id, data }, buffers);
  }

  close(): void {
    this.forget();
    this.post({ channel: this.id, close: true }, []);
  }
}
