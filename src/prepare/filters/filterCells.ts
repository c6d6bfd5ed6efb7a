import { checkAnnData } from '../../data/checkAnnData';
import type { AnnData } from '../../data';
import { checkArgument, checkOptions, objectWith } from '../../options';
import { recordStep } from '../record';
import { limit, stepName, totalsOf, within } from './limits';

export interface FilterCellsOptions {
  /** Keep cells with at least this total of their counts. */
  minCounts?: number;
  /** Keep cells with at most this total. */
  maxCounts?: number;
  /** Keep cells in which at least this many genes are not 0. */
  minGenes?: number;
  /** Keep cells in which at most this many genes are not 0. */
  maxGenes?: number;
}

/**
 * Leaves out cells with too few or too many counts or genes. As scanpy.pp.filter_cells, with all limits at once; what is
 * counted goes to obs['n_counts'] and obs['n_genes'].
 *
 * @throws TissuebookError 'missing-key' without X, 'invalid-argument' without a limit, or when no cell is left
 */
export function filterCells(adata: AnnData, options: FilterCellsOptions): AnnData {
  checkAnnData('filterCells', 'adata', adata);
  checkArgument('filterCells', 'options', options, objectWith());
  checkOptions('filterCells', options, { minCounts: limit, maxCounts: limit, minGenes: limit, maxGenes: limit });
  const { minCounts, maxCounts, minGenes, maxGenes } = options;
  const { totals, stored } = totalsOf(adata.matrix(), 'rows');
  const obs = adata.obs.clone();
  obs.set('n_counts', totals);
  obs.set('n_genes', [...stored]);
  const counts = within('filterCells', options, totals, stored, [minCounts, maxCounts, minGenes, maxGenes]);
  return recordStep(
    adata.with({ obs }).subset({ obs: counts }),
    stepName('filterCells', options),
    {},
    { options, from: adata },
  );
}
