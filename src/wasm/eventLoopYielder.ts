import { TissuebookError } from '../errors';

/** How long work may hold the event loop before messages, timers and interrupts are served, in milliseconds. */
const TIME_SLICE = 40;

/** What long work takes from its caller. */
export interface WorkOptions {
  /** Stops the work; its input stays as it was. */
  signal?: AbortSignal;
  /** Called now and then with how much is done and how much there is, in units of the work's own. */
  progress?: (done: number, total: number) => void;
}

/**
 * Lets long work yield to the event loop, report its progress and be aborted:
 * `if (yielder.due) await yielder.yieldToEventLoop(done, total)`.
 */
export class EventLoopYielder {
  readonly #caller: string;
  readonly #options: WorkOptions;
  #sliceStart = Date.now();

  /** @param caller the function as its user calls it, for the error */
  constructor(caller: string, options: WorkOptions) {
    this.#caller = caller;
    this.#options = options;
    this.#throwIfAborted();
  }

  /** Whether the time slice is used up. */
  get due(): boolean {
    return Date.now() - this.#sliceStart >= TIME_SLICE;
  }

  /**
   * Serves the event loop once, and reports progress where it is given.
   *
   * @throws TissuebookError 'aborted'
   */
  async yieldToEventLoop(done?: number, total?: number): Promise<void> {
    if (done !== undefined && total !== undefined) this.#options.progress?.(done, total);
    await new Promise((resolve) => setImmediate(resolve));
    this.#throwIfAborted();
    this.#sliceStart = Date.now();
  }

  #throwIfAborted(): void {
    if (this.#options.signal?.aborted) throw new TissuebookError('aborted', `${this.#caller} was stopped.`);
  }
}
