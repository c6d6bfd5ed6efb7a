import { type AnnData, DenseMatrix, type Matrix } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { checkOptions, flag, number } from '../../options';
import { columnMoments } from './columnMoments';
import { forEachStored } from './mapValues';
import { recordStep } from '../record';

export interface ScaleOptions {
  /** Also take each feature's mean off, which makes X dense. true. */
  zeroCenter?: boolean;
  /** Values beyond it are set to it, and beyond -maxValue to that. No limit. */
  maxValue?: number;
}

/**
 * Divides each feature by its standard deviation (n - 1), after taking off its mean; features without any variation
 * are divided by 1. Means and deviations go to var['mean'] and var['std']. As scanpy.pp.scale.
 *
 * @returns a new AnnData with another X, dense if it was centered
 * @throws TissuebookError 'missing-key' without X
 */
export function scale(adata: AnnData, options: ScaleOptions = {}): AnnData {
  checkAnnData('scale', 'adata', adata);
  checkOptions('scale', options, { zeroCenter: flag, maxValue: number(Number.MIN_VALUE) });
  const { zeroCenter = true, maxValue = Infinity } = options;
  const x = adata.matrix();
  const { mean, variance } = columnMoments(x);
  const std = variance.map((value) => Math.sqrt(value) || 1);
  const vars = adata.var.clone();
  vars.set('mean', mean);
  vars.set('std', std);
  const X = zeroCenter ? centered(x, mean, std, maxValue) : divided(x, std, maxValue);
  const limit = Number.isFinite(maxValue) ? `, maxValue ${maxValue}` : '';
  return recordStep(adata, `scale(zeroCenter ${zeroCenter}${limit})`, { X, var: vars }, { options });
}

function centered(x: Matrix, mean: Float64Array, std: Float64Array, maxValue: number): DenseMatrix {
  const dense = x.toDense();
  const values = dense.values.slice();
  for (let i = 0, e = 0; i < dense.rows; i++) {
    for (let j = 0; j < dense.columns; j++, e++) values[e] = limit((values[e]! - mean[j]!) / std[j]!, maxValue);
  }
  return new DenseMatrix(dense.rows, dense.columns, values);
}

function divided(x: Matrix, std: Float64Array, maxValue: number): Matrix {
  const values = x.values.slice();
  let e = 0;
  forEachStored(x, (_, j, value) => {
    values[e++] = limit(value / std[j]!, maxValue);
  });
  return x instanceof DenseMatrix ? new DenseMatrix(x.rows, x.columns, values) : x.withValues(values);
}

function limit(value: number, most: number): number {
  return value > most ? most : value < -most ? -most : value;
}
