import ts from 'typescript';

/** The language of cells: what the pinned Node.js runs; newer syntax (`using`, decorators) is compiled to it. */
export const TARGET = ts.ScriptTarget.ES2024;

type Has = () => unknown;
const method = (owner: unknown, name: string): boolean =>
  typeof (owner as Record<string, unknown> | undefined)?.[name] === 'function';
const known = globalThis as Record<string, unknown>;

/** Parts of TypeScript's library that came after ES2023, and what a Node.js has that knows them. */
const NEWER: Record<string, Has> = {
  // Node.js 20 has buffers that can be resized, and no transfer(): the declarations come together.
  'es2024.arraybuffer': () => 'resizable' in ArrayBuffer.prototype,
  'es2024.collection': () => method(Map, 'groupBy'),
  'es2024.object': () => method(Object, 'groupBy'),
  'es2024.promise': () => method(Promise, 'withResolvers'),
  'es2024.regexp': () => 'unicodeSets' in RegExp.prototype,
  'es2024.sharedmemory': () => method(Atomics, 'waitAsync') && 'growable' in SharedArrayBuffer.prototype,
  'es2024.string': () => method(String.prototype, 'isWellFormed'),
  'esnext.array': () => method(Array, 'fromAsync'),
  'esnext.collection': () => method(Set.prototype, 'union'),
  'esnext.decorators': () => true,
  'esnext.disposable': () => 'dispose' in Symbol,
  'esnext.error': () => method(Error, 'isError'),
  'esnext.float16': () => 'Float16Array' in known,
  'esnext.intl': () => 'DurationFormat' in Intl,
  'esnext.iterator': () => method((known.Iterator as { prototype?: unknown } | undefined)?.prototype, 'map'),
  'esnext.promise': () => method(Promise, 'try'),
  'esnext.sharedmemory': () => method(Atomics, 'pause'),
};

/** TypeScript's library files for what this Node.js has, and no more: a call that compiles is there when it runs. */
export function libraries(): string[] {
  const newer = Object.entries(NEWER).flatMap(([name, has]) => (has() ? [name] : []));
  return ['es2023', ...newer].map((name) => `lib.${name}.d.ts`);
}
