import type { Codec } from './codec';
import type { Header, Outgoing } from './message';
import { Outbox } from './outbox';
import { StreamGatherer } from './streams';
import type { SubscriberSocket } from './subscriberSocket';

/** First byte of what a subscriber sends; 0 ends a subscription. */
const SUBSCRIBES = 1;

/** The IOPub socket: everything that all clients see, in the order in which it was made. */
export class Publisher {
  private readonly outbox: Outbox;
  private readonly streams = new StreamGatherer((message) => this.send(message));
  private executing: Partial<Header> | undefined;

  constructor(
    private readonly socket: SubscriberSocket,
    private readonly codec: Codec,
  ) {
    this.outbox = new Outbox(socket);
  }

  /** The request of the cell that runs. */
  get cell(): Partial<Header> | undefined {
    return this.executing;
  }

  write(parent: Partial<Header>, name: 'stdout' | 'stderr', text: string): void {
    this.streams.write(parent, name, text);
  }

  publish(message: Outgoing): void {
    this.streams.flush();
    this.send(message);
  }

  status(state: 'starting' | 'busy' | 'idle', parent: Partial<Header>): void {
    const ofCell = parent.msg_type === 'execute_request';
    if (ofCell) this.executing = state === 'busy' ? parent : undefined;
    this.publish(status(state, parent));
    // Clients take the last status for the kernel's: a slider that moved while a cell runs must not make it look idle.
    if (state === 'idle' && this.executing) this.publish(status('busy', this.executing));
  }

  /** Greets each new subscriber before it hears anything else, so that it knows from when on it hears everything (JEP 65). */
  async welcome(): Promise<void> {
    for await (const [frame] of this.socket) {
      const topic = frame!.subarray(1);
      if (frame![0] !== SUBSCRIBES) this.socket.dismiss(topic);
      else if (this.socket.admit(topic)) {
        const content = JSON.stringify({ subscription: topic.toString() });
        this.outbox.send(this.codec.encode([topic], { type: 'iopub_welcome', parent: {}, content }));
      }
    }
  }

  async flushed(): Promise<void> {
    this.streams.flush();
    await this.outbox.flushed();
  }

  private send(message: Outgoing): void {
    this.outbox.send(this.codec.encode([Buffer.from(message.type)], message));
  }
}

function status(state: string, parent: Partial<Header>): Outgoing {
  return { type: 'status', parent, content: JSON.stringify({ execution_state: state }) };
}
