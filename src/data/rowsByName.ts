/** Rows by their names, without those whose name repeats: nothing says which of them is meant. */
export function rowsByName(names: readonly string[]): Map<string, number> {
  const rows = new Map(names.map((name, i) => [name, i]));
  if (rows.size === names.length) return rows;
  const seen = new Set<string>();
  for (const name of names) if (seen.size === seen.add(name).size) rows.delete(name);
  return rows;
}
