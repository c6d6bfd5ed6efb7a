import { displayBundle } from '../../data/htmlDisplay';
import { textTable } from '../shared/textTable';

/** One entry of the dictionary. */
export interface TokenEntry {
  readonly token: string;
  readonly cells: number;
  /** Of all cells. */
  readonly share: number;
  /** Cell types from the most frequent in the data on, with their share of this token's cells; none without labels. */
  readonly types: readonly { readonly label: string; readonly share: number }[];
  /** Every feature: mean in this token minus mean of all cells, in standard deviations over all cells. */
  readonly features: readonly { readonly feature: string; readonly difference: number }[];
  /** Of the neighbors of its cells, the share that carry the same token; by chance it would be `share`. */
  readonly together: number;
  /** Mean position of its cells, in the unit of the data. */
  readonly center: readonly [number, number];
}

/** A table with names, as heatmapView takes it. */
export interface NamedTable {
  rows: string[];
  columns: string[];
  values: number[][];
}

/** Rows of the printed table, and types and markers in a row. */
const SHOWN = { tokens: 15, types: 2, markers: 3 };
/** A token of fewer cells has no row in a heat map: its shares and means are chance (ours). */
const LEAST_CELLS = 5;
/** A difference below it is not called a marker (ours). */
const MARKER = 0.5;

/** What tokenDictionary found; shows itself as a table of the most frequent tokens. */
export class TokenDictionary {
  readonly #features: readonly string[];

  /** @param entries in the order of their names */
  constructor(
    readonly entries: readonly TokenEntry[],
    features: readonly string[],
  ) {
    this.#features = features;
  }

  /**
   * The share of each cell type in each token. Tokens of the same main type stand together, the purest first.
   * Without labels it has no columns. Rows say how many cells they stand for; tokens of fewer than 5 cells are left out,
   * unless all are so small.
   */
  get composition(): NamedTable {
    const columns = this.entries[0]?.types.map(({ label }) => label) ?? [];
    const main = (entry: TokenEntry): number => {
      const shares = entry.types.map(({ share }) => share);
      return shares.indexOf(Math.max(...shares));
    };
    const rows = this.#counted().sort((a, b) => main(a) - main(b) || b.types[main(b)]!.share - a.types[main(a)]!.share);
    return {
      rows: rows.map(rowName),
      columns,
      values: rows.map(({ types }) => types.map(({ share }) => share)),
    };
  }

  /**
   * How much higher each feature is in each token than in all cells, in standard deviations. Rows as in `composition`.
   *
   * @param most features: those that stand out most in any token, in the order of the data
   */
  profiles(most = 40): NamedTable {
    const entries = this.#counted();
    const peak = (at: number): number => Math.max(...entries.map(({ features }) => features[at]!.difference));
    const chosen = [...this.#features.keys()]
      .sort((a, b) => peak(b) - peak(a))
      .slice(0, most)
      .sort((a, b) => a - b);
    return {
      rows: entries.map(rowName),
      columns: chosen.map((at) => this.#features[at]!),
      values: entries.map(({ features }) => chosen.map((at) => features[at]!.difference)),
    };
  }

  /** The entries whose shares and means say something. */
  #counted(): TokenEntry[] {
    const enough = this.entries.filter(({ cells }) => cells >= LEAST_CELLS);
    return enough.length > 0 ? enough : [...this.entries];
  }

  toString(): string {
    const largest = [...this.entries].sort((a, b) => b.cells - a.cells).slice(0, SHOWN.tokens);
    const labeled = this.entries.some(({ types }) => types.length > 0);
    const table = textTable(
      ['token', 'cells', 'together', ...(labeled ? ['cell types'] : []), 'markers'],
      largest.map((entry) => [
        entry.token,
        entry.cells,
        percent(entry.together),
        ...(labeled ? [mainTypes(entry)] : []),
        markers(entry),
      ]),
    );
    const rest = this.entries.length - largest.length;
    return rest > 0 ? `${table}\nand ${rest} smaller tokens` : table;
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}

const rowName = ({ token, cells }: TokenEntry): string => `${token} (${cells} ${cells === 1 ? 'cell' : 'cells'})`;

function mainTypes({ types }: TokenEntry): string {
  const top = [...types].sort((a, b) => b.share - a.share).slice(0, SHOWN.types);
  return top
    .filter(({ share }) => share > 0)
    .map(({ label, share }) => `${label} ${percent(share)}`)
    .join(', ');
}

function markers({ features }: TokenEntry): string {
  const top = [...features].sort((a, b) => b.difference - a.difference).slice(0, SHOWN.markers);
  return top
    .filter(({ difference }) => difference >= MARKER)
    .map(({ feature }) => feature)
    .join(' ');
}

const percent = (share: number): string => `${Math.round(100 * share)}%`;
