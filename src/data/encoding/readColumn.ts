import { TissuebookError } from '../../errors';
import type { CategoricalColumn, Column } from '../column';
import type { Values } from './values';
import type { Container } from './container';
import { wholeNumbers } from './numbers';

/** A column at a path: numbers, truth values or text, or a group of categories or of values with a mask. */
export function readColumn(file: Container, path: string, notices: string[]): Column {
  const kind = file.kind(path);
  if (kind === 'dataset') return toColumn(file.read(path), file.at(path), notices);
  if (kind === 'none') {
    throw new TissuebookError('corrupt', `${file.at(path)} is named in column-order, but is not there.`, {
      argument: path,
    });
  }
  const encoding = kind === 'group' ? file.text(path, 'encoding-type') : 'a link';
  if (encoding === 'categorical') return readCategorical(file, path);
  if (encoding?.startsWith('nullable-')) return readNullable(file, path, notices);
  throw new TissuebookError('unsupported-encoding', `${file.at(path)} is encoded as "${encoding ?? 'unmarked'}".`, {
    argument: path,
    found: encoding,
  });
}

/** Values of one dimension as a column. */
export function toColumn(found: Values, where: string, notices: string[]): Column {
  if (found.shape.length !== 1) {
    throw new TissuebookError('unsupported-encoding', `${where} has ${found.shape.length} dimensions, not one.`);
  }
  if (found.kind === 'text') return { kind: 'string', values: found.values };
  if (found.kind === 'flags') return { kind: 'boolean', values: found.values };
  if (found.kind !== 'numbers') throw new TissuebookError('unsupported-encoding', `${where} holds ${found.kind}.`);
  const { values } = found;
  if (values instanceof Float32Array || values instanceof Float64Array)
    return { kind: 'numeric', values, integer: false };
  const numbers = wholeNumbers(values);
  if (numbers) return { kind: 'numeric', values: numbers, integer: true };
  notices.push(`${where} holds whole numbers beyond 2^53: read as text.`);
  return { kind: 'string', values: Array.from(values, String) };
}

function readCategorical(file: Container, path: string): Column {
  const ordered = file.attribute(path, 'ordered');
  return categoricalOf(file.read(`${path}/codes`), file.read(`${path}/categories`), isTrue(ordered), file.at(path));
}

/**
 * Codes and categories as a column.
 *
 * @throws TissuebookError 'corrupt' when a code is outside of the categories
 */
export function categoricalOf(codes: Values, categories: Values, ordered: boolean, where: string): CategoricalColumn {
  const named = namesOf(categories, where);
  const numbers = codes.kind === 'numbers' ? codes.values : new Float64Array();
  if (codes.kind !== 'numbers' || codes.shape.length !== 1) {
    throw new TissuebookError('corrupt', `${where} has codes that are no list of numbers.`);
  }
  const out = new Int32Array(numbers.length);
  for (let i = 0; i < out.length; i++) {
    const value = Number(numbers[i]);
    const code = Number.isNaN(value) ? -1 : value;
    if (!Number.isInteger(code) || code < -1 || code >= named.categories.length) {
      throw new TissuebookError('corrupt', `${where} has code ${code}, but ${named.categories.length} categories.`, {
        found: code,
      });
    }
    out[i] = code;
  }
  return { kind: 'categorical', codes: out, ...named, ordered };
}

function namesOf(categories: Values, where: string): { categories: string[]; numbers?: Float64Array } {
  if (categories.kind === 'text') return { categories: categories.values };
  if (categories.kind === 'flags')
    return { categories: Array.from(categories.values, (flag) => (flag ? 'True' : 'False')) };
  if (categories.kind !== 'numbers')
    throw new TissuebookError('unsupported-encoding', `${where} has categories of ${categories.kind}.`);
  const { values } = categories;
  const numbers =
    values instanceof Float32Array || values instanceof Float64Array ? Float64Array.from(values) : wholeNumbers(values);
  return { categories: Array.from(values, String), ...(numbers ? { numbers } : {}) };
}

function readNullable(file: Container, path: string, notices: string[]): Column {
  const column = toColumn(file.read(`${path}/values`), file.at(path), notices);
  const mask = file.kind(`${path}/mask`) === 'dataset' ? file.read(`${path}/mask`) : undefined;
  if (!mask || column.kind === 'categorical') return column;
  if (mask.kind !== 'flags' || mask.values.length !== column.values.length) {
    throw new TissuebookError('corrupt', `${file.at(path)} has a mask that does not fit its values.`, {
      argument: path,
    });
  }
  return { ...column, missing: mask.values };
}

/** A truth value in an attribute, which some writers store as a number. */
export function isTrue(found: Values | undefined): boolean {
  return found?.kind === 'flags' || found?.kind === 'numbers' ? Number(found.values[0]) === 1 : false;
}
