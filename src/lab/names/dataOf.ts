import { AnnData, BackedAnnData, MuData, Table } from '../../data';

/** What holds names: cells in memory or in a file, of one kind or of several, or a table. */
export type NamedData = AnnData | BackedAnnData | MuData | Table;

/** The classes whose values do. */
export const HOLDERS: ReadonlySet<string> = new Set([
  'AnnData',
  'BackedAnnData',
  'MuData',
  'Table',
  'CohortFiles',
  'SpatialData',
]);

/** Tissues of a list that are looked at; of a longer one nothing is said (ours). */
const MOST = 100;

/** The data in a value: one, { cells, image }, or a list of them; undefined for anything else. */
export function dataOf(value: unknown): readonly NamedData[] | undefined {
  if (isNamed(value)) return [value];
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return 'cells' in value && isNamed(value.cells) ? [value.cells] : undefined;
  if (value.length === 0 || value.length > MOST) return undefined;
  const all = value.map((one: unknown) => dataOf(one));
  return all.every((one) => one !== undefined) ? all.flat() : undefined;
}

function isNamed(value: unknown): value is NamedData {
  return (
    value instanceof AnnData || value instanceof BackedAnnData || value instanceof MuData || value instanceof Table
  );
}
