import type { H5Sink } from './h5Writer';

/**
 * Where the entries of a group are written. A name that HDF5 would take for a path, or cannot keep, is written with "_" in
 * place of what it cannot have: anndata reads an entry "a/b" as an entry "a" that holds "b". A notice says so.
 */
export function entryPaths(sink: H5Sink, path: string, names: Iterable<string>): Map<string, string> {
  const all = [...names];
  const taken = new Set(all.filter(isPlain));
  return new Map(
    all.map((name) => {
      if (isPlain(name)) return [name, `${path}/${name}`];
      const written = freeName(plainName(name), taken);
      taken.add(written);
      sink.notice(`"${name}" under ${path} was written as "${written}": HDF5 has no such names.`);
      return [name, `${path}/${written}`];
    }),
  );
}

/**
 * The names of the columns of a table in a file: a slash in a name is a group within the group, as anndata writes and reads
 * it, unless another column lies in the way or a part of it is no name; it is then "_", and a notice says so.
 */
export function columnNames(sink: H5Sink, path: string, names: readonly string[]): Map<string, string> {
  const taken = new Set(names);
  return new Map(
    names.map((name) => {
      const parts = name.split('/');
      const inTheWay = parts.slice(1).some((_, i) => taken.has(parts.slice(0, i + 1).join('/')));
      if (parts.every(isPlain) && !inTheWay && name !== '_index') return [name, name];
      const written = freeName(name === '_index' ? 'index' : plainName(name), taken);
      taken.add(written);
      sink.notice(`The column "${name}" of ${path} was written as "${written}": HDF5 or anndata cannot keep its name.`);
      return [name, written];
    }),
  );
}

/** A name that is not taken: with as many "_" behind it as that takes. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  return taken.has(wanted) ? freeName(`${wanted}_`, taken) : wanted;
}

function isPlain(name: string): boolean {
  return name !== '' && name !== '.' && !/[/\0]/.test(name);
}

function plainName(name: string): string {
  return name.replace(/[/\0]/g, '_').replace(/^\.?$/, '_');
}
