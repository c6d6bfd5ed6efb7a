import { type AnnData, type CategoricalColumn, type Column, countCategories, type Table } from '../../data';
import { palette } from '../../protocol';
import { storedColors } from '../storedColors';
import { histogram } from './histogram';
import { type Html, html } from './html';
import { count, short, table } from './parts';

/** Categories of a column that are shown (ours). */
const MOST_CATEGORIES = 12;

/** The columns of obs or var, a row for each: kind, and how its values are spread. @param colors data whose uns may hold colors */
export function columnsTable(columns: Table, colors?: AnnData): Html | undefined {
  if (columns.names.length === 0) return undefined;
  const rows = columns.names.map((name) => {
    const column = columns.get(name);
    return [short(name), kindOf(column), valuesShown(column, name, colors)];
  });
  return table(['column', 'kind', 'values'], rows);
}

function kindOf(column: Column): string {
  if (column.kind === 'categorical')
    return `${count(column.categories.length)} categories${column.ordered ? ', ordered' : ''}`;
  const kind = { numeric: 'numbers', boolean: 'true or false', string: 'text' }[column.kind];
  const missing = column.missing?.reduce((sum, one) => sum + one, 0) ?? 0;
  const whole = column.kind === 'numeric' && column.integer ? 'whole numbers' : kind;
  return missing ? `${whole}, ${count(missing)} missing` : whole;
}

function valuesShown(column: Column, name: string, colors: AnnData | undefined): Html {
  if (column.kind === 'numeric') return histogram(column.values, column.missing);
  if (column.kind === 'categorical') return categories(column, name, colors);
  if (column.kind === 'boolean') {
    const yes = column.values.reduce((sum, one, i) => sum + (column.missing?.[i] ? 0 : one), 0);
    return html`true ${count(yes)} times`;
  }
  return html`${column.values.slice(0, 3).map((value) => short(value, 30)).join(', ')}${column.values.length > 3 ? ', ...' : ''}`; // prettier-ignore
}

/** The largest categories with their colors: those that the data keep, else those that figures take. */
function categories(column: CategoricalColumn, name: string, colors: AnnData | undefined): Html {
  const counts = countCategories(column);
  const stored = colors && storedColors(colors, name, column.categories)?.colors;
  const ours = palette(column.categories.length);
  const order = column.categories.map((_, i) => i).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const chips = order.slice(0, MOST_CATEGORIES).map((i) => {
    const color = stored?.[i] ?? ours[i % ours.length]!;
    const square = `display:inline-block;width:0.7em;height:0.7em;background:${color};outline:1px solid`;
    return html`<span style="white-space:nowrap"
      ><span aria-hidden="true" style="${square}"></span> ${short(column.categories[i]!, 40)}
      (${count(counts[i]!)})</span
    > `;
  });
  const left = order.length - chips.length;
  return html`${chips}${left > 0 ? `and ${count(left)} more` : ''}`;
}
