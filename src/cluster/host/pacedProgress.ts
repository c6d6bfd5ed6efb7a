/** Milliseconds between two reports of a task: the scheduler passes each on (ours). */
const INTERVAL = 200;

/** Passes reports on, at most five a second; the newest of those in between, and always the last. */
export class PacedProgress {
  readonly #send: (value: unknown) => void;
  #last = -Infinity;
  #waiting: { value: unknown } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (value: unknown) => void) {
    this.#send = send;
  }

  /** @param value what is reported, or a function that makes it when it is sent */
  report(value: unknown): void {
    this.#waiting = { value };
    const wait = this.#last + INTERVAL - performance.now();
    if (wait <= 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), wait);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#waiting) return;
    const { value } = this.#waiting;
    this.#waiting = undefined;
    this.#last = performance.now();
    this.#send(typeof value === 'function' ? (value as () => unknown)() : value);
  }
}
