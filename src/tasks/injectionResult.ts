import type { AnnData } from '../data';
import { studentInterval } from './interval';
import type { InjectCellsOptions } from './injectCells';
import type { Estimate } from './perturb';
import { textTable } from './textTable';

/** Share of each type among the native cells [classes]: as measured (called by the same classifier), and in each arm. */
export interface ArmShares {
  readonly measured: Float64Array;
  readonly nothing: Float64Array;
  readonly injected: Float64Array;
  readonly control: Float64Array;
}

/** The numbers of an injection. */
export interface InjectionFacts {
  readonly options: InjectCellsOptions;
  /** Types of the second control. */
  readonly control: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  /** Types in the order of the shares. */
  readonly classes: readonly string[];
  /** One entry for each run: the mean over its microenvironments. */
  readonly runs: readonly ArmShares[];
  /** The first microenvironment; obs has its cells' types as `measured`, `nothing`, `injected`, `control`. */
  readonly example: AnnData;
}

/** How the share of one type differs between arms. */
export interface TypeChange {
  readonly type: string;
  readonly measured: number;
  readonly nothing: number;
  /** Injected less nothing, control less nothing, injected less control. */
  readonly injected: Estimate;
  readonly control: Estimate;
  readonly beyondControl: Estimate;
}

/** What injectCells found; shows itself as text. */
export class InjectionResult {
  constructor(readonly facts: InjectionFacts) {}

  /** Every type, those that differ most between the injected cells and the control first. */
  get changes(): TypeChange[] {
    const { classes, runs } = this.facts;
    const estimate = (k: number, a: keyof ArmShares, b: keyof ArmShares): Estimate =>
      studentInterval(runs.map((shares) => shares[a][k]! - shares[b][k]!));
    const mean = (k: number, arm: keyof ArmShares): number =>
      runs.reduce((sum, shares) => sum + shares[arm][k]!, 0) / runs.length;
    return classes
      .map((type, k) => ({
        type,
        measured: mean(k, 'measured'),
        nothing: mean(k, 'nothing'),
        injected: estimate(k, 'injected', 'nothing'),
        control: estimate(k, 'control', 'nothing'),
        beyondControl: estimate(k, 'injected', 'control'),
      }))
      .sort((a, b) => Math.abs(b.beyondControl.mean) - Math.abs(a.beyondControl.mean));
  }

  /** How the shares of the types that move most differ from putting nothing in, for barsView: percentage points. */
  get bars(): { groups: string[]; series: Record<string, { values: number[]; low: number[]; high: number[] }> } {
    const changes = this.changes.slice(0, 8);
    const of = (which: 'injected' | 'control') => ({
      values: changes.map((change) => 100 * change[which].mean),
      low: changes.map((change) => 100 * change[which].low),
      high: changes.map((change) => 100 * change[which].high),
    });
    return { groups: changes.map(({ type }) => type), series: { injected: of('injected'), control: of('control') } };
  }

  toString(): string {
    const { options, control, runs } = this.facts;
    const { cells = 60, fieldCells = 400, fields = 3 } = options;
    const type = [options.type].flat().join(' / ');
    const rows = this.changes
      .slice(0, 10)
      .map((change) => [
        change.type,
        percent(change.measured),
        percent(change.nothing),
        points(change.injected),
        points(change.control),
        points(change.beyondControl),
      ]);
    return [
      `${options.places?.length ?? cells} cells of ${type} among ${fieldCells}, ${runs.length} runs of ${options.places ? 1 : fields}.`,
      `Control: as many cells of ${control.join(' / ')} at the same places. Shares are of the native cells; the injected ones do not count.`,
      textTable(['type', 'measured', 'nothing put in', 'injected', 'control', 'injected less control'], rows),
      'Columns 4 and 5: difference to putting nothing in, in points, with a 95% interval over runs of one trained model.',
      'Cells are redrawn by what the model saw lying together. This is no evidence of what the cells would do.',
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

function points({ mean, low, high }: Estimate): string {
  const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(100 * value).toFixed(1)}`;
  return Number.isNaN(low) ? signed(mean) : `${signed(mean)} [${signed(low)}, ${signed(high)}]`;
}
