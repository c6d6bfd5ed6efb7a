/** What tells a run to go on, wait or end: its own buttons and any number of abort signals. */
export class Switch {
  readonly #signals: AbortSignal[];
  #stopped = false;
  #stopping: (() => void) | undefined;
  #resume: (() => void) | undefined;
  #held: Promise<void> | undefined;

  constructor(signals: readonly (AbortSignal | undefined)[]) {
    this.#signals = signals.filter((signal): signal is AbortSignal => signal !== undefined);
  }

  /** Another signal that ends the run. */
  add(signal: AbortSignal | undefined): void {
    if (signal) this.#signals.push(signal);
  }

  get paused(): boolean {
    return this.#held !== undefined && !this.#stopped;
  }

  /** Whether an abort signal, rather than stop(), asks to end. */
  get interrupted(): boolean {
    return this.#signals.some(({ aborted }) => aborted);
  }

  stop(): void {
    this.#stopped = true;
    this.#stopping?.();
    this.resume();
  }

  pause(): void {
    this.#held ??= new Promise((resolve) => (this.#resume = resolve));
  }

  resume(): void {
    this.#resume?.();
    this.#held = this.#resume = undefined;
  }

  /** Lets messages, timers and interrupts be served. */
  yieldToEventLoop(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Yields to the event loop, waits while paused, and says whether to go on. */
  async mayGoOn(): Promise<boolean> {
    await this.yieldToEventLoop();
    if (this.#held) await Promise.race([this.#held, this.#untilInterrupted()]);
    return !this.#stopped && !this.interrupted;
  }

  /** Comes when the run is to end. */
  async untilAsked(): Promise<undefined> {
    const stopped = new Promise<void>((resolve) => (this.#stopping = resolve));
    if (!this.#stopped) await Promise.race([stopped, this.#untilInterrupted()]);
    return undefined;
  }

  #untilInterrupted(): Promise<void> {
    return new Promise((resolve) => {
      for (const signal of this.#signals) {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      }
    });
  }
}
