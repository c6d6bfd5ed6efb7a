import { type AnnData, type DenseMatrix, valuesOf } from '../../../../src/data';
import { LinearProbe } from '../../../../src/tasks';
import { Random } from '../../../../src/random';

export interface CellTypeOptions {
  /** Cells drawn at random; all unless given. */
  cells?: number;
  /** Takes log(1 + x) before. */
  log?: boolean;
  /** A column of obs whose groups are kept in one fold. Cells by themselves unless given. */
  groups?: string;
}

/**
 * The share of cells whose type is told right from their expression: logistic regression on standardized columns (C = 1),
 * five folds at random.
 */
export function cellTypeAccuracy(adata: AnnData, options: CellTypeOptions = {}): number {
  const draws = new Random(1);
  const chosen = draws.permutation(adata.nObs).subarray(0, options.cells ?? adata.nObs);
  const part = adata.subset({ obs: chosen });
  const dense = part.matrix().toDense();
  const x = options.log ? dense.map(Math.log1p) : dense;
  const labels = valuesOf(part.column('cell_type')).map(String);
  const units = options.groups ? valuesOf(part.column(options.groups)).map(String) : part.obs.index;
  const names = [...new Set(units)];
  const order = draws.permutation(names.length);
  const foldOf = new Map(names.map((name, i) => [name, order[i]! % 5]));
  const folds = units.map((unit) => foldOf.get(unit)!);
  let right = 0;
  for (let fold = 0; fold < 5; fold++) right += rightInFold(x, labels, folds, fold);
  return right / labels.length;
}

function rightInFold(x: DenseMatrix, labels: readonly string[], folds: readonly number[], fold: number): number {
  const all = labels.map((_, i) => i);
  const [trained, held] = [all.filter((i) => folds[i] !== fold), all.filter((i) => folds[i] === fold)];
  const probe = LinearProbe.fit(
    x.takeRows(trained),
    trained.map((i) => labels[i]!),
  );
  const said = probe.predict(x.takeRows(held));
  return held.filter((i, at) => said[at] === labels[i]).length;
}
