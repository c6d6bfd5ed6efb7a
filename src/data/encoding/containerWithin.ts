import type { Container } from './container';

/** A group of a container as a container of its own: '/X' within '/mod/rna' is '/mod/rna/X'. */
export function containerWithin(file: Container, group: string): Container {
  const inside = (path: string): string => (path === '/' ? group : `${group}${path}`);
  return {
    name: file.name,
    kind: (path) => file.kind(inside(path)),
    keys: (path) => file.keys(inside(path)),
    identity: (path) => file.identity(inside(path)),
    attribute: (path, name) => file.attribute(inside(path), name),
    text: (path, name) => file.text(inside(path), name),
    describe: (path) => file.describe(inside(path)),
    read: (path, rows, columns) => file.read(inside(path), rows, columns),
    reserve: (path, bytes) => file.reserve(inside(path), bytes),
    at: (path) => file.at(inside(path)),
  };
}
