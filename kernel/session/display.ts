import { inspect } from 'node:util';
import { DISPLAY, type MimeBundle } from '../../src/protocol/kernelApi';

/** The bundle of an object that shows itself, if it does: [Symbol.for('Jupyter.display')](), of Deno's making. */
async function ownBundle(value: unknown): Promise<MimeBundle | undefined> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const show = (value as { [DISPLAY]?: unknown })[DISPLAY];
  if (typeof show !== 'function') return undefined;
  const bundle: unknown = await show.call(value);
  return typeof bundle === 'object' && bundle !== null ? (bundle as MimeBundle) : undefined;
}

/** What is shown for a value: what it says itself, or else its structure as text. */
export async function bundleOf(value: unknown): Promise<MimeBundle> {
  return (await ownBundle(value)) ?? { 'text/plain': asText(value) };
}

/** A value's structure, three levels deep, as a Node.js console shows it. */
export function asText(value: unknown): string {
  return inspect(value, { depth: 3, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100 });
}
