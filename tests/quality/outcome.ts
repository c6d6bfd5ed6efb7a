import { decimal, deviationOf, meanOf } from './numbers';
import type { Mark, Measured, Numbers, QualityTarget } from './target';

/** How a target's mean came out against one mark. */
export interface MarkResult extends Mark {
  /** What lies between the reference and the mark. */
  readonly margin: number;
  readonly seeds: readonly number[];
  readonly mean: number;
  readonly reached: boolean;
}

/** What one target measured. */
export class Outcome implements Measured {
  /**
   * @param seeds those that ran
   * @param runs the numbers of each of them
   * @param joint what `together` measured
   */
  constructor(
    readonly target: QualityTarget,
    readonly seeds: readonly number[],
    readonly runs: readonly Numbers[],
    readonly joint: Numbers = {},
  ) {}

  /** Whether all seeds of the target ran: only then do its figures go to a card. */
  get complete(): boolean {
    return this.target.seeds.every((seed) => this.seeds.includes(seed));
  }

  /** Names of all that was measured. */
  get figures(): string[] {
    return [...new Set([...this.runs, this.joint].flatMap((numbers) => Object.keys(numbers)))];
  }

  /**
   * A number of each run, or the only one of a joint measurement.
   * @throws Error for a name that nothing measured, which is a mistake in the target
   */
  values(figure: string): number[] {
    if (Object.hasOwn(this.joint, figure)) return [this.joint[figure]];
    const values = this.runs.map((numbers) => numbers[figure]);
    if (values.length === 0 || values.some((value) => value === undefined)) {
      throw new Error(`${this.target.id} measures no ${figure}; it measures: ${this.figures.join(', ')}`);
    }
    return values;
  }

  mean(figure: string): number {
    return meanOf(this.values(figure));
  }

  /** Mean and, of several runs, standard deviation as a card writes them: '.49 ± .01'. */
  spread(figure: string, digits = 2): string {
    const values = this.values(figure);
    const mean = decimal(meanOf(values), digits);
    if (values.length < 2) return mean;
    return `${mean} ± ${deviationOf(values).toFixed(digits).replace(/^0\./, '.')}`;
  }

  /** The mean alone, for baselines. */
  shown(figure: string, digits = 2): string {
    return decimal(this.mean(figure), digits);
  }

  /** Each mark beside the mean. A mean that is no number reaches nothing. */
  get marks(): MarkResult[] {
    return this.target.marks.map((mark) => {
      const mean = this.mean(mark.figure);
      const reached = mark.goal === 'at least' ? mean >= mark.value : mean <= mark.value;
      const margin = Number(Math.abs(mark.reference - mark.value).toPrecision(6));
      return { ...mark, margin, seeds: this.seeds, mean, reached };
    });
  }
}
