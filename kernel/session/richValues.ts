import type { MimeBundle } from '../../src/protocol/kernel/kernelApi';
import { recordsBundle } from './records';

/** The first bytes of the pictures that pages show: https://www.w3.org/TR/png-3/#5PNG-file-signature, ITU-T T.81 */
const SIGNATURES: [type: string, bytes: number[]][] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
];

/** The bytes of a PNG or JPEG as such; undefined for others. */
export function pictureBundle(bytes: Uint8Array): MimeBundle | undefined {
  const found = SIGNATURES.find(([, signature]) => signature.every((byte, i) => bytes[i] === byte));
  return found && { [found[0]]: Buffer.from(bytes).toString('base64') };
}

/**
 * Values of libraries that know nothing of notebooks and can be seen, as Deno shows them: bytes of pictures, canvases,
 * elements of a document, charts of Vega-Lite; and lists of records as tables.
 */
export function richBundle(value: unknown): MimeBundle | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof Uint8Array) return pictureBundle(value);
  if (Array.isArray(value)) return recordsBundle(value);
  const { toDataURL, outerHTML, toSpec } = value as Record<string, unknown>;
  if (typeof toDataURL === 'function') return canvasBundle(String(toDataURL.call(value)));
  if (typeof outerHTML === 'string') {
    return { [/^\s*<svg\b/i.test(outerHTML) ? 'image/svg+xml' : 'text/html']: outerHTML };
  }
  return typeof toSpec === 'function'
    ? { 'application/vnd.vegalite.v5+json': toSpec.call(value) as unknown }
    : undefined;
}

function canvasBundle(url: string): MimeBundle | undefined {
  const [, type, data] = /^data:(image\/[a-z]+);base64,(.*)$/s.exec(url) ?? [];
  return type && data ? { [type]: data } : undefined;
}
