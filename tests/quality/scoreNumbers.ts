import type { InferenceScore } from '../../src';
import type { Numbers } from './target';

/** Scores of inferExpression by names: 'cifm: balanced MSE', 'mean of the neighbors: Spearman'. */
export function scoreNumbers(scores: readonly InferenceScore[]): Numbers {
  return Object.fromEntries(
    scores.flatMap(({ method, bmse, mse, spearman, geneSpearman, alike }) => {
      const top5 = alike?.find(({ k }) => k === 5);
      return [
        [`${method}: balanced MSE`, bmse],
        [`${method}: MSE`, mse],
        [`${method}: Spearman`, spearman],
        [`${method}: gene Spearman`, geneSpearman],
        ...(top5 ? [[`${method}: top 5 of types`, top5.share]] : []),
      ];
    }),
  );
}
