import { exactMath } from '../../exactMath';
import { type AnnData, DenseMatrix, type Matrix } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import type { LayerName } from '../../names';
import { checkOptions, number, oneOf, text } from '../../options';
import { forEachStored } from './mapValues';
import { rowTotals } from './normalizeTotal';
import { recordStep } from '../record';

export interface TfidfOptions {
  /**
   * 'log': log(1 + scale * tf * idf) with tf = value / total of the cell, idf = cells / total of the feature, as in
   * Signac (Stuart et al. 2021). 'smooth': value * (log((1 + cells) / (1 + cells with the feature)) + 1), cells then of
   * length 1, as scikit-learn's TfidfTransformer. 'glue': log(1 + scale * w) with w = tf * idf of 'log', cells then of sum 1, as
   * in GLUE and scMoGNN. 'log'.
   */
  method?: 'log' | 'smooth' | 'glue';
  /** The factor of 'log' and 'glue'. 10,000, as Signac. */
  scale?: number;
  /** A layer in place of X. */
  layer?: LayerName;
}

/**
 * Weighs each value by how rare its feature is (term frequency, inverse document frequency): for counts of chromatin
 * accessibility and for gene counts before lsi.
 *
 * @returns a new AnnData with another X
 * @throws TissuebookError 'missing-key', 'not-finite' (values below zero or not numbers)
 */
export function tfidf(adata: AnnData, options: TfidfOptions = {}): AnnData {
  checkAnnData('tfidf', 'adata', adata);
  checkOptions('tfidf', options, {
    method: oneOf('log', 'smooth', 'glue'),
    scale: number(Number.MIN_VALUE),
    layer: text,
  });
  const { method = 'log', scale = 1e4 } = options;
  const x = adata.matrix(options.layer);
  const bad = x.values.find((value) => !(value >= 0 && value < Infinity));
  if (bad !== undefined) {
    throw new TissuebookError('not-finite', `tfidf: the values hold ${bad}.`, {
      argument: 'X',
      found: bad,
      advice: 'It takes counts: finite values, none below zero.',
    });
  }
  const step = method === 'log' ? `tfidf(scale ${scale})` : `tfidf(method ${method})`;
  const weights = {
    log: () => logWeights(x, scale),
    smooth: () => smoothWeights(x),
    glue: () => weighByFrequency(x, inverseFrequency(x), scale),
  };
  return recordStep(adata, step, { X: weights[method]() }, { options });
}

/** Cells over the total of each feature [features]; 0 for a feature without counts. */
export function inverseFrequency(x: Matrix): Float64Array {
  const totals = new Float64Array(x.columns);
  forEachStored(x, (_, j, value) => (totals[j] += value));
  return totals.map((total) => (total > 0 ? x.rows / total : 0));
}

/**
 * The weights of 'glue' with an idf that may come from other cells: those that a model was trained on.
 *
 * @param idf [features], of inverseFrequency()
 */
export function weighByFrequency(x: Matrix, idf: Float64Array, scale = 1e4): Matrix {
  const sums = new Float64Array(x.rows);
  forEachStored(x, (i, j, value) => (sums[i] += value * idf[j]));
  // The cell's total cancels out of weights that add up to 1.
  return mapEach(x, (i, j, value) => (sums[i] > 0 ? exactMath.log1p((scale * value * idf[j]) / sums[i]) : 0));
}

function logWeights(x: Matrix, scale: number): Matrix {
  const cellTotals = rowTotals(x);
  const featureTotals = new Float64Array(x.columns);
  forEachStored(x, (_, j, value) => (featureTotals[j]! += value));
  return mapEach(x, (i, j, value) =>
    value === 0 ? 0 : exactMath.log1p((scale * value * x.rows) / (cellTotals[i]! * featureTotals[j]!)),
  );
}

function smoothWeights(x: Matrix): Matrix {
  const cellsWith = new Float64Array(x.columns);
  forEachStored(x, (_, j, value) => {
    if (value !== 0) cellsWith[j]!++;
  });
  const idf = cellsWith.map((cells) => exactMath.log((1 + x.rows) / (1 + cells)) + 1);
  const squares = new Float64Array(x.rows);
  forEachStored(x, (i, j, value) => (squares[i]! += (value * idf[j]!) ** 2));
  return mapEach(x, (i, j, value) => (value === 0 ? 0 : (value * idf[j]!) / Math.sqrt(squares[i]!)));
}

function mapEach(x: Matrix, change: (row: number, column: number, value: number) => number): Matrix {
  const values = x.values.slice();
  let e = 0;
  forEachStored(x, (i, j, value) => {
    values[e++] = change(i, j, value);
  });
  return x instanceof DenseMatrix ? new DenseMatrix(x.rows, x.columns, values) : x.withValues(values);
}
