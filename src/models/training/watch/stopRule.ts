import { isFiniteNumber } from '../cardChecks';
import type { Intervention } from '../../../protocol';

/** When a training ends by the error of some cells: below a number, or after so many looks without a better one. */
export class StopRule {
  #best = Infinity;
  #since = 0;

  constructor(
    readonly rule: Pick<Intervention, 'below' | 'patience'>,
    /** By number in the data. */
    readonly cells: Int32Array,
  ) {}

  /** Whether a look at the cells ends the training. @param error their mean */
  ends(error: number): boolean {
    const { below, patience = Infinity } = this.rule;
    this.#since = error < this.#best ? 0 : this.#since + 1;
    this.#best = Math.min(this.#best, error);
    return below === undefined ? this.#since >= patience : error < below;
  }

  /** What a run that is taken up needs of it. */
  get memory(): { best: number | null; since: number } {
    return { best: this.#best === Infinity ? null : this.#best, since: this.#since };
  }

  /** Takes up an earlier memory. It comes from a file: what is not sound is left. */
  recall(memory: unknown): void {
    const { best, since } = (memory ?? {}) as Record<string, unknown>;
    if (isFiniteNumber(best)) this.#best = best;
    if (isFiniteNumber(since)) this.#since = since;
  }
}
