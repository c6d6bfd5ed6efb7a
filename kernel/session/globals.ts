import type { KernelApi } from '../../src/protocol/kernel/kernelApi';
import type { Widgets } from '../widgets/api';
import type { DenoNamespace } from './deno';
import type { DisplayTag } from './tags';

/** What a cell may use without an import. The compiler reads this file's declarations together with the cells. */
declare global {
  /**
   * Shows a value in the cell's output: an object with a method `[Symbol.for('Jupyter.display')]()` as that says,
   * pictures and markup as such, anything else as text. With `raw`, the value is a MIME bundle. With `update`, what was
   * shown under `display_id` is replaced, wherever it is.
   */
  function display(
    value: unknown,
    options?: { raw?: boolean; update?: boolean; display_id?: string; metadata?: Record<string, unknown> },
  ): Promise<void>;
  /** The kernel: `kernel.signal` is aborted when the user interrupts; comms; displays with an id. */
  const kernel: KernelApi;
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
  /** The same as html, md and svg, for cells that have variables of these names. */
  const $$html: DisplayTag, $$md: DisplayTag, $$svg: DisplayTag;
  /** Jupyter widgets: sliders and other controls, and `widgets.any` for anywidgets. */
  const widgets: Widgets;
  /** For notebooks that were written for Deno's kernel. */
  const Deno: DenoNamespace;
}
