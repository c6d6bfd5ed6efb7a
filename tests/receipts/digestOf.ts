import { createHash, type Hash } from 'node:crypto';
import { AnnData } from '../../src/data';
import { addNumbers, type Digest } from '../../src/receipts/digest';
import { partsOf } from '../../src/receipts/partsOf';

/** Values that the table keeps of each line, to say by how much it is off. */
const KEPT = 4;

type Numbers = Parameters<typeof addNumbers>[1];

interface Found {
  readonly hash: Hash;
  readonly seen: Set<object>;
  /** Every list of numbers, and numbers alone. */
  readonly lists: ArrayLike<number | bigint>[];
  texts: number;
}

/** The digest of whatever a verb gives: of every number and text in it, in a fixed order. Functions and times do not count. */
export function digestOf(value: unknown): Digest {
  const found: Found = { hash: createHash('sha256'), seen: new Set(), lists: [], texts: 0 };
  add(found, value);
  const count = found.lists.reduce((sum, { length }) => sum + length, 0);
  if (count + found.texts === 0) throw new Error('nothing of the result can be compared');
  return {
    hash: found.hash.digest().subarray(0, 12).toString('base64url'),
    form: `${count} numbers, ${found.texts} texts`,
    sample: Array.from({ length: Math.min(KEPT, count) }, (_, i) => numberAt(found.lists, Math.floor(((i + 0.5) * count) / Math.min(KEPT, count)))), // prettier-ignore
  };
}

function add(found: Found, value: unknown): void {
  const { hash } = found;
  if (typeof value === 'function' || value === undefined) return;
  if (typeof value === 'number') return addList(found, Float64Array.of(value));
  if (value === null || typeof value !== 'object') {
    found.texts++;
    return void hash.update(`${typeof value} ${String(value)};`);
  }
  if (found.seen.has(value)) return void hash.update('again;');
  found.seen.add(value);
  if (ArrayBuffer.isView(value)) return addList(found, value as Numbers);
  if (value instanceof AnnData) return addAnnData(found, value);
  if (value instanceof Set) return add(found, [...value]);
  if (value instanceof Map) return addPairs(found, [...value] as [unknown, unknown][]);
  if (Array.isArray(value)) return addPairs(found, [...value.entries()]);
  const names = Object.keys(value).filter((name) => !/^(seconds|milliseconds|elapsed)$/.test(name));
  addPairs(
    found,
    names.sort().map((name) => [name, (value as Record<string, unknown>)[name]]),
  );
}

function addPairs(found: Found, pairs: [unknown, unknown][]): void {
  found.hash.update(`${pairs.length} (`);
  for (const [name, value] of pairs) {
    found.hash.update(`${String(name)}:`);
    add(found, value);
  }
  found.hash.update(')');
}

function addList(found: Found, values: Numbers): void {
  addNumbers(found.hash, values);
  found.lists.push(values);
}

/** Its parts as receipts see them; of their values those that the digests keep. */
function addAnnData(found: Found, adata: AnnData): void {
  for (const [name, { hash, sample }] of [...partsOf(adata)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    found.hash.update(`${name} ${hash};`);
    found.texts++;
    found.lists.push(sample.filter((one) => typeof one === 'number'));
  }
}

function numberAt(lists: Found['lists'], place: number): number | string | null {
  let rest = place;
  for (const list of lists) {
    if (rest < list.length) return plain(Number(list[rest]));
    rest -= list.length;
  }
  return null;
}

const plain = (value: number): number | string | null => Number.isNaN(value) ? null : Number.isFinite(value) ? value : String(value); // prettier-ignore
