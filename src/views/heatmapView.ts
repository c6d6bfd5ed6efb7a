import { DenseMatrix } from '../data';
import { TissuebookError } from '../errors';
import type { MatrixLike } from '../metrics';
import { checkArgument, checkOptions, number, objectWith, oneOf, type OptionCheck, text } from '../options';
import { readable } from '../protocol';
import { encodeNumbers, range } from './numbers';
import { View } from './view';
import { type Wording, words, wordingChecks } from './wording';

/** A matrix with names: what metrics give, a DenseMatrix, or rows of numbers, [rows.length, columns.length]. NaN is an empty field. */
export interface NamedMatrix {
  rows: readonly string[];
  columns: readonly string[];
  values: MatrixLike | readonly (readonly number[])[];
}

/** How a heat map is shown. */
export interface HeatmapOptions extends Wording {
  rowTitle?: string;
  columnTitle?: string;
  /** What the numbers are, at the color bar. Default 'value'. */
  valueTitle?: string;
  /** Ends of the color scale. Default: the range of the values; for a diverging scale the same on both sides of 0. */
  vmin?: number;
  vmax?: number;
  /** Default 'diverging' when there are values on both sides of 0 (ours). */
  scale?: 'sequential' | 'diverging';
}

const checks = {
  ...wordingChecks,
  rowTitle: text,
  columnTitle: text,
  valueTitle: text,
  vmin: number(),
  vmax: number(),
  scale: oneOf('sequential', 'diverging'),
};

/**
 * A matrix as colored fields, rows from top to bottom.
 *
 * @throws TissuebookError 'shape-mismatch' when names and values do not fit, 'not-finite' for infinity
 */
export function heatmapView(data: NamedMatrix, options: HeatmapOptions = {}): View {
  checkOptions('heatmapView', options, checks);
  checkArgument('heatmapView', 'data', data, objectWith('rows', 'columns', 'values'));
  const { rows, columns } = data;
  checkArgument('heatmapView', 'rows', rows, isList);
  checkArgument('heatmapView', 'columns', columns, isList);
  checkArgument('heatmapView', 'values', data.values, (values) =>
    !objectWith('rows', 'columns', 'values')(values) || (Array.isArray(values) && values.every((row) => !isList(row)))
      ? undefined
      : 'a list for each row, or a matrix',
  );
  const matrix = 'values' in data.values && 'columns' in data.values ? data.values : DenseMatrix.fromRows(data.values);
  if (matrix.rows !== rows.length || (matrix.rows > 0 && matrix.columns !== columns.length)) {
    throw new TissuebookError(
      'shape-mismatch',
      `heatmapView: values are ${matrix.rows} x ${matrix.columns} for ${rows.length} rows and ${columns.length} columns.`,
      { argument: 'values', found: [matrix.rows, matrix.columns] },
    );
  }
  const values = encodeNumbers(matrix.values, 'values', [rows.length, columns.length]);
  const { low, high, count } = range(matrix.values);
  const scale = options.scale ?? (low < 0 && high > 0 ? 'diverging' : 'sequential');
  const side = Math.max(Math.abs(low), Math.abs(high));
  const valueTitle = options.valueTitle ?? 'value';
  return new View({
    ...words(options, {
      title: `${valueTitle} by ${options.rowTitle ?? 'row'} and ${options.columnTitle ?? 'column'}`,
      description: count
        ? `A heat map of ${rows.length} rows and ${columns.length} columns; ${valueTitle} runs from ` +
          `${readable(low)} to ${readable(high)}. ${peak(matrix, data)}`
        : 'An empty heat map.',
    }),
    kind: 'heatmap',
    rows: [...rows],
    columns: [...columns],
    rowTitle: options.rowTitle ?? '',
    columnTitle: options.columnTitle ?? '',
    valueTitle,
    values,
    vmin: options.vmin ?? (count ? (scale === 'diverging' ? -side : low) : 0),
    vmax: options.vmax ?? (count ? (scale === 'diverging' ? side : high) : 1),
    scale,
  });
}

function peak(matrix: MatrixLike, { rows, columns }: NamedMatrix): string {
  let best = -1;
  for (let i = 0; i < matrix.values.length; i++) {
    const value = matrix.values[i]!;
    if (!Number.isNaN(value) && (best < 0 || value > matrix.values[best]!)) best = i;
  }
  const [row, column] = [Math.floor(best / matrix.columns), best % matrix.columns];
  return `The highest is ${rows[row]}, ${columns[column]}.`;
}

const isList: OptionCheck = (value) => (Array.isArray(value) || ArrayBuffer.isView(value) ? undefined : 'a list');
