/** A socket that can send; zeromq.js accepts one unfinished send at a time and drops the rest. */
export interface Sender {
  send(frames: Uint8Array[]): Promise<void>;
}

/** Sends one message after the other, in the order given, so that none is lost however many are given at once. */
export class Outbox {
  private waiting: Uint8Array[][] = [];
  private draining: Promise<void> | undefined;

  constructor(private readonly socket: Sender) {}

  send(frames: Uint8Array[]): void {
    this.waiting.push(frames);
    this.draining ??= this.drain();
  }

  /** Resolves when everything given so far was handed to ZeroMQ. */
  async flushed(): Promise<void> {
    await this.draining;
  }

  private async drain(): Promise<void> {
    while (this.waiting.length) {
      const batch = this.waiting;
      this.waiting = [];
      // A peer that went away is no reason to keep the others waiting.
      for (const frames of batch) await this.socket.send(frames).catch(() => undefined);
    }
    this.draining = undefined;
  }
}
