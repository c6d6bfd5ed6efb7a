import { TissuebookError } from '../../errors';
import { toHalf } from '../encoding/half';
import { isRecord } from './nodes';
import type { ZarrStore } from './stores/zarrStore';

/** What zarrita does not see to in the description of an array. */
export interface ArrayMetadata {
  /** Of floats of 2 bytes: the description as one of whole numbers of 2 bytes, which are then the floats' bits. */
  half: { key: string; bytes: Uint8Array } | undefined;
  /** Whether shards begin with their index (zarr 3, sharding_indexed, index_location). */
  indexAtStart: boolean;
  /** Whether the values are records of fields, which zarrita does not know. */
  records: boolean;
}

/** A file that describes an array is short; one that is longer is left to zarrita to refuse. */
const MAX_BYTES = 2 ** 20;
const NOTHING: ArrayMetadata = { half: undefined, indexAtStart: false, records: false };

/** Looks at the description of an array; what is damaged there zarrita refuses. */
export async function arrayMetadata(store: ZarrStore, path: string, version: 2 | 3): Promise<ArrayMetadata> {
  const key = version === 2 ? '/.zarray' : '/zarr.json';
  const text = await descriptionAt(store, `${path === '/' ? '' : path}${key}`);
  if (text === undefined || !/"float16"|"[<>]f2"|"index_location"|"dtype"\s*:\s*\[|"data_type"\s*:\s*\{/.test(text))
    return NOTHING;
  try {
    const facts: unknown = JSON.parse(text.replace(/"fill_value"\s*:\s*(NaN|-?Infinity)/, '"fill_value": "$1"'));
    if (!isRecord(facts)) return NOTHING;
    const records = typeof (version === 2 ? facts['dtype'] : facts['data_type']) === 'object';
    return { half: halfOf(facts, key, version), indexAtStart: startsWithIndex(facts), records };
  } catch {
    return NOTHING;
  }
}

/** Undefined where there is none, or none that is looked at: what is wrong with it is said when the array is opened. */
async function descriptionAt(store: ZarrStore, key: string): Promise<string | undefined> {
  let long = false;
  try {
    const bytes = await store.read(key, 'whole', (size) => {
      long = size > MAX_BYTES;
      if (long) throw new Error('too long');
    });
    return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  } catch (error) {
    if (long || error instanceof TissuebookError) return undefined;
    throw error;
  }
}

/** Not every Node.js has an array for floats of 2 bytes, and zarrita refuses them without. */
function halfOf(found: Record<string, unknown>, key: string, version: 2 | 3): ArrayMetadata['half'] {
  const type = version === 2 ? found['dtype'] : found['data_type'];
  if (type !== 'float16' && type !== '<f2' && type !== '>f2') return undefined;
  const named = version === 2 ? { dtype: `${String(type)[0]}u2` } : { data_type: 'uint16' };
  return { key, bytes: Buffer.from(JSON.stringify({ ...found, ...named, fill_value: bitsOf(found['fill_value']) })) };
}

/** The bits of a fill value: a number, a name of one that JSON does not know, or (version 3) its bits in hexadecimal. */
function bitsOf(value: unknown): number {
  if (typeof value === 'string' && /^0x[0-9a-f]{1,4}$/i.test(value)) return Number(value);
  return toHalf([Number(value ?? 0)])?.[0] ?? 0;
}

function startsWithIndex({ codecs }: Record<string, unknown>): boolean {
  const sharding = Array.isArray(codecs) ? codecs.find((codec) => isRecord(codec) && codec['name'] === 'sharding_indexed') : undefined; // prettier-ignore
  const facts = isRecord(sharding) ? sharding['configuration'] : undefined;
  return isRecord(facts) && facts['index_location'] === 'start';
}
