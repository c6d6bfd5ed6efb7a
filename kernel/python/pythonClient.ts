import { randomUUID } from 'node:crypto';
import type * as ZeroMq from 'zeromq';
import type { Dealer, Subscriber } from 'zeromq';
import { Codec } from '../transport/codec';
import { address, type Connection } from '../transport/connection';
import type { Json, Message } from '../transport/message';
import { Outbox } from '../transport/outbox';

/** How long Python may take to start. Ours; in milliseconds. */
const START_MS = 120_000;
/** How often it is asked meanwhile whether it is there. Ours; in milliseconds. */
const ASK_MS = 200;

export interface ClientHandlers {
  /** A message for everybody: output, comms, states. */
  published(message: Message): void;
  /** Python asks its user. */
  asked(message: Message): void;
}

/** A request to Python. */
export interface Request {
  type: string;
  content: Json;
  /** The id that Python's messages about it will name; one of its own where none is given. */
  id?: string | undefined;
  buffers?: Uint8Array[];
  metadata?: Json;
}

type Sent = 'shell' | 'control' | 'stdin';

/** The client's end of an ipykernel: https://jupyter-client.readthedocs.io/en/stable/messaging.html */
export class PythonClient {
  private readonly codec: Codec;
  private readonly sockets: Record<Sent, Dealer>;
  private readonly outboxes: Record<Sent, Outbox>;
  private readonly iopub: Subscriber;
  private readonly waiting = new Map<string, (reply: Message) => void>();
  private heard = false;
  private closed = false;

  private constructor(
    zeromq: typeof ZeroMq,
    connection: Connection,
    private readonly handlers: ClientHandlers,
  ) {
    this.codec = new Codec(connection.key);
    const options = { linger: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0, routingId: randomUUID() };
    this.sockets = {
      shell: new zeromq.Dealer(options),
      control: new zeromq.Dealer(options),
      // Python sends its questions to the client whose identity it knows from the shell.
      stdin: new zeromq.Dealer(options),
    };
    this.iopub = new zeromq.Subscriber({ linger: 0, receiveHighWaterMark: 0 });
    this.outboxes = {
      shell: new Outbox(this.sockets.shell),
      control: new Outbox(this.sockets.control),
      stdin: new Outbox(this.sockets.stdin),
    };
    for (const channel of ['shell', 'control', 'stdin'] as const) {
      this.sockets[channel].connect(address(connection, `${channel}_port`));
      void this.listen(this.sockets[channel], (message) => this.answered(channel, message));
    }
    this.iopub.connect(address(connection, 'iopub_port'));
    this.iopub.subscribe();
    void this.listen(this.iopub, (message) => {
      this.heard = true;
      handlers.published(message);
    });
  }

  /** A client of the Python behind a connection, once it answers and is heard. Give up by closing it. */
  static async connect(connection: Connection, handlers: ClientHandlers): Promise<PythonClient> {
    const client = new PythonClient(await import('zeromq'), connection, handlers);
    const until = Date.now() + START_MS;
    // What is published before the subscription has arrived is lost: it is asked again until an answer is heard as well.
    for (let answered = false; !(answered && client.heard) && !client.closed;) {
      if (Date.now() > until) throw new Error(`Python did not answer within ${START_MS / 1000} seconds.`);
      void client.request({ type: 'kernel_info_request', content: {} }).then(() => (answered = true));
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    }
    return client;
  }

  /** Sends a request; resolves to the content of its reply. */
  request(request: Request, channel: 'shell' | 'control' = 'shell'): Promise<Json> {
    const id = request.id ?? randomUUID();
    return new Promise((resolve) => {
      this.waiting.set(id, ({ content }) => resolve(content));
      this.send({ ...request, id }, channel);
    });
  }

  /** Sends a message that has no reply. */
  send({ type, content, id, buffers, metadata }: Request, channel: Sent = 'shell'): void {
    const message = { type, parent: {}, content: JSON.stringify(content), id, buffers, metadata };
    this.outboxes[channel].send(this.codec.encode([], message));
  }

  close(): void {
    this.closed = true;
    for (const socket of [...Object.values(this.sockets), this.iopub]) socket.close();
  }

  private answered(channel: Sent, message: Message): void {
    if (channel === 'stdin') return this.handlers.asked(message);
    const id = String(message.parent.msg_id);
    this.waiting.get(id)?.(message);
    this.waiting.delete(id);
  }

  private async listen(socket: Dealer | Subscriber, take: (message: Message) => void): Promise<void> {
    try {
      for await (const frames of socket) {
        try {
          take(this.codec.decode(frames));
        } catch (error) {
          process.stderr.write(`A message of Python could not be used: ${String(error)}\n`);
        }
      }
    } catch (error) {
      if (!this.closed) process.stderr.write(`The connection to Python failed: ${String(error)}\n`);
    }
  }
}
