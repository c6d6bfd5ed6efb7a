import { now } from '../transport/clock';

/** A cell was stopped by the user. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('The cell was interrupted.');
  }
}

/** One cell that runs, and how it can be stopped. */
export class Execution {
  private readonly abort = new AbortController();
  private reject: ((reason: Interrupted) => void) | undefined;
  private observed = false;
  readonly startedAt = now();
  /** True from the moment at which it has to stop. */
  stopped = false;

  constructor(
    /** The program that sent the cell can ask its user. */
    readonly allowsInput: boolean,
  ) {}

  /** Aborted when the user asks the cell to stop. Whoever reads it is expected to obey. */
  get signal(): AbortSignal {
    this.observed = true;
    return this.abort.signal;
  }

  /**
   * Asks code that has read `signal` to stop, or else stops the cell; a second request stops it in any case.
   * Returns true when the cell was stopped.
   */
  interrupt(): boolean {
    const asked = this.abort.signal.aborted;
    this.abort.abort(new Interrupted());
    if (this.observed && !asked) return false;
    this.stop();
    return true;
  }

  stop(): void {
    this.stopped = true;
    this.reject?.(new Interrupted());
  }

  /** The result of `work`, or a rejection with Interrupted as soon as the cell is stopped. One at a time. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.reject = reject;
      if (this.stopped) reject(new Interrupted());
      work.then(resolve, reject);
    });
  }
}
