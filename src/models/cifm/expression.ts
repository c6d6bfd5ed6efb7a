import { isSparse, type AnnData, type Matrix } from '../../data';
import { TissuebookError } from '../../errors';
import { log1p, normalizeTotal } from '../../prepare';
import { checkValues } from '../../prepare/values/checkValues';
import { featurePlaces, matchFeatures, takeFeatures } from '../training/matchFeatures';
import type { CifmConfig } from './config';

/** Counts of a cell add up to this before log1p (the paper). */
const TARGET_SUM = 1e4;
const MITOCHONDRIAL = /^mt-/i;

/** Prepared values of the cells that express anything. */
export interface Expression {
  /** Numbers of these cells in the data, rising. */
  readonly cells: Int32Array;
  readonly features: readonly string[];
  /** [cells, features] */
  readonly matrix: Matrix;
}

/**
 * X as the network takes it: without mitochondrial genes, counts normalized and log-transformed, matched to the genes of a
 * trained model by name. Genes that the data lack are zero; genes that the model does not know are left out.
 *
 * @param wanted the genes of a trained model, in its order; absent before training
 */
export function readExpression(
  where: string,
  adata: AnnData,
  config: Pick<CifmConfig, 'input' | 'dropMitochondrial'>,
  wanted?: readonly string[],
): Expression {
  const names = adata.var.index;
  const matrix = adata.matrix();
  const { counts, negative } = checkValues(where, adata, matrix);
  if (negative > 0) {
    throw new TissuebookError('invalid-argument', `${where}: X holds ${negative} values below zero.`, {
      argument: 'X',
      found: negative,
      advice: 'CI-FM takes counts, or values from zero up (log-normalized, asinh), in which zero means not expressed.',
    });
  }
  const kept = names.map((_, at) => at).filter((at) => !config.dropMitochondrial || !MITOCHONDRIAL.test(names[at]!));
  const chosen = kept.length === names.length ? adata : adata.subset({ var: kept });
  const isCounts = config.input === 'counts' || (config.input === 'auto' && counts);
  const values = isCounts ? normalized(chosen) : chosen.matrix();
  const own = kept.map((at) => names[at]!);
  if (!wanted) featurePlaces(where, own);
  const matched = wanted ? takeFeatures(values, matchFeatures(where, own, wanted)) : values;
  const cells = expressing(matched);
  return {
    cells,
    features: wanted ?? own,
    matrix: cells.length === matched.rows ? matched : matched.takeRows(cells),
  };
}

function normalized(adata: AnnData): Matrix {
  return log1p(normalizeTotal(adata, { targetSum: TARGET_SUM })).matrix();
}

/** Rows with a value above zero. */
function expressing(matrix: Matrix): Int32Array {
  return Int32Array.from({ length: matrix.rows }, (_, i) => i).filter((i) => {
    const [from, to] = isSparse(matrix)
      ? [matrix.indptr[i]!, matrix.indptr[i + 1]!]
      : [i * matrix.columns, (i + 1) * matrix.columns];
    for (let e = from; e < to; e++) if (matrix.values[e]! > 0) return true;
    return false;
  });
}
