import { TissuebookError } from '../../errors';
import type { Parameters, Snapshot } from '../parameters';

export interface EarlyStoppingOptions {
  /** A validation term, or a loss term where the run does not validate. Lower is better. Default 'loss'. */
  term?: string;
  /** Stop after this many epochs without improvement. */
  patience: number;
  /** An improvement is a fall by more than this. Default 0. */
  minImprovement?: number;
  /** When given, the best epoch's values are put back at the end. */
  parameters?: Parameters;
}

/** Watches one number at the end of each epoch. */
export class EarlyStopping {
  #best = Infinity;
  #since = 0;
  #bestValues: Snapshot | undefined;
  readonly #options: EarlyStoppingOptions;

  constructor(options: EarlyStoppingOptions) {
    this.#options = options;
  }

  /** True when it is time to stop. @throws TissuebookError kind 'missing-key' when the term is not reported */
  async shouldStop(numbers: Readonly<Record<string, number>>): Promise<boolean> {
    const { term = 'loss', patience, minImprovement = 0, parameters } = this.#options;
    if (!Object.hasOwn(numbers, term)) {
      throw new TissuebookError('missing-key', `Early stopping watches "${term}", which the run does not report.`, {
        argument: 'earlyStopping.term',
        found: term,
        advice: `It reports: ${Object.keys(numbers).join(', ')}.`,
      });
    }
    if (numbers[term] < this.#best - minImprovement) {
      this.#best = numbers[term];
      this.#since = 0;
      this.#bestValues = await parameters?.snapshot();
      return false;
    }
    this.#since++;
    return this.#since >= patience;
  }

  /** Puts the best epoch's values back. */
  restoreBest(): void {
    if (this.#bestValues) this.#options.parameters?.restore(this.#bestValues);
  }
}
