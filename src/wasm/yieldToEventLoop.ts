import { TissuebookError } from '../errors';

/** How long work may keep the thread before others get a turn, in milliseconds. */
const TURN = 40;

/** What long work takes from its caller. */
export interface WorkOptions {
  /** Stops it; what was given to it stays as it was. */
  signal?: AbortSignal;
  /** Called now and then with how much is done and how much there is, in units of the work's own. */
  progress?: (done: number, all: number) => void;
}

/** Lets others have the thread now and then, and hears whether the work shall stop. */
export class Turns {
  readonly #where: string;
  readonly #options: WorkOptions;
  #began = Date.now();

  /** @param where the function as its user calls it, for the error */
  constructor(where: string, options: WorkOptions) {
    this.#where = where;
    this.#options = options;
    this.#check();
  }

  /** Whether it is time to await `pass`. */
  get due(): boolean {
    return Date.now() - this.#began >= TURN;
  }

  /**
   * Gives the thread away for a moment, and reports progress where it is told.
   *
   * @throws TissuebookError 'aborted'
   */
  async pass(done?: number, all?: number): Promise<void> {
    if (done !== undefined && all !== undefined) this.#options.progress?.(done, all);
    await new Promise((resolve) => setImmediate(resolve));
    this.#check();
    this.#began = Date.now();
  }

  #check(): void {
    if (this.#options.signal?.aborted) throw new TissuebookError('aborted', `${this.#where} was stopped.`);
  }
}
