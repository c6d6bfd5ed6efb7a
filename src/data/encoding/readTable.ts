import { TissuebookError } from '../../errors';
import { type Column, columnLength } from '../column';
import { listNames, Table } from '../table';
import type { Values } from './values';
import type { Container } from './container';
import { categoricalOf, isTrue, readColumn, toColumn } from './readColumn';

/**
 * A data frame: a group of columns (anndata 0.7 and later), or one dataset of records (0.6).
 * A column of an encoding that is not known is left out, with a notice.
 */
export function readTable(file: Container, path: string, notices: string[]): Table {
  const kind = file.kind(path);
  if (kind === 'dataset') return fromRecords(file, path, notices);
  if (kind !== 'group') {
    throw new TissuebookError('corrupt', `${file.at(path)} is ${kind === 'none' ? 'missing' : 'no table'}.`, {
      argument: path,
      advice: `An AnnData has the groups obs and var; this has: ${listNames([...file.keys('/')])}.`,
    });
  }
  const indexName = file.text(path, '_index') ?? '_index';
  const table = new Table(indexNames(file, `${path}/${indexName}`), [], {
    indexName: indexName === '_index' ? undefined : indexName,
  });
  for (const name of columnNames(file, path, indexName)) {
    leaveOutUnknown(notices, () => {
      const column = legacyCategorical(file, path, name) ?? readColumn(file, `${path}/${name}`, notices);
      checkLength(file, `${path}/${name}`, column, table.length);
      table.set(name, column);
    });
  }
  return table;
}

/** Runs `read`; what is of an unknown encoding becomes a notice instead of an error. */
export function leaveOutUnknown(notices: string[], read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof TissuebookError) || error.kind !== 'unsupported-encoding') throw error;
    notices.push(`Left out: ${error.message}`);
  }
}

function indexNames(file: Container, path: string): string[] {
  if (file.kind(path) === 'group') return readColumnAsText(file, path);
  if (file.kind(path) !== 'dataset') {
    throw new TissuebookError('corrupt', `${file.at(path)}, the names of the rows, is missing.`, { argument: path });
  }
  return textOf(file.read(path), file.at(path));
}

/** Row names kept as a group: categories, or text with a mask. */
function readColumnAsText(file: Container, path: string): string[] {
  const column = readColumn(file, path, []);
  if (column.kind === 'categorical') return Array.from(column.codes, (code) => column.categories[code] ?? '');
  return Array.from(column.values as ArrayLike<unknown>, String);
}

function textOf(found: Values, where: string): string[] {
  if (found.shape.length === 1) {
    if (found.kind === 'text') return found.values;
    if (found.kind === 'numbers') return Array.from(found.values as ArrayLike<unknown>, String);
  }
  throw new TissuebookError('corrupt', `${where} holds no row names.`, { found: found.kind });
}

function columnNames(file: Container, path: string, indexName: string): string[] {
  const order = file.attribute(path, 'column-order');
  // A column may have the name of the index: it is then listed, and one array is both.
  if (order?.kind === 'text') return order.values.filter((name) => name !== '_index' || indexName !== name);
  if (order) return [];
  return file.keys(path).filter((name) => name !== indexName && name !== '__categories');
}

/** anndata 0.7 kept codes in the column and its categories in __categories, named as the column. */
function legacyCategorical(file: Container, path: string, name: string): Column | undefined {
  const categories = `${path}/__categories/${name}`;
  if (file.kind(`${path}/__categories`) !== 'group' || file.kind(categories) !== 'dataset') return undefined;
  if (file.kind(`${path}/${name}`) !== 'dataset') return undefined;
  const ordered = isTrue(file.attribute(categories, 'ordered'));
  return categoricalOf(file.read(`${path}/${name}`), file.read(categories), ordered, file.at(`${path}/${name}`));
}

function checkLength(file: Container, path: string, column: Column, rows: number): void {
  if (columnLength(column) === rows) return;
  throw new TissuebookError('shape-mismatch', `${file.at(path)} has ${columnLength(column)} values for ${rows} rows.`, {
    argument: path,
    found: columnLength(column),
  });
}

/** anndata 0.6: records, of which one field holds the row names; categories are in uns, named `<field>_categories`. */
function fromRecords(file: Container, path: string, notices: string[]): Table {
  const found = file.read(path);
  if (found.kind !== 'records')
    throw new TissuebookError('corrupt', `${file.at(path)} is no table.`, { argument: path });
  const { fields } = found;
  const indexName = ['index', '_index'].find((name) => fields.has(name)) ?? [...fields.keys()][0] ?? 'index';
  const index = fields.get(indexName);
  const table = new Table(index ? textOf(index, file.at(path)) : []);
  for (const [name, values] of fields) {
    if (name === indexName) continue;
    const where = file.at(`${path}/${name}`);
    const categories = `/uns/${name}_categories`;
    const coded = values.kind === 'numbers' && file.kind('/uns') === 'group' && file.kind(categories) === 'dataset';
    leaveOutUnknown(notices, () => {
      table.set(
        name,
        coded ? categoricalOf(values, file.read(categories), false, where) : toColumn(values, where, notices),
      );
    });
  }
  return table;
}
