import type { AnnData, Matrix } from '../data';
import { TissuebookError } from '../errors';
import { checkOptions, number } from '../options';
import { forEachStored } from './mapValues';
import { recordStep } from './record';

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

const limit = number(0);

/**
 * Leaves out cells with too few or too many counts or genes. As scanpy.pp.filter_cells, with all limits at once; what is
 * counted goes to obs['n_counts'] and obs['n_genes'].
 *
 * @throws TissuebookError 'missing-key' without X, 'invalid-argument' without a limit, or when no cell is left
 */
export function filterCells(adata: AnnData, options: FilterCellsOptions): AnnData {
  checkOptions('filterCells', options, { minCounts: limit, maxCounts: limit, minGenes: limit, maxGenes: limit });
  const { minCounts, maxCounts, minGenes, maxGenes } = options;
  const { totals, stored } = totalsOf(adata.matrix(), 'rows');
  const obs = adata.obs.clone();
  obs.set('n_counts', totals);
  obs.set('n_genes', [...stored]);
  const counts = within('filterCells', options, totals, stored, [minCounts, maxCounts, minGenes, maxGenes]);
  return recordStep(adata.with({ obs }).subset({ obs: counts }), stepName('filterCells', options), {});
}

/**
 * Leaves out genes with too few or too many counts or cells. As scanpy.pp.filter_genes, with all limits at once; what is
 * counted goes to var['n_counts'] and var['n_cells'].
 *
 * @throws TissuebookError 'missing-key' without X, 'invalid-argument' without a limit, or when no gene is left
 */
export function filterGenes(adata: AnnData, options: FilterGenesOptions): AnnData {
  checkOptions('filterGenes', options, { minCounts: limit, maxCounts: limit, minCells: limit, maxCells: limit });
  const { minCounts, maxCounts, minCells, maxCells } = options;
  const { totals, stored } = totalsOf(adata.matrix(), 'columns');
  const vars = adata.var.clone();
  vars.set('n_counts', totals);
  vars.set('n_cells', [...stored]);
  const counts = within('filterGenes', options, totals, stored, [minCounts, maxCounts, minCells, maxCells]);
  return recordStep(adata.with({ var: vars }).subset({ var: counts }), stepName('filterGenes', options), {});
}

/** The total of each row or column, and how many of its values are not 0. */
function totalsOf(x: Matrix, axis: 'rows' | 'columns'): { totals: Float64Array; stored: Float64Array } {
  const totals = new Float64Array(x[axis]);
  const stored = new Float64Array(x[axis]);
  forEachStored(x, (i, j, value) => {
    const at = axis === 'rows' ? i : j;
    totals[at]! += value;
    if (value !== 0) stored[at]!++;
  });
  return { totals, stored };
}

function within(
  where: string,
  options: FilterCellsOptions | FilterGenesOptions,
  totals: Float64Array,
  stored: Float64Array,
  [minTotal = -Infinity, maxTotal = Infinity, minStored = -Infinity, maxStored = Infinity]: (number | undefined)[],
): Int32Array {
  if (Object.values(options ?? {}).every((value) => value === undefined)) {
    throw new TissuebookError('invalid-argument', `${where}: a limit is needed.`, { argument: 'options' });
  }
  const fits = (i: number): boolean =>
    totals[i]! >= minTotal && totals[i]! <= maxTotal && stored[i]! >= minStored && stored[i]! <= maxStored;
  const kept = Int32Array.from({ length: totals.length }, (_, i) => i).filter(fits);
  if (kept.length > 0) return kept;
  throw new TissuebookError('invalid-argument', `${where}: none of ${totals.length} is within the limits.`, {
    argument: Object.keys(options).join(', '),
    found: totals.length,
    advice: 'Look at the counts first, and lower the limits.',
  });
}

function stepName(where: string, options: object): string {
  return `${where}(${Object.entries(options)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')})`;
}
