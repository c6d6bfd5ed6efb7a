import { DenseMatrix, isSparse, SparseMatrix, type AnnData, type Matrix } from '../../data';
import { TissuebookError } from '../../errors';
import { log1p, normalizeTotal } from '../../prepare';
import { checkValues } from '../../prepare/values/checkValues';
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

/** Which of a model's genes a data set has. */
export interface Channels {
  /** Place in the data of each of the model's genes; -1 where it has none. */
  readonly place: Int32Array;
  readonly matched: number;
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
  const matched = wanted ? takeChannels(values, matchChannels(where, own, wanted)) : uniquely(where, own, values);
  const cells = expressing(matched);
  return {
    cells,
    features: wanted ?? own,
    matrix: cells.length === matched.rows ? matched : matched.takeRows(cells),
  };
}

/**
 * Finds a model's genes in a data set, by name.
 * @throws TissuebookError 'invalid-argument' (a name twice), 'shape-mismatch' (none in common)
 */
export function matchChannels(where: string, own: readonly string[], wanted: readonly string[]): Channels {
  const places = placesOf(where, own);
  const place = Int32Array.from(wanted, (name) => places.get(name) ?? -1);
  const matched = place.filter((at) => at >= 0).length;
  if (matched > 0) return { place, matched };
  throw new TissuebookError('shape-mismatch', `${where}: the data share none of the model's ${wanted.length} genes.`, {
    argument: 'adata',
    found: own.slice(0, 3).join(', '),
    advice: `Genes are matched by name in var; the model knows ${wanted.slice(0, 3).join(', ')} and others.`,
  });
}

function placesOf(where: string, names: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [at, name] of names.entries()) {
    if (places.has(name)) {
      throw new TissuebookError('invalid-argument', `${where}: the gene "${name}" occurs twice.`, {
        argument: 'var',
        found: name,
        advice: 'Genes are told apart by their name: leave one of them out with subset.',
      });
    }
    places.set(name, at);
  }
  return places;
}

function uniquely(where: string, names: readonly string[], values: Matrix): Matrix {
  placesOf(where, names);
  return values;
}

function normalized(adata: AnnData): Matrix {
  return log1p(normalizeTotal(adata, { targetSum: TARGET_SUM })).matrix();
}

function takeChannels(values: Matrix, { place }: Channels): Matrix {
  if (place.length === values.columns && place.every((at, i) => at === i)) return values;
  if (!isSparse(values)) {
    const out = new Float32Array(values.rows * place.length);
    for (let i = 0; i < values.rows; i++) {
      for (let j = 0; j < place.length; j++) if (place[j]! >= 0) out[i * place.length + j] = values.get(i, place[j]!);
    }
    return new DenseMatrix(values.rows, place.length, out);
  }
  const target = new Int32Array(values.columns).fill(-1);
  place.forEach((at, j) => {
    if (at >= 0) target[at] = j;
  });
  const indptr = new Int32Array(values.rows + 1);
  const entries: number[] = [];
  for (let i = 0; i < values.rows; i++) {
    for (let e = values.indptr[i]!; e < values.indptr[i + 1]!; e++)
      if (target[values.indices[e]!]! >= 0) entries.push(e);
    indptr[i + 1] = entries.length;
  }
  const indices = Int32Array.from(entries, (e) => target[values.indices[e]!]!);
  const kept = Float32Array.from(entries, (e) => values.values[e]!);
  return new SparseMatrix(values.rows, place.length, { indptr, indices, values: kept });
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
