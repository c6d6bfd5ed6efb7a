/** What the Tissuebook kernel offers to a library that runs in it. The library never imports the kernel. */
import type { CommTargetHandler, OpenComm } from './comm';
import type { DataNames } from './dataNames';
import type { Exchange } from './exchange';

/** globalThis[KERNEL_API] is a KernelApi inside the Tissuebook kernel, and undefined elsewhere. */
export const KERNEL_API = Symbol.for('tissuebook.kernel');

/** An object with a method of this name shows itself when it is a cell's last value or is given to display(). */
export const DISPLAY = Symbol.for('Jupyter.display');

/** The name under which a bundle carries metadata of its types (size and alternative text of pictures). */
export const METADATA = Symbol.for('tissuebook.metadata');

/** MIME type to content: JSON values for +json types, text otherwise. */
export type MimeBundle = Record<string, unknown> & { [METADATA]?: Record<string, unknown> };

/** Anything that shows itself in a notebook. */
export interface Displayable {
  [DISPLAY](): MimeBundle | Promise<MimeBundle>;
}

export interface KernelApi {
  /** Aborted when the cell whose code asks is interrupted; undefined outside of a cell. */
  readonly signal: AbortSignal | undefined;
  /** The execution count of the cell whose code asks; undefined before the first. */
  readonly count: number | undefined;
  /** Shows a bundle in the cell that made the call, also from timers. With an id it can be updated later. */
  display(bundle: MimeBundle, options?: { displayId?: string; metadata?: Record<string, unknown> }): void;
  /** Replaces what was shown under the id, wherever it is. */
  update(displayId: string, bundle: MimeBundle, options?: { metadata?: Record<string, unknown> }): void;
  /** Clears the cell's output; with `wait`, when the next output comes. */
  clear(options?: { wait?: boolean }): void;
  /** Asks the user for a line of text. */
  input(prompt?: string, options?: { password?: boolean }): Promise<string>;
  /** Opens a comm to the page's handler of a target. */
  openComm: OpenComm;
  /** Says who takes the comms that a page opens for a target; returns how to withdraw it. */
  onComm(target: string, handler: CommTargetHandler): () => void;
  /** Says how values of a kind go to cells in Python and come back; the last one said for a kind counts. */
  offerExchange(exchange: Exchange): void;
  /** Says which names the values of a library hold, so that cells are checked against them; the last one said counts. */
  offerNames(names: DataNames): void;
  /** Whether cells are checked against the data before they run. True, unless TISSUEBOOK_CHECK_DATA is 'off'. */
  checkData: boolean;
  /**
   * Says what goes with outputs of cells as their metadata, under a name; `take` is asked before each new output, and gives undefined when there is nothing.
   * Notebooks keep it and show nothing of it.
   */
  offerNotes(name: string, take: () => unknown): void;
}

/** The kernel around us, if there is one. */
export function kernelApi(): KernelApi | undefined {
  return (globalThis as { [KERNEL_API]?: KernelApi })[KERNEL_API];
}
