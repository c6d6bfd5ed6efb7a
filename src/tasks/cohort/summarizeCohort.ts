import type { AnnData, CohortFiles, Table } from '../../data';
import { type MomentSums, Moments } from '../../data/backed/moments';
import type { CohortPart } from '../../data/cohort/cohortFiles';
import { partBlocks } from '../../data/cohort/partOf';
import type { WorkPlace } from '../../models';
import { anything, checkOptions, flag, number } from '../../options';
import { log1p, normalizeTotal } from '../../prepare';
import { onCheck } from '../shared/onCluster';
import { eachOn, type EachOptions } from './eachOn';

/** What is done with the values before they are counted. */
export interface CohortValues {
  /** Scales each cell to this total, as normalizeTotal with targetSum. Not unless given. */
  readonly targetSum?: number | undefined;
  /** Takes the logarithm, as log1p. false. */
  readonly log?: boolean | undefined;
}

export interface SummarizeCohortOptions extends CohortValues, EachOptions {
  /** A cluster, whose workers read the parts. */
  readonly on?: WorkPlace;
}

export const courseChecks = { on: onCheck, signal: anything, onProgress: anything };

const valueChecks = { targetSum: number(Number.MIN_VALUE), log: flag, ...courseChecks };

/**
 * Totals, counts, means and variances of every feature over all cells of a cohort, part by part: the var of summarizeBlocks.
 *
 * @returns total_counts, n_cells_by_counts (cells in which it is not 0), means, variances (n - 1)
 * @throws TissuebookError 'aborted', and what reading throws
 */
export async function summarizeCohort(cohort: CohortFiles, options: SummarizeCohortOptions = {}): Promise<Table> {
  checkOptions('summarizeCohort', options, valueChecks);
  const { features, parts } = cohort;
  const moments = new Moments(features.length);
  for (const sums of await partSums(parts, features, options)) moments.join(sums);
  return moments.table(features);
}

/** The sums of each part. */
export function partSums(
  parts: readonly CohortPart[],
  features: readonly string[],
  { on, targetSum, log, signal, onProgress }: SummarizeCohortOptions,
): Promise<MomentSums[]> {
  const values = { targetSum, log };
  return eachOn<MomentSums, CohortPart>(
    on,
    parts,
    {
      task: 'cohort.moments',
      argument: (part) => ({ part, features, values }),
      title: ({ name }) => `moments of ${name}`,
      here: (part) => momentsOf(part, features, values),
    },
    { signal, onProgress },
  );
}

/** The sums of one part, read in blocks. */
export async function momentsOf(
  part: CohortPart,
  features: readonly string[],
  values: CohortValues,
): Promise<MomentSums> {
  const moments = new Moments(features.length);
  for await (const block of partBlocks(part, features)) moments.add(changed(block, values).matrix());
  return moments.sums;
}

/** A block with the values that are counted. */
export function changed(block: AnnData, { targetSum, log }: CohortValues): AnnData {
  const scaled = targetSum === undefined ? block : normalizeTotal(block, { targetSum });
  return log ? log1p(scaled) : scaled;
}
