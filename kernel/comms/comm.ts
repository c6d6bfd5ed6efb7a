import { randomUUID } from 'node:crypto';
import type { Comm, CommMessage, CommTargetHandler, OpenComm } from '../../src/protocol/kernel/comm';
import type { Output } from '../session/output';
import type { Json, Message } from '../transport/message';

/** The comms of this kernel: channels between an object here and its picture in a page. */
export class Comms {
  private readonly open = new Map<string, KernelComm>();
  private readonly targets = new Map<string, CommTargetHandler>();

  constructor(private readonly output: Output) {}

  /** Opens a comm to the client's side of `target`. */
  connect: OpenComm = (target, data = {}, options = {}) => {
    const comm = new KernelComm(this.output, options.id ?? randomUUID(), target, (id) => this.open.delete(id));
    this.open.set(comm.id, comm);
    const content = { comm_id: comm.id, target_name: target, data };
    this.output.publish('comm_open', content, options.metadata, options.buffers);
    return comm;
  };

  /** Says who takes the comms that clients open for `target`; the last one said counts. Returns how to withdraw it. */
  register(target: string, handler: CommTargetHandler): () => void {
    this.targets.set(target, handler);
    return () => {
      if (this.targets.get(target) === handler) this.targets.delete(target);
    };
  }

  /** Who takes comms of a target. */
  handlerOf(target: string): CommTargetHandler | undefined {
    return this.targets.get(target);
  }

  /** Content of a comm_info_reply. */
  info(request: Json): Json {
    const asked = request.target_name;
    const shown = [...this.open.values()].filter((comm) => !asked || comm.target === asked);
    return { status: 'ok', comms: Object.fromEntries(shown.map((comm) => [comm.id, { target_name: comm.target }])) };
  }

  opened(message: Message): void | Promise<void> {
    const { comm_id: id, target_name: target } = message.content;
    const handler = this.targets.get(String(target));
    const comm = new KernelComm(this.output, String(id), String(target), (gone) => this.open.delete(gone));
    if (!handler) return comm.close();
    this.open.set(comm.id, comm);
    return handler(comm, received(message));
  }

  message(message: Message): void | Promise<void> {
    return this.open.get(String(message.content.comm_id))?.onMessage?.(received(message));
  }

  closed(message: Message): void | Promise<void> {
    const comm = this.open.get(String(message.content.comm_id));
    if (!comm) return;
    this.open.delete(comm.id);
    return comm.onClose?.(received(message));
  }
}

class KernelComm implements Comm {
  onMessage: Comm['onMessage'];
  onClose: Comm['onClose'];

  constructor(
    private readonly output: Output,
    readonly id: string,
    readonly target: string,
    private readonly forget: (id: string) => void,
  ) {}

  send(data: unknown, options: { buffers?: Uint8Array[]; metadata?: Json } = {}): void {
    this.output.publish('comm_msg', { comm_id: this.id, data }, options.metadata, options.buffers);
  }

  close(data: unknown = {}): void {
    this.forget(this.id);
    this.output.publish('comm_close', { comm_id: this.id, data });
  }
}

function received({ content, metadata, buffers }: Message): CommMessage {
  return { data: content.data, metadata, buffers };
}
