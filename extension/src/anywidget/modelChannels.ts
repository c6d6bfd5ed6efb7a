import type { Channel } from '../figure/host';
import type { WidgetModel } from './model';

/** What goes to and fro beside the state: a comm of the page's in each `channel`. */
interface Message {
  channel?: string;
  close?: true;
  data?: unknown;
}

/** Comms to the kernel through the messages of a widget. */
export class ModelChannels {
  readonly #model: WidgetModel;
  readonly #open = new Map<string, Channel>();

  constructor(model: WidgetModel) {
    this.#model = model;
    model.on('msg:custom', this.#heard);
  }

  connect(target: string, data: unknown): Channel {
    const channel = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    const send = (message: object, buffers: Uint8Array[] = []): void =>
      this.#model.send({ channel, ...message }, undefined, buffers);
    const made: Channel = {
      send: (message, buffers) => {
        if (this.#open.has(channel)) send({ data: message }, buffers);
      },
      onMessage: () => undefined,
      onClose: () => undefined,
      close: () => {
        if (this.#open.delete(channel)) send({ close: true });
      },
    };
    this.#open.set(channel, made);
    send({ open: target, data });
    return made;
  }

  dispose(): void {
    for (const channel of [...this.#open.values()]) channel.close();
    this.#model.off('msg:custom', this.#heard);
  }

  readonly #heard = (content: unknown, buffers: unknown[] = []): void => {
    const { channel = '', close, data } = (content ?? {}) as Message;
    const open = this.#open.get(channel);
    if (!open) return;
    if (!close) return open.onMessage(data, buffers.map(asBytes));
    this.#open.delete(channel);
    open.onClose('refused');
  };
}

function asBytes(buffer: unknown): Uint8Array {
  if (!ArrayBuffer.isView(buffer)) return new Uint8Array(buffer as ArrayBuffer);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
