import type { Container } from './container';

/** Whether a container has nothing at a path, or anndata's word for nothing (encoding-type null), as mudata writes it for X. */
export function isAbsent(file: Container, path: string): boolean {
  const kind = file.kind(path);
  return kind === 'none' || (kind === 'dataset' && file.text(path, 'encoding-type') === 'null');
}
