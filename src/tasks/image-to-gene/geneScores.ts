import type { DenseMatrix } from '../../data';
import { mean } from '../../statistics';
import { correlation } from '../shared/correlation';

/** Predictions are in deviations: what is smaller is rounding. */
const ROUNDING = 1e-6;

/** How near the predictions of one gene come to it, in deviations over the cells that were learned from. */
export interface GeneScore {
  readonly gene: string;
  /** Pearson's correlation over the predicted cells; 0 where nothing varies. */
  readonly r: number;
  readonly mse: number;
  /** 1 - squared error over the gene's own spread among the predicted cells. */
  readonly r2: number;
}

/** Scores of each gene. @param predicted, truth [cells, genes] */
export function geneScores(predicted: DenseMatrix, truth: DenseMatrix, genes: readonly string[]): GeneScore[] {
  return genes.map((gene, g) => {
    const [p, t] = [Float64Array.from(predicted.column(g)), Float64Array.from(truth.column(g))];
    const center = mean(t);
    let [error, spread] = [0, 0];
    t.forEach((value, i) => {
      error += (value - p[i]!) ** 2;
      spread += (value - center) ** 2;
    });
    return { gene, r: correlation(p, t, ROUNDING), mse: error / t.length, r2: spread > 0 ? 1 - error / spread : 0 };
  });
}

export const meanOf = (scores: readonly GeneScore[], name: 'r' | 'mse' | 'r2'): number =>
  scores.reduce((sum, score) => sum + score[name], 0) / Math.max(1, scores.length);
