import { Table, type Uns, type UnsValue } from '../../data';
import { readable } from '../../protocol';
import { columnsTable } from './columns';
import { type Html, html } from './html';
import { count, list, section, short } from './parts';

/** Maps within maps that are opened before the rest is only counted (ours). */
const DEEPEST = 3;

/** Entries of uns, nested maps as parts that open. */
export function unsList(uns: Uns, depth = 0): Html | undefined {
  if (uns.size === 0) return undefined;
  return list([...uns].map(([name, value]) => entry(name, value, depth)));
}

function entry(name: string, value: UnsValue, depth: number): Html {
  if (value instanceof Map) {
    const title = `${name}: ${count(value.size)} ${value.size === 1 ? 'entry' : 'entries'}`;
    return depth < DEEPEST ? section(short(title), unsList(value, depth + 1)) : html`${short(title)}`;
  }
  if (value instanceof Table)
    return section(`${short(name)}: table of ${count(value.length)} rows`, columnsTable(value));
  return html`${short(name)}: ${describe(value)}`;
}

function describe(value: Exclude<UnsValue, Uns | Table>): string {
  if (typeof value === 'string') return short(value, 300);
  if (typeof value === 'number') return readable(value);
  if (typeof value !== 'object' || value === null) return short(String(value));
  if (!('kind' in value)) return `sparse matrix ${count(value.rows)} x ${count(value.columns)}`;
  if (value.kind === 'records') return `${count(value.length)} records of ${count(value.fields.size)} fields`;
  if ('shape' in value) {
    const shape = value.shape.map(count).join(' x ');
    if (value.kind === 'strings') return `${shape} texts: ${value.values.slice(0, 5).map((text) => short(text, 30)).join(', ')}`; // prettier-ignore
    return `${shape} ${value.kind === 'complex' ? 'complex numbers' : 'numbers'}`;
  }
  return value.kind === 'categorical'
    ? `${count(value.codes.length)} categorical values`
    : `${count(value.values.length)} values`;
}
