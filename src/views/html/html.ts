/** Markup that this room made. Text is no such thing: it is escaped when it is put into one. */
export class Html {
  constructor(readonly markup: string) {}
}

type Part = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup from a template. Values that are no Html are text of unknown origin, also in quoted attributes. */
export function html(parts: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(parts.map((part, i) => (i === 0 ? part : markupOf(values[i - 1]!) + part)).join(''));
}

function markupOf(value: Part): string {
  if (value instanceof Html) return value.markup;
  if (Array.isArray(value)) return (value as readonly Html[]).map(({ markup }) => markup).join('');
  return String(value).replace(/[&<>"']/g, (letter) => ENTITIES[letter]!);
}
