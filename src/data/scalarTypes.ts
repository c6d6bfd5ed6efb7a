import type { StoredType } from './column';
import type { Uns, UnsValue } from './uns';

/** What a number was in its file, as long as it is that number: 89.0 and 89 are one number in JavaScript. */
interface ScalarType {
  value: UnsValue;
  stored: StoredType;
}

const types = new WeakMap<Uns, Map<string, ScalarType>>();

/** Remembers the type in its file of a number that was read into `uns`. */
export function rememberType(uns: Uns, name: string, stored: StoredType): void {
  const known = types.get(uns) ?? new Map<string, ScalarType>();
  types.set(uns, known.set(name, { value: uns.get(name)!, stored }));
}

/** The type of a number in the file that it comes from; undefined where it comes from none or was replaced. */
export function rememberedType(uns: Uns, name: string): StoredType | undefined {
  const known = types.get(uns)?.get(name);
  return known && Object.is(known.value, uns.get(name)) ? known.stored : undefined;
}

/** Tells a copy, which may have other entries, the types of the numbers that are the same. Gives the copy. */
export function carryTypes(from: Uns, to: Uns): Uns {
  const known = types.get(from);
  if (known && !types.has(to)) types.set(to, known);
  return to;
}
