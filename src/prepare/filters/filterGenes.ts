import { checkAnnData } from '../../data/checkAnnData';
import type { AnnData } from '../../data';
import { checkArgument, checkOptions, objectWith } from '../../options';
import { recordStep } from '../record';
import { limit, stepName, totalsOf, within } from './limits';

export interface FilterGenesOptions {
  /** Keep genes with at least this total over all cells. */
  minCounts?: number;
  /** Keep genes with at most this total. */
  maxCounts?: number;
  /** Keep genes that are not 0 in at least this many cells. */
  minCells?: number;
  /** Keep genes that are not 0 in at most this many cells. */
  maxCells?: number;
}

/**
 * Leaves out genes with too few or too many counts or cells. As scanpy.pp.filter_genes, with all limits at once; what is
 * counted goes to var['n_counts'] and var['n_cells'].
 *
 * @throws TissuebookError 'missing-key' without X, 'invalid-argument' without a limit, or when no gene is left
 */
export function filterGenes(adata: AnnData, options: FilterGenesOptions): AnnData {
  checkAnnData('filterGenes', 'adata', adata);
  checkArgument('filterGenes', 'options', options, objectWith());
  checkOptions('filterGenes', options, { minCounts: limit, maxCounts: limit, minCells: limit, maxCells: limit });
  const { minCounts, maxCounts, minCells, maxCells } = options;
  const { totals, stored } = totalsOf(adata.matrix(), 'columns');
  const vars = adata.var.clone();
  vars.set('n_counts', totals);
  vars.set('n_cells', [...stored]);
  const counts = within('filterGenes', options, totals, stored, [minCounts, maxCounts, minCells, maxCells]);
  return recordStep(
    adata.with({ var: vars }).subset({ var: counts }),
    stepName('filterGenes', options),
    {},
    { options, from: adata },
  );
}
