import type { PerturbRegionOptions } from './perturbRegion';
import { textTable } from './textTable';
import type { NamedTable } from './tokenDictionaryResult';
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
  /** The type of every cell. */
  readonly types: readonly string[];
  /** Names of all tokens that occur, in the order of the transition tables. */
  readonly tokens: readonly string[];
  /** The token of every cell, by name. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly control: readonly string[];
  /** Of the watched cells, before to after, and before to control. */
  readonly transition: TokenTransition;
  readonly controlTransition: TokenTransition;
}

/** A label for each cell under a name, as spatialView takes it for a colour. */
export interface NamedLabels {
  name: string;
  values: (string | null)[];
}

/** Types with fewer watched cells say nothing about their share (ours). */
const FEWEST = 5;

/** What perturbRegion found; shows itself as text. */
export class PerturbationResult {
  constructor(readonly facts: PerturbationFacts) {}

  /** Share of the watched cells whose token changed, with the activated profile and in the control. */
  get moved(): { activated: number; control: number } {
    return this.#movedAmong(this.facts.watched);
  }

  /** Tokens of the watched cells before, and nothing for all others. */
  get before(): NamedLabels {
    return this.#labels('before', this.facts.before);
  }

  /** Tokens of the watched cells after, and nothing for all others. */
  get after(): NamedLabels {
    return this.#labels('after', this.facts.after);
  }

  /**
   * From which token (rows) to which (columns) watched cells went, in cells; those that kept their token are left out.
   *
   * @param most rows and columns, the most frequent ones
   */
  transitions(most = 25): NamedTable {
    const { tokens, transition } = this.facts;
    const size = tokens.length;
    const moves = transition.counts.map((count, at) => (Math.floor(at / size) === at % size ? 0 : count));
    const total = (row: boolean, token: number): number =>
      tokens.reduce((sum, _, other) => sum + moves[row ? token * size + other : other * size + token]!, 0);
    const chosen = (row: boolean): number[] =>
      [...tokens.keys()]
        .filter((token) => total(row, token) > 0)
        .sort((a, b) => total(row, b) - total(row, a))
        .slice(0, most)
        .sort((a, b) => a - b);
    const [rows, columns] = [chosen(true), chosen(false)];
    return {
      rows: rows.map((token) => tokens[token]!),
      columns: columns.map((token) => tokens[token]!),
      values: rows.map((from) => columns.map((to) => moves[from * size + to]!)),
    };
  }

  /** For barsView: by type of the watched cells, the share whose token changed, activated and control; types of 5 cells or more. */
  movedByType(): { groups: string[]; series: { activated: number[]; control: number[] } } {
    const { watched, types } = this.facts;
    const groups = [...new Set(Array.from(watched, (cell) => types[cell]!))]
      .map((type) => ({ type, cells: watched.filter((cell) => types[cell] === type) }))
      .filter(({ cells }) => cells.length >= FEWEST)
      .sort((a, b) => b.cells.length - a.cells.length);
    const shares = groups.map(({ cells }) => this.#movedAmong(cells));
    return {
      groups: groups.map(({ type, cells }) => `${type} (${cells.length})`),
      series: { activated: shares.map((s) => s.activated), control: shares.map((s) => s.control) },
    };
  }

  toString(): string {
    const { changed, activated, watched, tokens, transition } = this.facts;
    const { moved } = this;
    const moves = [...transition.counts]
      .map((count, at) => ({ count, from: Math.floor(at / tokens.length), to: at % tokens.length }))
      .filter(({ count, from, to }) => count > 0 && from !== to)
      .sort((a, b) => b.count - a.count)
      .slice(0, 8);
    const lines = [
      `${changed.length} cells got the mean profile of the ${activated.length} most activated ones.`,
      `Of ${watched.length} other cells beside them, ${percent(moved.activated)} changed their token; ` +
        `with the mean profile of all cells of the type (control), ${percent(moved.control)}.`,
    ];
    if (moves.length === 0) return lines.join('\n');
    const table = moves.map(({ from, to, count }) => [tokens[from]!, tokens[to]!, count]);
    return [...lines, textTable(['from token', 'to token', 'cells'], table)].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }

  #movedAmong(cells: Int32Array): { activated: number; control: number } {
    const { before, after, control } = this.facts;
    const share = (tokens: readonly string[]): number =>
      cells.filter((cell) => tokens[cell] !== before[cell]).length / Math.max(1, cells.length);
    return { activated: share(after), control: share(control) };
  }

  #labels(name: string, tokens: readonly string[]): NamedLabels {
    const watched = new Set(this.facts.watched);
    return { name, values: tokens.map((token, cell) => (watched.has(cell) ? token : null)) };
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
