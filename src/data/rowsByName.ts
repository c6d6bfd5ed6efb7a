import { TissuebookError } from '../errors';

/** Rows by their names, without those whose name repeats: nothing says which of them is meant. */
export function rowsByName(names: readonly string[]): Map<string, number> {
  const rows = new Map(names.map((name, i) => [name, i]));
  if (rows.size === names.length) return rows;
  const seen = new Set<string>();
  for (const name of names) if (seen.size === seen.add(name).size) rows.delete(name);
  return rows;
}

/**
 * The place of each of the names of genes, or of nodes of a graph of them, which must be unique.
 *
 * @param where the function as its user calls it
 * @throws TissuebookError 'invalid-argument' for a name that occurs twice
 */
export function uniquePlaces(
  where: string,
  names: readonly string[],
  { argument = 'var', advice = 'Genes are told apart by their name: leave one of them out with subset.' } = {},
): Map<string, number> {
  const places = new Map<string, number>();
  for (const [at, name] of names.entries()) {
    if (places.has(name)) {
      throw new TissuebookError('invalid-argument', `${where}: the gene "${name}" occurs twice.`, {
        argument,
        found: name,
        advice,
      });
    }
    places.set(name, at);
  }
  return places;
}
