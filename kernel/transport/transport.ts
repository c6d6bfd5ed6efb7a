import { Worker } from 'node:worker_threads';
import path from 'node:path';
import { endProcess } from '../processExit';
import type { Connection } from './connection';
import type { Channel, FromTransport, Header, Json, Message, Outgoing, ToTransport } from './message';
import type { TransportData } from './thread';

export interface TransportHandlers {
  request(channel: Channel, message: Message): void;
  interrupt(at: number): void;
  shutdown(restart: boolean): void;
}

/**
 * The kernel thread's end of the transport. The sockets live in a thread of their own, so that heartbeat, interrupt,
 * shutdown and output are served while a cell computes.
 */
export class Transport {
  private readonly worker: Worker;
  private fences = new Map<number, () => void>();
  private lastFence = 0;
  private closing = false;

  constructor(connection: Connection, info: Json, flags: Int32Array, handlers: TransportHandlers) {
    const workerData: TransportData = { connection, flags, info };
    this.worker = new Worker(path.join(__dirname, 'thread.js'), { workerData });
    this.worker.on('message', (message: FromTransport) => this.receive(message, handlers));
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', () => endProcess(this.closing ? 0 : 1));
  }

  publish(type: string, parent: Partial<Header>, content: Json, metadata?: Json, buffers?: Uint8Array[]): void {
    const message: Outgoing = { type, parent, content: JSON.stringify(content) };
    if (metadata) message.metadata = metadata;
    if (buffers) message.buffers = buffers;
    this.tell({ kind: 'publish', message });
  }

  status(state: 'busy' | 'idle', parent: Partial<Header>): void {
    this.tell({ kind: 'status', state, parent });
  }

  write(parent: Partial<Header>, name: 'stdout' | 'stderr', text: string): void {
    this.tell({ kind: 'stream', parent, name, text });
  }

  reply(channel: Channel, identities: Uint8Array[], type: string, parent: Partial<Header>, content: Json): void {
    this.tell({ kind: 'reply', channel, identities, message: { type, parent, content: JSON.stringify(content) } });
  }

  /** Resolves when every request that had come in before the call was handed to the handlers. */
  fence(): Promise<void> {
    const id = ++this.lastFence;
    this.tell({ kind: 'fence', id });
    return new Promise((resolve) => this.fences.set(id, resolve));
  }

  /** Sends what is waiting, closes the sockets and ends the process. */
  close(): void {
    this.closing = true;
    this.tell({ kind: 'close' });
  }

  private tell(message: ToTransport): void {
    this.worker.postMessage(message);
  }

  private receive(message: FromTransport, handlers: TransportHandlers): void {
    switch (message.kind) {
      case 'request':
        return handlers.request(message.channel, message.message);
      case 'fence':
        this.fences.get(message.id)?.();
        this.fences.delete(message.id);
        return;
      case 'interrupt':
        this.tell({ kind: 'heard', interrupt: message.interrupt });
        return handlers.interrupt(message.at);
      case 'shutdown':
        return handlers.shutdown(message.restart);
      case 'failed':
        return this.fail(new Error(message.reason));
    }
  }

  private fail(error: unknown): void {
    process.stderr.write(`The kernel's sockets failed: ${String(error)}\n`);
    endProcess(1);
  }
}
