import { type EstimateMark, estimateMarks, MARK, shorten, textParts } from '../../../src/protocol';
import { element } from '../dom';

/** Rows of a table of an answer that a page shows (ours). */
const MOST_ROWS = 100;
const SVG = 'http://www.w3.org/2000/svg';

/** The text of an answer as it is meant: sentences as sentences, tables as tables, numbers with where they and their intervals lie. */
export function answerTables(text: string): HTMLElement[] {
  return textParts(text)
    .filter((part) => !('line' in part) || part.line.trim() !== '')
    .map((part) => ('line' in part ? element('p', { text: part.line }) : table(part.columns, part.rows)));
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const marks = columns.map((_, c) => (c === 0 ? undefined : estimateMarks(rows.map((row) => row[c] ?? ''))));
  const head = columns.map((text) => element('th', { text: shorten(text, 200), attributes: { scope: 'col' } }));
  const body = rows.slice(0, MOST_ROWS).map(([name = '', ...cells], r) => {
    const values = cells.map((text, c) => cell(shorten(text, 200), marks[c + 1]?.[r]));
    return element('tr', {}, element('th', { text: shorten(name, 200), attributes: { scope: 'row' } }), ...values);
  });
  return element(
    'div',
    { class: 'tissuebook-Answer-scroll' },
    element(
      'table',
      { class: 'tissuebook-Answer-table' },
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...body),
    ),
  );
}

function cell(text: string, mark: EstimateMark | undefined): HTMLElement {
  return element('td', { text }, ...(mark ? [picture(mark)] : []));
}

/** Says nothing that the number beside it does not: hidden from screen readers. */
function picture({ zero, interval, dot }: EstimateMark): SVGElement {
  const { width, height } = MARK;
  const svg = part('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true', class: 'tissuebook-Answer-mark' }); // prettier-ignore
  svg.append(part('path', { d: zero, class: 'tissuebook-Answer-zero' }));
  if (interval) svg.append(part('path', { d: interval }));
  svg.append(part('path', { d: dot, class: 'tissuebook-Answer-dot' }));
  return svg;
}

function part(name: string, attributes: Record<string, string | number>): SVGElement {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}
