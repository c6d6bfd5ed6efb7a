import { inspect } from 'node:util';
import { DISPLAY, type MimeBundle } from '../../src/protocol/kernel/kernelApi';
import { richBundle } from './richValues';

/**
 * What is shown for a value: what it says itself by [Symbol.for('Jupyter.display')](), of Deno's making, or else a
 * picture or markup if it is one, or else its structure as text. A promise only when the value's own method gives one,
 * so that things are shown in the order in which display() was called.
 */
export function bundleOf(value: unknown): MimeBundle | Promise<MimeBundle> {
  const own = ownBundle(value);
  if (own instanceof Promise) return own.then((bundle: unknown) => asBundle(bundle) ?? plainBundle(value));
  return asBundle(own) ?? plainBundle(value);
}

function ownBundle(value: unknown): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const show = (value as { [DISPLAY]?: unknown })[DISPLAY];
  return typeof show === 'function' ? (show.call(value) as unknown) : undefined;
}

function asBundle(given: unknown): MimeBundle | undefined {
  return typeof given === 'object' && given !== null ? (given as MimeBundle) : undefined;
}

function plainBundle(value: unknown): MimeBundle {
  return { ...richBundle(value), 'text/plain': asText(value) };
}

/** A value's structure, three levels deep, as a Node.js console shows it. */
export function asText(value: unknown): string {
  return inspect(value, { depth: 3, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100 });
}
