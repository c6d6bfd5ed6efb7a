import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { toHalf } from '../encoding/half';
import { isRecord } from './nodes';

/** A file that describes an array is short; one that is longer is left to zarrita to refuse. */
const MAX_BYTES = 2 ** 20;

/**
 * The description of an array of floats of 2 bytes as one of whole numbers of 2 bytes, which are then the floats' bits: not
 * every Node.js has an array for such floats, and zarrita refuses them without. Undefined for arrays of other types.
 */
export function halfMetadata(folder: string, version: 2 | 3): { key: string; bytes: Uint8Array } | undefined {
  const key = version === 2 ? '/.zarray' : '/zarr.json';
  const path = join(folder, key);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? Infinity) > MAX_BYTES) return undefined;
  const text = readFileSync(path, 'utf8');
  if (!/"float16"|"[<>]f2"/.test(text)) return undefined;
  try {
    const found: unknown = JSON.parse(text.replace(/"fill_value"\s*:\s*(NaN|-?Infinity)/, '"fill_value": "$1"'));
    if (!isRecord(found)) return undefined;
    const type = version === 2 ? found['dtype'] : found['data_type'];
    if (type !== 'float16' && type !== '<f2' && type !== '>f2') return undefined;
    const named = version === 2 ? { dtype: `${String(type)[0]}u2` } : { data_type: 'uint16' };
    const changed = { ...found, ...named, fill_value: bitsOf(found['fill_value']) };
    return { key, bytes: Buffer.from(JSON.stringify(changed)) };
  } catch {
    return undefined;
  }
}

/** The bits of a fill value: a number, a name of one that JSON does not know, or (version 3) its bits in hexadecimal. */
function bitsOf(value: unknown): number {
  if (typeof value === 'string' && /^0x[0-9a-f]{1,4}$/i.test(value)) return Number(value);
  return toHalf([Number(value ?? 0)])?.[0] ?? 0;
}
