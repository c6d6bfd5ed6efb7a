import { createHash } from 'node:crypto';
import { AnnData, MuData } from '../data';
import { KINDS } from './wire/kinds';
import { pack, type Packed, type Ref, sizeOf } from './wire/pack';
import { isModel, sendModel, SentModel } from './wire/sentModel';

/** Values above this lie on the cluster while tasks need them, and are named in arguments (ours). */
const LARGE = 2 ** 18;

/** Puts a packed value on the cluster, once for each digest. */
export type Put = (digest: string, packed: Packed) => Promise<Ref>;

/** An argument as it travels: models as settings or files; data and large models put on the cluster, and named. */
export async function packArgument(argument: unknown, put: Put): Promise<Packed> {
  return pack(await replaced(argument, put), KINDS);
}

async function replaced(value: unknown, put: Put): Promise<unknown> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (value instanceof AnnData || value instanceof MuData) return asRef(value, put);
  if (isModel(value)) {
    const sent = await sendModel(value);
    return sent.file ? asRef(sent, put) : sent;
  }
  if (value instanceof SentModel) return value.file ? asRef(value, put) : value;
  if (Array.isArray(value)) return Promise.all(value.map((one) => replaced(one, put)));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const fields = Object.entries(value).map(async ([name, field]) => [name, await replaced(field, put)] as const);
  return Object.fromEntries(await Promise.all(fields));
}

async function asRef(value: AnnData | MuData | SentModel, put: Put): Promise<unknown> {
  const packed = pack(value, KINDS);
  if (sizeOf(packed) <= LARGE) return value;
  const hash = createHash('sha256');
  for (const part of packed.buffers) hash.update(part);
  return put(hash.digest('hex'), packed);
}
