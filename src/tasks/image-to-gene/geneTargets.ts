import { exactMath } from '../../exactMath';
import { type AnnData, DenseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import { checkValues } from '../../prepare/values/checkValues';

/** What the counts of a cell add up to before the logarithm. */
const SCALE = 1e4;
/** Genes that are asked for unless they are named (ours). */
const MOST_VARIABLE = 50;

/**
 * log1p of counts [cells, genes of the data]; values that are no counts stay as they are, and `logged` says so.
 *
 * @param normalize whether counts of a cell are brought to 10,000 first
 */
export function logCounts(where: string, cells: AnnData, normalize: boolean): { x: DenseMatrix; logged: boolean } {
  const matrix = cells.matrix();
  const { counts } = checkValues(where, cells, matrix);
  const dense = matrix.toDense();
  if (!counts) return { x: dense, logged: false };
  const { rows, columns, values } = dense;
  const totals = new Float64Array(rows);
  values.forEach((value, at) => (totals[Math.floor(at / columns)]! += value));

  const factor = (cell: number): number => (normalize && totals[cell]! > 0 ? SCALE / totals[cell]! : 1);
  const x = Float32Array.from(values, (value, at) => exactMath.log1p(value * factor(Math.floor(at / columns))));
  return { x: new DenseMatrix(rows, columns, x), logged: true };
}

/**
 * The columns of the genes that are asked for.
 *
 * @param train cells whose variance decides where no gene is named
 * @throws TissuebookError 'missing-key' (no such gene), 'invalid-argument' (none varies)
 */
export function chooseGenes(
  where: string,
  names: readonly string[],
  asked: readonly string[] | undefined,
  x: DenseMatrix,
  train: Int32Array,
): number[] {
  if (asked) {
    return asked.map((name) => {
      const at = names.indexOf(name);
      if (at >= 0) return at;
      throw new TissuebookError('missing-key', `${where}: there is no gene "${name}".`, {
        argument: 'genes',
        found: name,
        advice: `var has ${names.slice(0, 5).join(', ')} and others.`,
      });
    });
  }
  const { deviation } = columnMoments(x, train);
  const order = [...deviation.keys()].filter((j) => deviation[j]! > 0);
  order.sort((a, b) => deviation[b]! - deviation[a]! || a - b);
  if (order.length > 0) return order.slice(0, MOST_VARIABLE);
  throw new TissuebookError('invalid-argument', `${where}: no gene varies.`, { argument: 'data', found: 0 });
}

/** Mean and deviation (n) of each column over some rows. */
export function columnMoments(
  { columns, values }: DenseMatrix,
  rows: ArrayLike<number>,
): { mean: Float64Array; deviation: Float64Array } {
  const [mean, squares] = [new Float64Array(columns), new Float64Array(columns)];
  const each = (use: (value: number, j: number) => void): void => {
    for (let i = 0; i < rows.length; i++) {
      for (let j = 0; j < columns; j++) use(values[rows[i]! * columns + j]!, j);
    }
  };
  each((value, j) => (mean[j]! += value / rows.length));
  each((value, j) => (squares[j]! += (value - mean[j]!) ** 2 / rows.length));
  // What rounding leaves of a constant column is no spread.
  const deviation = squares.map((square, j) => {
    const found = Math.sqrt(square);
    return found > 1e-6 * Math.max(1e-6, Math.abs(mean[j]!)) ? found : 0;
  });
  return { mean, deviation };
}
