import { type EstimateMark, estimateMarks, MARK, textParts } from '../../protocol';
import { type Html, html } from './html';
import { frame, paragraph, short, table } from './parts';

/**
 * A result's text with its tables as tables, so that they can be read cell by cell, and a small picture of where each number and its
 * interval lie; undefined where it has no table, as text says the rest as well.
 */
export function resultHtml(text: string): Html | undefined {
  const [heading = '', ...lines] = text.split('\n');
  // A heading is cut where names are; a sentence is not.
  const whole = short(heading) === heading;
  const parts = textParts(lines.join('\n'));
  if (!parts.some((part) => 'rows' in part)) return undefined;
  const shown = parts.map((part) => ('line' in part ? paragraph(part.line) : resultTable(part.columns, part.rows)));
  return frame(whole ? heading : 'Result', whole ? shown : [paragraph(heading), ...shown], false);
}

function resultTable(columns: readonly string[], rows: readonly (readonly string[])[]): Html {
  const marks = columns.map((_, c) => (c === 0 ? undefined : estimateMarks(rows.map((row) => row[c] ?? ''))));
  const cells = rows.map((row, r) =>
    row.map((text, c) => {
      const mark = marks[c]?.[r];
      return mark ? html`${short(text, 200)} ${picture(mark)}` : short(text, 200);
    }),
  );
  return table(
    columns.map((name) => short(name, 200)),
    cells,
  );
}

/** In the color of the text, for light and dark pages; the number beside it says the same. */
function picture({ zero, interval, dot }: EstimateMark): Html {
  const { width, height } = MARK;
  const part = (path: string, opacity: number): Html =>
    html`<path d="${path}" fill="currentColor" fill-opacity="${opacity}" />`;
  return html`<svg aria-hidden="true" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${part(zero, 0.3)}${interval ? part(interval, 0.5) : ''}${part(dot, 1)}</svg>`; // prettier-ignore
}
