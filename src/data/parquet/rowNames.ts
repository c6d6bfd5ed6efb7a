import { TissuebookError } from '../../errors';
import type { ParquetFound } from './parquetWorker';

/** The names of rows and where they come from. */
export interface RowNames {
  index: string[];
  /** The heading of the row names, where they have one. */
  indexName: string | undefined;
  /** Columns that are the row names, and no others. */
  used: ReadonlySet<string>;
  notices: string[];
}

/** Row names as pandas has them: of a column, of several (joined by "_"), or counted as its metadata say; else from 0. */
export function rowNames({ columns, rows, index }: ParquetFound, wanted: string | undefined, file: string): RowNames {
  const textsOf = (name: string): string[] | undefined =>
    columns.find((column) => column.name === name)?.values?.map((value) => (value === null ? '' : String(value)));
  const notices: string[] = [];
  if (wanted !== undefined) {
    const found = textsOf(wanted);
    if (found) return { index: found, indexName: wanted, used: new Set([wanted]), notices };
    throw new TissuebookError('missing-key', `${file} has no column "${wanted}".`, {
      argument: 'index',
      found: wanted,
    });
  }
  if (index && 'columns' in index) {
    const levels = index.columns.map(textsOf);
    if (levels.length === 1 && levels[0]) {
      return { index: levels[0], indexName: index.names[0] ?? undefined, used: new Set(index.columns), notices };
    }
    if (levels.every((level) => level !== undefined)) {
      notices.push(
        `The index of ${file} has several levels (${index.columns.join(', ')}): row names are joined by "_".`,
      );
      const joined = Array.from({ length: rows }, (_, i) => levels.map((level) => level[i]).join('_'));
      return { index: joined, indexName: undefined, used: new Set(), notices };
    }
    notices.push(
      `The index of ${file} (${index.columns.join(', ')}) is not among its columns: rows are numbered from 0.`,
    );
  }
  if (index && 'start' in index && index.length !== rows) {
    notices.push(`The index of ${file} counts ${index.length} rows, but there are ${rows}: they are numbered from 0.`);
  }
  const counts = index && 'start' in index && index.length === rows ? index : { start: 0, step: 1, name: null };
  return {
    index: Array.from({ length: rows }, (_, i) => String(counts.start + i * counts.step)),
    indexName: counts.name ?? undefined,
    used: new Set(),
    notices,
  };
}
