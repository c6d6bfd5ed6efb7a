/**
 * Text from data inside plotly. Plotly reads labels as a small HTML (links included), hover texts as templates with
 * %{...}, and dollar signs as TeX when MathJax is on the page. Each of those characters becomes its numeric entity,
 * which plotly shows as the character itself.
 */
export function plotlyText(text: string): string {
  return text.replace(/[&<>"%$]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** At most `most` characters, cut with an ellipsis. Control characters and line breaks become blanks. */
export function shorten(text: string, most: number): string {
  // eslint-disable-next-line no-control-regex
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ');
  if (line.length <= most) return line;
  return `${Array.from(line.slice(0, most)).slice(0, -1).join('')}…`;
}

/** Lines of at most `width` characters where words allow it; a longer word is broken. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of shorten(text, 2000).split(/\s+/)) {
    let rest = word;
    if (line && line.length + 1 + rest.length <= width) {
      line += ` ${rest}`;
      continue;
    }
    if (line) lines.push(line);
    for (; rest.length > width; rest = rest.slice(width)) lines.push(rest.slice(0, width));
    line = rest;
  }
  return line ? [...lines, line] : lines;
}

/** Shortened and escaped: for a label in a legend, on an axis or in a hover text. */
export function label(text: string, most = 40): string {
  return plotlyText(shorten(text, most));
}

/** Wrapped and escaped: for a title. */
export function heading(text: string, width = 80): string {
  return wrap(text, width).map(plotlyText).join('<br>');
}

/** A number for people: four significant digits, thousands apart. */
export function readable(value: number): string {
  if (!Number.isFinite(value)) return 'not measured';
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return value.toLocaleString('en-US');
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}
