import { attempt, inspectSafely, propertyOf } from '../language/properties';
import { DISPLAY, type MimeBundle } from '../../src/protocol/kernel/kernelApi';
import { richBundle } from './richValues';

/** Is told what a value's own way of being shown has thrown; the value is then shown as text. */
export type DisplayFailed = (error: unknown) => void;

/**
 * What is shown for a value: what it says itself by [Symbol.for('Jupyter.display')](), of Deno's making, or else a
 * picture or markup if it is one, or else its structure as text. A promise only when the value's own method gives one,
 * so that things are shown in the order in which display() was called. Never throws.
 */
export function bundleOf(value: unknown, failed: DisplayFailed = () => undefined): MimeBundle | Promise<MimeBundle> {
  const plain = (error: unknown): MimeBundle => {
    failed(error);
    return plainBundle(value);
  };
  try {
    const own = ownBundle(value);
    if (!(own instanceof Promise)) return asBundle(own) ?? plainBundle(value);
    return own.then((bundle: unknown) => asBundle(bundle) ?? plainBundle(value)).catch(plain);
  } catch (error) {
    return plain(error);
  }
}

/** Shows a bundle; one that cannot be sent, as it holds itself or a bigint, gives way to the value as text. */
export function showOrText(
  value: unknown,
  bundle: MimeBundle,
  show: (bundle: MimeBundle) => void,
  failed: DisplayFailed,
): MimeBundle {
  try {
    show(bundle);
    return bundle;
  } catch (error) {
    failed(error);
    const text = { 'text/plain': asText(value) };
    show(text);
    return text;
  }
}

function ownBundle(value: unknown): unknown {
  const show = propertyOf(value, DISPLAY);
  return typeof show === 'function' ? (show.call(value) as unknown) : undefined;
}

function asBundle(given: unknown): MimeBundle | undefined {
  return typeof given === 'object' && given !== null ? (given as MimeBundle) : undefined;
}

function plainBundle(value: unknown): MimeBundle {
  return { ...attempt(() => richBundle(value), undefined), 'text/plain': asText(value) };
}

const SHAPE = { depth: 3, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100 };

/** A value's structure, three levels deep, as a Node.js console shows it. Never throws. */
export function asText(value: unknown): string {
  return inspectSafely(value, SHAPE);
}
