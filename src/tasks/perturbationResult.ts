import type { PerturbRegionOptions } from './perturbRegion';
import { textTable } from './textTable';
import type { TokenTransition } from './tokens';

/** The numbers of a perturbation. */
export interface PerturbationFacts {
  readonly options: PerturbRegionOptions;
  readonly config: Readonly<Record<string, unknown>>;
  /** Cells whose profile was replaced. */
  readonly changed: Int32Array;
  /** Cells whose mean profile was given. */
  readonly activated: Int32Array;
  /** Cells beside a changed one that were not changed themselves. */
  readonly watched: Int32Array;
  /** Token ids, in the order of the transition tables. */
  readonly tokens: readonly number[];
  /** Token ids of all cells. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly control: Float64Array;
  /** Of the watched cells, before to after, and before to control. */
  readonly transition: TokenTransition;
  readonly controlTransition: TokenTransition;
}

/** What perturbRegion found; shows itself as text. */
export class PerturbationResult {
  constructor(readonly facts: PerturbationFacts) {}

  /** Share of the watched cells whose token changed, with the activated profile and in the control. */
  get moved(): { activated: number; control: number } {
    const { watched, before, after, control } = this.facts;
    const share = (ids: Float64Array): number =>
      watched.filter((cell) => ids[cell] !== before[cell]).length / Math.max(1, watched.length);
    return { activated: share(after), control: share(control) };
  }

  toString(): string {
    const { changed, activated, watched, tokens, transition } = this.facts;
    const { moved } = this;
    const moves = [...transition.counts]
      .map((count, at) => ({ count, from: Math.floor(at / tokens.length), to: at % tokens.length }))
      .filter(({ count, from, to }) => count > 0 && from !== to)
      .sort((a, b) => b.count - a.count)
      .slice(0, 8);
    return [
      `${changed.length} cells got the mean profile of the ${activated.length} most activated ones.`,
      `Of ${watched.length} other cells beside them, ${percent(moved.activated)} changed their token; ` +
        `with the mean profile of all cells of the type (control), ${percent(moved.control)}.`,
      textTable(
        ['from token', 'to token', 'cells'],
        moves.map(({ from, to, count }) => [String(tokens[from]), String(tokens[to]), count]),
      ),
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
