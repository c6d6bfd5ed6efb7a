import { type AnnData } from '../data';
import { checkAnnData } from '../data/checkAnnData';
import { TissuebookError } from '../errors';
import type { ColumnName } from '../names';
import { checkArgument, checkOptions, objectWith, oneOf, text } from '../options';
import type { HeatmapPayload } from '../protocol';
import { cellValues } from './cellColor';
import { heatmapView } from './heatmapView';
import { linkCells } from './linkedGroups';
import { View } from './view';
import { type Wording, wordingChecks } from './wording';

/** Which columns of obs are counted against each other. */
export interface CompositionOptions extends Wording {
  /** The column whose labels are the rows, for example tokens. */
  rows: ColumnName;
  /** The column whose labels are the columns, for example phenotypes. */
  columns: ColumnName;
  /** 'rows' makes each row sum to 1, 'columns' each column; 'none' shows counts. Default 'rows'. */
  normalize?: 'rows' | 'columns' | 'none';
  /**
   * 'similar' puts rows together that consist mostly of the same label, the purest first, so that blocks are seen;
   * 'given' keeps the order of the categories. Default 'similar' (ours).
   */
  order?: 'similar' | 'given';
}

const checks = {
  ...wordingChecks,
  rows: text,
  columns: text,
  normalize: oneOf('rows', 'columns', 'none'),
  order: oneOf('similar', 'given'),
};

/**
 * How often two labels meet in a cell, as a heat map: which phenotypes a token consists of. Rows without a cell are
 * left out. Linked to pictures of the same cells: a selection is framed in it, and a click on a field selects its cells.
 *
 * @throws TissuebookError 'missing-key' for an unknown column, 'invalid-argument' for a column of numbers
 */
export function compositionView(adata: AnnData, options: CompositionOptions): View {
  checkAnnData('compositionView', 'adata', adata);
  checkArgument('compositionView', 'options', options, objectWith());
  checkOptions('compositionView', options, checks);
  const normalize = options.normalize ?? 'rows';
  const [row, column] = [labelsOf(adata, options.rows, 'rows'), labelsOf(adata, options.columns, 'columns')];
  const all = Array.from(row.categories, () => new Float64Array(column.categories.length));
  row.codes.forEach((i, cell) => {
    const j = column.codes[cell]!;
    if (i >= 0 && j >= 0) all[i]![j]!++;
  });
  const given = [...all.keys()].filter((i) => sum(all[i]!) > 0);
  const kept = options.order === 'given' ? given : bySimilarity(given, all);
  const counts = kept.map((i) => all[i]!);
  const shares = normalize === 'none' ? counts : divide(counts, normalize);
  const rowLabels = kept.map((i) => row.categories[i]!);
  const { payload } = heatmapView(
    { rows: rowLabels, columns: column.categories, values: shares.map((each) => [...each]) },
    {
      title: options.title ?? `${options.columns} in each ${options.rows}`,
      rowTitle: options.rows,
      columnTitle: options.columns,
      valueTitle: normalize === 'none' ? 'cells' : `share of ${normalize === 'rows' ? options.rows : options.columns}`,
      vmin: 0,
      ...(options.caption !== undefined && { caption: options.caption }),
      ...(options.description !== undefined && { description: options.description }),
      ...(options.id !== undefined && { id: options.id }),
    },
  );
  const cells = linkCells(
    adata,
    { column: options.rows, labels: rowLabels },
    { column: options.columns, labels: column.categories },
  );
  return new View({ ...(payload as HeatmapPayload), cells }, { adata });
}

function labelsOf(adata: AnnData, name: string, argument: string): { codes: Int32Array; categories: string[] } {
  if (name === undefined) {
    throw new TissuebookError('invalid-argument', `compositionView needs ${argument}: an obs column of labels.`, {
      argument,
    });
  }
  const found = cellValues(adata, name);
  if (found.kind === 'category') return found.column;
  throw new TissuebookError('invalid-argument', `compositionView: "${name}" holds numbers, not labels.`, {
    argument,
    found: name,
    advice: 'Choose an obs column with labels.',
  });
}

/** Counts divided by the sum of their row or column; empty columns stay 0. */
function divide(counts: Float64Array[], by: 'rows' | 'columns'): Float64Array[] {
  if (by === 'rows') return counts.map((row) => row.map((count) => count / sum(row)));
  const totals = counts[0]?.map((_, j) => counts.reduce((total, row) => total + row[j]!, 0));
  return counts.map((row) => row.map((count, j) => count / (totals![j]! || 1)));
}

/** Rows by the column in which they are strongest, and within it from the purest to the most mixed. */
function bySimilarity(rows: number[], counts: Float64Array[]): number[] {
  const strongest = counts.map((row) => row.indexOf(Math.max(...row)));
  const purity = counts.map((row, i) => row[strongest[i]!]! / (sum(row) || 1));
  return [...rows].sort((a, b) => strongest[a]! - strongest[b]! || purity[b]! - purity[a]! || a - b);
}

function sum(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}
