import { valuesOf, type AnnData } from '../../data';

/**
 * The cells of the first sections, in sorted order of their names: for a picture of data with more sections than a page can
 * show. The data themselves where all are taken or no column is given.
 *
 * @param section the obs column that tells sections apart; undefined for one section
 * @throws TissuebookError 'missing-key'
 */
export function someSections(adata: AnnData, section: string | undefined, count = 6): AnnData {
  if (section === undefined) return adata;
  const names = valuesOf(adata.column(section)).map(String);
  const chosen = [...new Set(names)].sort(new Intl.Collator('en', { numeric: true }).compare).slice(0, count);
  const kept = new Set(chosen);
  const cells = Int32Array.from(names.keys()).filter((cell) => kept.has(names[cell]!));
  return cells.length === adata.nObs ? adata : adata.subset({ obs: cells });
}

/**
 * The cells of the section that holds most of the given cells; the data themselves where no column is given.
 *
 * @param section the obs column that tells sections apart; undefined for one section
 * @param cells by number
 * @throws TissuebookError 'missing-key'
 */
export function sectionWithMost(adata: AnnData, section: string | undefined, cells: ArrayLike<number>): AnnData {
  if (section === undefined) return adata;
  const names = valuesOf(adata.column(section)).map(String);
  const counts = new Map(names.map((name) => [name, 0]));
  for (const cell of Array.from(cells)) counts.set(names[cell]!, counts.get(names[cell]!)! + 1);
  const [most] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best));
  return adata.subset({ obs: Int32Array.from(names.keys()).filter((cell) => names[cell] === most) });
}
