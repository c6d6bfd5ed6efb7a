import { type CohortFiles, Table, valuesOf } from '../../data';
import type { CohortPart } from '../../data/cohort/cohortFiles';
import { partBlocks } from '../../data/cohort/partOf';
import { checkOptions, integer, number } from '../../options';
import { checkValues } from '../../prepare/genes/geneValues';
import { markedByVariance } from '../../prepare/genes/markedGenes';
import { StandardizedVariances, type VarianceSums } from '../../prepare/genes/standardizedVariances';
import type { ColumnMoments } from '../../prepare/values/columnMoments';
import { eachOn } from './eachOn';
import { summarizeCohort, type SummarizeCohortOptions, courseChecks } from './summarizeCohort';

export interface CohortVariableGenesOptions extends Omit<SummarizeCohortOptions, 'targetSum' | 'log'> {
  /** How many genes. 2,000. */
  count?: number;
  /** The share of the genes in each local fit. 0.3, as scanpy. */
  span?: number;
}

/**
 * The genes whose counts vary most for their mean over all cells of a cohort, as highlyVariableGenes with flavor 'seurat_v3'; two passes over the parts.
 *
 * @returns highly_variable, highly_variable_rank, means, variances, variances_norm for each feature
 * @throws TissuebookError 'invalid-argument' (values that are no counts), 'aborted', and what reading throws
 */
export async function cohortVariableGenes(
  cohort: CohortFiles,
  options: CohortVariableGenesOptions = {},
): Promise<Table> {
  checkOptions('cohortVariableGenes', options, { ...courseChecks, count: integer(1), span: number(0.01, 1) });
  const { count, span = 0.3, on, signal, onProgress } = options;
  const { parts, features, nObs } = cohort;
  const total = 2 * parts.length;
  const first = await summarizeCohort(cohort, {
    ...(on && { on }),
    signal,
    onProgress: (done) => onProgress?.(done, total),
  });
  const column = (name: string): Float64Array => Float64Array.from(valuesOf(first.get(name)) as number[]);
  const moments: ColumnMoments = { mean: column('means'), variance: column('variances') };
  const standardized = new StandardizedVariances(moments, nObs, span);
  const second = await eachOn<VarianceSums, CohortPart>(
    on,
    parts,
    {
      task: 'cohort.variances',
      argument: (part) => ({ part, features, moments, nObs, span }),
      title: ({ name }) => `variances of ${name}`,
      here: (part) => variancesOf(part, features, moments, nObs, span),
    },
    { signal, onProgress: (done) => onProgress?.(parts.length + done, total) },
  );
  for (const sums of second) standardized.join(sums);
  const marked = markedByVariance(moments, standardized.values(), count === undefined ? {} : { count });
  return new Table(features, Object.entries(marked));
}

/** The sums of one part. @throws TissuebookError 'invalid-argument' for values that are no counts */
export async function variancesOf(
  part: CohortPart,
  features: readonly string[],
  moments: ColumnMoments,
  cells: number,
  span: number,
): Promise<VarianceSums> {
  const standardized = new StandardizedVariances(moments, cells, span);
  for await (const block of partBlocks(part, features)) {
    checkValues(block.matrix(), 'seurat_v3');
    standardized.add(block.matrix());
  }
  return standardized.sums;
}
