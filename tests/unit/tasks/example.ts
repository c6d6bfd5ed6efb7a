import { AnnData, categorical, DenseMatrix, Table, type Matrix } from '../../../src/data';
import { Random } from '../../../src/engine';
import { madeTissue, names } from '../../madeTissue';

export { names };

/** Cells at random places of a square of side 1000; values from a rule. */
export function squareTissue(
  cells: number,
  features: string[],
  value: (cell: number, feature: number, x: number) => number,
  obs: Record<string, (cell: number, x: number) => string> = {},
): AnnData {
  const random = new Random(11);
  const at = Float64Array.from({ length: 2 * cells }, () => random.uniform(0, 1000));
  const x = Float32Array.from({ length: cells * features.length }, (_, e) => {
    const cell = Math.floor(e / features.length);
    return value(cell, e % features.length, at[2 * cell]!);
  });
  const columns = Object.entries(obs).map(([name, label]) => {
    return [name, categorical(names('', cells).map((_, cell) => label(cell, at[2 * cell]!)))] as const;
  });
  return madeTissue(new DenseMatrix(cells, features.length, x), at, columns, features);
}

/** Data of one cell for each label in a column, and nothing else. */
export function withColumn(name: string, labels: readonly (string | number)[], X?: Matrix): AnnData {
  return new AnnData({
    X: X ?? new DenseMatrix(labels.length, 1, new Float32Array(labels.length)),
    obs: new Table(names('cell', labels.length), [[name, labels as readonly string[]]]),
    var: new Table(names('gene', X?.columns ?? 1)),
  });
}
