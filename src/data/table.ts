import { TissuebookError } from '../errors';
import type { TableColumnName } from '../names';
import { nearest } from '../options';
import { type Column, columnLength, type ColumnValues, takeValues, toColumn } from './column';

/** What a table says beside its rows and columns. */
export interface TableFacts {
  /** The name of the index, as pandas has it: the heading of the row names. None. */
  indexName?: string | undefined;
  /** What a reader had to leave out or to change, in sentences. */
  notices?: readonly string[];
}

/** Named columns of equal length with a name for each row, as obs and var are. */
export class Table {
  /** The name of each row. Names may repeat. */
  readonly index: string[];
  /** The heading of the row names, where there is one. */
  readonly indexName: string | undefined;
  /** What a reader had to leave out or to change, in sentences. */
  readonly notices: readonly string[];
  readonly #columns = new Map<string, Column>();

  constructor(
    index: readonly string[],
    columns: Iterable<readonly [string, ColumnValues]> = [],
    { indexName, notices = [] }: TableFacts = {},
  ) {
    this.index = [...index];
    this.indexName = indexName;
    this.notices = [...notices];
    for (const [name, values] of columns) this.set(name, values);
  }

  get length(): number {
    return this.index.length;
  }

  /** Column names in their order. */
  get names(): string[] {
    return [...this.#columns.keys()];
  }

  has(name: string): boolean {
    return this.#columns.has(name);
  }

  /** @throws TissuebookError 'missing-key', with the names that there are */
  get(name: TableColumnName): Column {
    const column = this.#columns.get(name);
    if (column) return column;
    const near = nearest(name, this.names);
    throw new TissuebookError('missing-key', `There is no column "${name}".`, {
      argument: name,
      found: name,
      advice: `${near ? `Did you mean "${near}"? ` : ''}There are: ${listNames(this.names)}.`,
    });
  }

  /**
   * Adds or replaces a column.
   *
   * @param values a column, or numbers, booleans or text, one for each row (null is missing)
   * @throws TissuebookError 'shape-mismatch' when there is not one value for each row
   */
  set(name: string, values: ColumnValues): void {
    const column = toColumn(values);
    if (columnLength(column) !== this.length) {
      throw new TissuebookError(
        'shape-mismatch',
        `Column "${name}" has ${columnLength(column)} values for ${this.length} rows.`,
        { argument: name, found: columnLength(column) },
      );
    }
    this.#columns.set(name, column);
  }

  /** Removes a column; says whether it was there. */
  delete(name: string): boolean {
    return this.#columns.delete(name);
  }

  /** The rows at `positions`. */
  take(positions: ArrayLike<number>): Table {
    const index = Array.from(positions, (i) => this.index[i]!);
    return new Table(
      index,
      this.names.map((name) => [name, takeValues(this.get(name), positions)] as const),
      this,
    );
  }

  /** A table of its own with the same columns: setting a column in one leaves the other alone. */
  clone(): Table {
    return new Table(
      this.index,
      this.names.map((name) => [name, this.get(name)] as const),
      this,
    );
  }
}

/** Names for a message: the first twelve. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown}, and ${names.length - 12} more` : shown;
}
