import { DISPLAY, type Displayable, type MimeBundle } from '../../src/protocol/kernel/kernelApi';
import { escapeMarkup } from './markup';

/** A template tag whose result shows itself when it is a cell's last value or given to display(). */
export type DisplayTag = (strings: TemplateStringsArray, ...values: unknown[]) => Displayable;

class Shown implements Displayable {
  constructor(
    private readonly type: string,
    readonly text: string,
  ) {}

  [DISPLAY](): MimeBundle {
    return { [this.type]: this.text, 'text/plain': this.text };
  }
}

/** A text that is shown as the MIME type says. */
export function shown(type: string, text: string): Displayable {
  return new Shown(type, text);
}

/** HTML; values put into it are shown as text, unless they are HTML or SVG of such a tag themselves. */
export const html: DisplayTag = (strings, ...values) => new Shown('text/html', fill(strings, values, markup));

/** Markdown; values are put in as they are. */
export const md: DisplayTag = (strings, ...values) => new Shown('text/markdown', fill(strings, values, String));

/** SVG; values are treated as in HTML. */
export const svg: DisplayTag = (strings, ...values) => new Shown('image/svg+xml', fill(strings, values, markup));

function fill(strings: TemplateStringsArray, values: unknown[], show: (value: unknown) => string): string {
  return strings.map((text, i) => (i < values.length ? text + show(values[i]) : text)).join('');
}

function markup(value: unknown): string {
  return value instanceof Shown ? value.text : escapeMarkup(String(value));
}
