import type { KernelApi } from '../../src/protocol/kernelApi';
import type { DisplayTag } from './tags';

/** What a cell may call without an import. The compiler reads this file's declarations together with the cells. */
declare global {
  /**
   * Shows a value in the cell's output: an object with a method `[Symbol.for('Jupyter.display')]()` as that says,
   * anything else as text. With `raw`, the value is a MIME bundle. With `update`, what was shown under `display_id` is
   * replaced, wherever it is.
   */
  function display(value: unknown, options?: { raw?: boolean; update?: boolean; display_id?: string }): Promise<void>;
  /** Asks the user for a line of text; with `password` it is not shown. */
  const input: KernelApi['input'];
  /** Clears the cell's output; with `wait`, when the next output comes. */
  const clearOutput: KernelApi['clear'];
  /** HTML: html`<b>${name}</b>`. Values are shown as text, unless they are HTML or SVG of such a tag themselves. */
  const html: DisplayTag;
  /** Markdown: md`**${name}**`. */
  const md: DisplayTag;
  /** SVG; values are treated as in HTML. */
  const svg: DisplayTag;
}
