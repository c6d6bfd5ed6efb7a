import { type AnnData, type Column, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';

/** The labels of an obs column that cells have, and the label of each cell. */
export interface LabelCodes {
  names: string[];
  /** The place of each cell's label in `names`; -1 for a cell without one. */
  codes: Int32Array;
}

/**
 * The labels of a column: in the order of its categories, else in alphabetical order; numbers by size. Labels that no cell has are left out.
 *
 * @throws TissuebookError 'missing-key' (no such column), 'invalid-argument' (measurements, or no label at all)
 */
export function labelsOf(where: string, adata: AnnData, name: string): LabelCodes {
  const column = adata.column(name);
  if (column.kind === 'numeric' && !column.integer) throw noLabels(where, name, 'holds measurements, not labels');
  const labels = valuesOf(column).map((value) => (value === null ? undefined : String(value)));
  const seen = new Set(labels);
  const names = ordered(column, seen);
  if (names.length === 0) throw noLabels(where, name, 'has no labels');
  const code = new Map(names.map((label, at) => [label, at]));
  return { names, codes: Int32Array.from(labels, (label) => (label === undefined ? -1 : code.get(label)!)) };
}

function ordered(column: Column, seen: ReadonlySet<string | undefined>): string[] {
  if (column.kind === 'categorical') return column.categories.filter((name) => seen.has(name));
  const names = [...seen].filter((name): name is string => name !== undefined);
  return column.kind === 'numeric' ? names.sort((a, b) => Number(a) - Number(b)) : names.sort();
}

function noLabels(where: string, name: string, what: string): TissuebookError {
  return new TissuebookError('invalid-argument', `${where}: obs['${name}'] ${what}.`, { argument: 'by', found: name });
}
