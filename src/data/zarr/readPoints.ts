import { lstatSync, readdirSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, listOf, number, text } from '../../options';
import { categorical, type Column, valueAt } from '../column';
import { readParquet } from '../parquet/readParquet';
import { Table } from '../table';
import { isRecord } from './nodes';
import { type Affine, IDENTITY, move } from './transformations';

export interface ReadPointsOptions {
  /** Only points of these features: genes of transcripts. All. */
  features?: readonly string[];
  /** Only these columns beside x and y. All. */
  columns?: readonly string[];
  /** Memory in bytes that what is kept, and each part while it is read, may take. A quarter of the machine's memory (our choice). */
  maxBytes?: number;
  /** Time in seconds after which a part is given up. 300 (our choice). */
  maxSeconds?: number;
}

/** Bytes that a value takes, about: a number, or a code of a text. */
const BYTES_A_VALUE = 8;

/** Where points lie and what is known of them. */
export interface PointsElement {
  /** The folder of the element, which holds points.parquet: a file, or a folder of parts. */
  folder: string;
  name: string;
  attributes: Record<string, unknown>;
  affine?: Affine | undefined;
}

/**
 * Reads points part by part, of which only those of the wanted features are kept: x and y moved, text as categories.
 *
 * @throws TissuebookError as readParquet; 'missing-key' (no such column; features where the element does not say which column has them), 'too-large'
 */
export async function readPoints(element: PointsElement, options: ReadPointsOptions = {}): Promise<Table> {
  checkOptions('readPoints', options, {
    features: listOf(text),
    columns: listOf(text),
    maxBytes: integer(1),
    maxSeconds: number(0.001),
  });
  const { maxBytes = Math.floor(totalmem() / 4), features } = options;
  const key = featureKey(element, features);
  const wanted = features && new Set(features);
  const columns = options.columns && [...new Set(['x', 'y', ...(key === undefined ? [] : [key]), ...options.columns])];
  const limits = { maxBytes, ...(options.maxSeconds !== undefined && { maxSeconds: options.maxSeconds }) };
  const kept = new Map<string, unknown[]>();
  let bytes = 0;
  for (const part of partsOf(element)) {
    const table = await readParquet(part, { ...limits, ...(columns && { columns }) });
    const all = Array.from({ length: table.length }, (_, i) => i);
    const rows = wanted ? all.filter((i) => wanted.has(String(valueAt(table.get(key!), i)))) : all;
    bytes += rows.length * table.names.length * BYTES_A_VALUE;
    if (bytes > maxBytes) throw tooMany(element.name, maxBytes);
    for (const name of table.names) append(kept, name, table.get(name), rows);
  }
  return placed(element, kept);
}

/** The column that says which feature a point is of. */
function featureKey({ name, attributes }: PointsElement, features: readonly string[] | undefined): string | undefined {
  const facts = attributes['spatialdata_attrs'];
  const key = isRecord(facts) ? facts['feature_key'] : undefined;
  if (typeof key === 'string') return key;
  if (!features) return undefined;
  throw new TissuebookError('missing-key', `points/${name} does not say which column names features.`, {
    argument: 'features',
    found: name,
    advice: 'Read all points, and choose by a column.',
  });
}

/** The files of an element, in the order of their numbers. */
export function partsOf({ folder, name }: Pick<PointsElement, 'folder' | 'name'>): string[] {
  const path = join(folder, 'points.parquet');
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) return [path];
  const parts = found?.isDirectory() ? readdirSync(path).filter((file) => file.endsWith('.parquet')) : [];
  const files = parts.filter((file) => lstatSync(join(path, file)).isFile());
  if (files.length > 0) {
    const order = new Intl.Collator('en', { numeric: true });
    return files.sort(order.compare).map((file) => join(path, file));
  }
  throw new TissuebookError('corrupt', `points/${name} has no points.parquet.`, { argument: 'points', found: name });
}

function append(kept: Map<string, unknown[]>, name: string, column: Column, rows: readonly number[]): void {
  const values = kept.get(name) ?? [];
  for (const row of rows) values.push(valueAt(column, row));
  kept.set(name, values);
}

function placed({ name, affine = IDENTITY }: PointsElement, kept: ReadonlyMap<string, unknown[]>): Table {
  const [x, y] = ['x', 'y'].map((axis) => kept.get(axis));
  if (!x || !y || !x.every((at) => typeof at === 'number') || !y.every((at) => typeof at === 'number')) {
    throw new TissuebookError('corrupt', `points/${name} has no numbers x and y.`, { argument: 'points', found: name });
  }
  const table = new Table(x.map((_, i) => String(i)));
  const moved = x.map((at, i) => move(affine, at as number, y[i] as number));
  table.set('x', Float64Array.from(moved, (place) => place[0])); // prettier-ignore
  table.set('y', Float64Array.from(moved, (place) => place[1])); // prettier-ignore
  for (const [column, values] of kept) {
    if (column === 'x' || column === 'y') continue;
    const isText = values.some((value) => typeof value === 'string');
    table.set(column, isText ? categorical(values.map((value) => (value === null ? null : String(value)))) : (values as (number | null)[])); // prettier-ignore
  }
  return table;
}

function tooMany(name: string, maxBytes: number): TissuebookError {
  return new TissuebookError('too-large', `points/${name} takes more than ${maxBytes} bytes.`, {
    argument: 'maxBytes',
    found: maxBytes,
    advice: "Read some features: { features: ['CD3E'] }, or fewer columns.",
  });
}
