import type { CellValues } from './cellValues';
import {
  type AnnData,
  type CategoricalColumn,
  categorical,
  type Column,
  columnLength,
  type ColumnValues,
  toColumn,
} from '../data';
import { TissuebookError } from '../errors';
import type { ColorName } from '../names';
import { nearest, show } from '../options';
import { blendFields } from './blendFields';
import { storedColors } from './storedColors';

/** What cells are colored by: an obs column, a feature (gene, protein), or a value for each cell under a name. */
export type ColorBy = ColorName | NamedValues | Blend;

/** Two or three features or columns of numbers in one color, mixed by how much a cell has of each: { blend: ['EPCAM', 'CD3E', 'VIM'] }. */
export interface Blend {
  blend: readonly ColorName[];
}

/** A value [nObs] for each cell: labels, booleans or numbers; null or NaN is missing. */
export interface NamedValues {
  name: string;
  values: ColumnValues;
}

/** Most labels of a text column that a legend can carry; columns of ids have one for each cell. */
const MAX_LABELS = 500;

/**
 * Finds what a color names: first among obs columns, then among the features.
 *
 * @param layer where a feature's values come from; X unless given
 * @throws TissuebookError 'missing-key' with near names, 'shape-mismatch' when there is not one value for each cell,
 *   'too-large' for a text column with more than 500 different labels
 */
export function cellValues(adata: AnnData, by: ColorBy, layer?: string): CellValues {
  if (typeof by !== 'string' && 'blend' in by) return blended(adata, by, layer);
  if (typeof by !== 'string') return withStored(adata, resolve(by.name, checkedColumn(by, adata.nObs)));
  if (adata.obs.has(by)) return withStored(adata, resolve(by, adata.obs.get(by)));
  if (adata.var.index.includes(by)) {
    return { name: by, kind: 'value', values: adata.feature(by, layer === undefined ? {} : { layer }) };
  }
  const near = nearest(by, [...adata.obs.names, ...adata.var.index.slice(0, 50_000)]);
  throw new TissuebookError('missing-key', `There is no obs column and no feature ${show(by)}.`, {
    argument: 'color',
    found: by,
    advice: `${near ? `Did you mean "${near}"? ` : ''}obs has: ${some(adata.obs.names)}; features: ${some(adata.var.index)}.`,
  });
}

/** @throws TissuebookError 'invalid-argument' for another number of fields than two or three, and for labels */
function blended(adata: AnnData, { blend }: Blend, layer?: string): CellValues {
  const found = [...blend].map((name) => cellValues(adata, name, layer));
  const labels = found.find(({ kind }) => kind === 'category');
  if (!labels && (found.length === 2 || found.length === 3)) {
    return blendFields(found as Extract<CellValues, { kind: 'value' }>[]);
  }
  throw new TissuebookError('invalid-argument', labels ? `A blend takes numbers; "${labels.name}" holds labels.` : `A blend takes two or three fields, found ${found.length}.`, {
    argument: 'color',
    found: blend,
    advice: 'Others can be panels beside each other: color: [...].',
  }); // prettier-ignore
}

function withStored(adata: AnnData, found: CellValues): CellValues {
  if (found.kind === 'value') return found;
  return { ...found, ...storedColors(adata, found.name, found.column.categories) };
}

function checkedColumn({ name, values }: NamedValues, length: number): Column {
  if (typeof name !== 'string' || typeof values !== 'object' || values === null) {
    throw new TissuebookError(
      'invalid-argument',
      'A color is a name, or { name, values } with a value for each cell.',
      {
        argument: 'color',
        found: { name, values },
      },
    );
  }
  const column = toColumn(values);
  if (columnLength(column) === length) return column;
  throw new TissuebookError('shape-mismatch', `${show(name)} has ${columnLength(column)} values for ${length} cells.`, {
    argument: name,
    found: columnLength(column),
  });
}

function resolve(name: string, column: Column): CellValues {
  switch (column.kind) {
    case 'categorical':
      return { name, kind: 'category', column };
    case 'boolean': {
      const label = (value: number, i: number): string | null =>
        column.missing?.[i] ? null : value ? 'true' : 'false';
      return {
        name,
        kind: 'category',
        column: categorical(Array.from(column.values, label), { categories: ['false', 'true'] }),
      };
    }
    case 'string':
      return { name, kind: 'category', column: fromText(name, column.values, column.missing) };
    case 'numeric': {
      const values = column.values.slice();
      column.missing?.forEach((missing, i) => missing && (values[i] = NaN));
      return { name, kind: 'value', values };
    }
  }
}

function fromText(name: string, values: string[], missing?: Uint8Array): CategoricalColumn {
  const kinds = new Set(values.filter((_, i) => !missing?.[i]));
  if (kinds.size > MAX_LABELS) {
    throw new TissuebookError('too-large', `obs column "${name}" has ${kinds.size} different texts.`, {
      argument: 'color',
      found: kinds.size,
      advice: `A legend holds ${MAX_LABELS} at most: color by a column of groups.`,
    });
  }
  const categories = [...kinds].sort(new Intl.Collator('en', { numeric: true }).compare);
  return categorical(
    values.map((value, i) => (missing?.[i] ? null : value)),
    { categories },
  );
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown || 'none';
}
