/** Items a line of a long list. */
const ITEMS_A_LINE = 8;
/** A list with more items gets lines of its own. */
const LONG_LIST = 8;

/** A value as TypeScript: names without quotes, everything else as JSON, which is no more than data. Absent fields are left out. */
export function literal(value: unknown, indent = '  '): string {
  if (Array.isArray(value))
    return list(
      value.map((item) => literal(item, `${indent}  `)),
      indent,
    );
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{ ${fields.map(([name, field]) => `${key(name)}: ${literal(field, indent)}`).join(', ')} }`;
}

function list(items: string[], indent: string): string {
  if (items.length <= LONG_LIST) return `[${items.join(', ')}]`;
  const lines: string[] = [];
  for (let i = 0; i < items.length; i += ITEMS_A_LINE) {
    lines.push(`${indent}  ${items.slice(i, i + ITEMS_A_LINE).join(', ')},`);
  }
  return `[\n${lines.join('\n')}\n${indent}]`;
}

/** In single quotes, as code is written here, unless the text holds what has to be escaped. */
function quoted(text: string): string {
  return /^[\x20-\x26\x28-\x5b\x5d-\x7e]*$/.test(text) ? `'${text}'` : escaped(text);
}

/** As JSON, but for the two characters that end a line in the eyes of an editor. */
function escaped(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : escaped(name);
}
