import { displayBundle } from '../../data/htmlDisplay';
import type { DenseMatrix } from '../../data';
import { spearman } from '../../metrics';
import { textTable } from '../shared/textTable';
import { mean } from '../../statistics';

/** How near inferred expression [cells, genes] comes to the truth: the metrics of CI-FM's paper, and one over genes. */
export interface InferenceScore {
  readonly method: string;
  /** Spearman's correlation over the genes of a cell, the mean over cells. High already for the mean of all cells. */
  readonly spearman: number;
  /** The same over the genes that the cell expresses. */
  readonly spearmanExpressed: number;
  readonly mse: number;
  /** Balanced: expressed and silent entries weigh 1/2 each. */
  readonly bmse: number;
  /** Mean squared error over the squared median of the expressed entries. */
  readonly relativeMse: number;
  /** Spearman's correlation over the cells of a gene, the mean over genes: says whether differences are found (ours). */
  readonly geneSpearman: number;
  /** Share of cells called alike from true and inferred expression, by their k likeliest types. */
  readonly alike?: readonly { readonly k: number; readonly share: number }[];
}

/** Scores inferred expression. A correlation with something that does not vary counts as 0. */
export function scoreInference(method: string, guess: DenseMatrix, truth: DenseMatrix): InferenceScore {
  const cells = [...Array(truth.rows).keys()];
  const genes = [...Array(truth.columns).keys()];
  const errors = squaredErrors(guess, truth);
  const expressed = truth.values.filter((value) => value > 0).sort();
  const median = expressed[expressed.length >> 1] ?? NaN;
  return {
    method,
    spearman: mean(
      cells.map((i) => rankCorrelation(truth.row(i), guess.row(i))),
      0,
    ),
    spearmanExpressed: mean(
      cells.map((i) => expressedOnly(truth.row(i), guess.row(i))),
      0,
    ),
    ...errors,
    relativeMse: errors.mse / (median * median),
    geneSpearman: mean(
      genes.map((j) => rankCorrelation(truth.column(j), guess.column(j))),
      0,
    ),
  };
}

/** What inferExpression found; shows itself as a table. */
export class InferenceResult {
  /** The model first, then its baselines. */
  readonly scores: readonly InferenceScore[];
  /** The inferred cells by number. */
  readonly cells: Int32Array;
  /** [cells, genes of the model] */
  readonly predicted: DenseMatrix;
  readonly truth: DenseMatrix;
  readonly seed: number;
  /** Share of the cells that was hidden at once. */
  readonly share: number;
  readonly config: Readonly<Record<string, unknown>>;
  /** What the training of the model warned of. */
  readonly notices: readonly string[];

  constructor(
    parts: Pick<InferenceResult, 'scores' | 'cells' | 'predicted' | 'truth' | 'seed' | 'share' | 'config' | 'notices'>,
  ) {
    this.scores = parts.scores;
    this.cells = parts.cells;
    this.predicted = parts.predicted;
    this.truth = parts.truth;
    this.seed = parts.seed;
    this.share = parts.share;
    this.config = parts.config;
    this.notices = parts.notices;
  }

  /** The correlations of every method, for barsView. */
  get bars(): { groups: string[]; series: Record<string, number[]> } {
    return {
      groups: this.scores.map(({ method }) => method),
      series: {
        'cell r': this.scores.map((score) => score.spearman),
        'gene r': this.scores.map((score) => score.geneSpearman),
      },
    };
  }

  toString(): string {
    const [model, neighbors] = this.scores;
    const tops = model!.alike?.map(({ k }) => `top-${k} type`) ?? [];
    const header = ['method', 'Spearman', 'expressed', 'MSE', 'balanced MSE', 'gene Spearman', ...tops];
    const rows = this.scores.map((score) => [
      score.method,
      score.spearman,
      score.spearmanExpressed,
      score.mse,
      score.bmse,
      score.geneSpearman,
      ...(score.alike ?? []).map(({ share }) => share),
    ]);
    const better = neighbors!.mse <= model!.mse && neighbors!.geneSpearman >= model!.geneSpearman;
    return [
      `${this.cells.length} cells inferred, ${Math.round(100 * this.share)}% hidden at once.`,
      textTable(header, rows),
      ...(better ? ['The mean of the neighbors infers these cells better than the model.'] : []),
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}

function squaredErrors(guess: DenseMatrix, truth: DenseMatrix): { mse: number; bmse: number } {
  const [sums, counts] = [
    [0, 0],
    [0, 0],
  ] as [[number, number], [number, number]];
  truth.values.forEach((value, at) => {
    const side = value > 0 ? 1 : 0;
    sums[side] += (value - guess.values[at]!) ** 2;
    counts[side]++;
  });
  const half = (side: 0 | 1): number => sums[side] / Math.max(1, counts[side]) / 2;
  return { mse: (sums[0] + sums[1]) / Math.max(1, counts[0] + counts[1]), bmse: half(0) + half(1) };
}

/** Spearman's correlation; 0 with a list that does not vary. */
function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return varies(a) && varies(b) ? spearman(a, b) : 0;
}

function varies(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return true;
  return false;
}

function expressedOnly(truth: ArrayLike<number>, guess: ArrayLike<number>): number {
  const at = Array.from(truth, (_, j) => j).filter((j) => truth[j]! > 0);
  if (at.length < 2) return 0;
  const pick = (row: ArrayLike<number>): number[] => at.map((j) => row[j]!);
  return rankCorrelation(pick(truth), pick(guess));
}
