import { TissuebookError } from '../../errors';
import type { CategoricalColumn, Column } from '../column';
import type { Values } from './values';
import type { Container } from './container';
import { wholeNumbers } from './numbers';
import { shortFloat32, storedType } from './storedTypes';

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
  if (encoding === 'categorical') return restoreText(file, path, readCategorical(file, path));
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
    return { kind: 'numeric', values, integer: false, ...(found.half && { stored: 'float16' }) };
  const numbers = wholeNumbers(values);
  const stored = storedType(values);
  if (numbers) return { kind: 'numeric', values: numbers, integer: true, ...(stored !== 'int64' && { stored }) };
  notices.push(`${where} holds whole numbers beyond 2^53: read as text, exactly.`);
  return { kind: 'string', values: Array.from(values, String), stored: stored === 'uint64' ? 'uint64' : 'int64' };
}

function readCategorical(file: Container, path: string): CategoricalColumn {
  const ordered = file.attribute(path, 'ordered');
  return categoricalOf(file.read(`${path}/codes`), readCategories(file, path), isTrue(ordered), file.at(path));
}

/** The names of categories: an array, or (anndata 0.12) a group of values with a mask that masks none. */
function readCategories(file: Container, column: string): Values {
  const path = `${column}/categories`;
  if (file.kind(path) !== 'group') return file.read(path);
  const found = readColumn(file, path, []);
  if (found.kind === 'categorical' || found.missing?.includes(1)) {
    throw new TissuebookError('unsupported-encoding', `${file.at(path)} are categories without a name.`, {
      argument: path,
    });
  }
  const shape = [found.values.length];
  if (found.kind === 'boolean') return { kind: 'flags', shape, values: found.values };
  if (found.kind === 'numeric') return { kind: 'numbers', shape, values: found.integer ? BigInt64Array.from(found.values, BigInt) : found.values }; // prettier-ignore
  return { kind: 'text', shape, values: found.values };
}

/** Text with missing values that `writeH5ad` wrote as categories, which every anndata opens. */
function restoreText(file: Container, path: string, column: CategoricalColumn): Column {
  if (file.text(path, WRITTEN_AS_TEXT) !== 'text') return column;
  const missing = Uint8Array.from(column.codes, (code) => (code < 0 ? 1 : 0));
  return { kind: 'string', values: Array.from(column.codes, (code) => column.categories[code] ?? ''), missing };
}

/** The attribute of categories that are text with missing values. */
export const WRITTEN_AS_TEXT = 'tissuebook-kind';

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

function namesOf(categories: Values, where: string): Pick<CategoricalColumn, 'categories' | 'numbers' | 'stored'> {
  if (categories.kind === 'text') return { categories: categories.values };
  if (categories.kind === 'flags')
    return { categories: Array.from(categories.values, (flag) => (flag ? 'True' : 'False')), stored: 'boolean' };
  if (categories.kind !== 'numbers')
    throw new TissuebookError('unsupported-encoding', `${where} has categories of ${categories.kind}.`);
  const { values } = categories;
  const numbers =
    values instanceof Float32Array || values instanceof Float64Array ? Float64Array.from(values) : wholeNumbers(values);
  const names = values instanceof Float32Array ? Array.from(values, shortFloat32) : Array.from(values, String);
  return { categories: names, ...(numbers && { numbers }), stored: categories.half ? 'float16' : storedType(values) };
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
