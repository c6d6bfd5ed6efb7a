import { type AnnData, valuesOf, withCounts } from '../../src';
import { kept } from './context';

/** Bone marrow of one donor, CITE-seq: 311 cells, 1,000 genes, 35 types. */
export const BMMC = 'bmmc_cite_neurips2021';

/** A screen in THP-1 cells, ECCITE-seq: 17,725 cells, 299 genes, 21 targets. */
export const PAPALEXI = 'papalexi_eccite_lowmoi';

/** The bone marrow with counts in X. */
export const marrow = kept(async (context) => withCounts(await context.load(BMMC)));

/** Its cells of types with five cells or more: 270 cells, 16 types. */
export const typedMarrow = kept(async (context) => frequent(await marrow(context), 'cell_type', 5));

/** The screen's cells whose guide is clear: 13,689. */
export const screen = kept(async (context) => {
  const adata = await context.load(PAPALEXI);
  const share = valuesOf(adata.column('grna_frac')).map(Number);
  return adata.subset({ obs: share.map((value) => value > 0.8) });
});

/** Cells whose label has so many cells or more. */
function frequent(adata: AnnData, column: string, least: number): AnnData {
  const labels = valuesOf(adata.column(column));
  const counts = new Map<unknown, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return adata.subset({ obs: labels.map((label) => counts.get(label)! >= least) });
}
