import type { DenseMatrix } from '../../data';
import { correlation } from '../shared/correlation';

/** How near predictions come to the hidden entries, taken as one vector; and by gene. */
export interface EntryScores {
  readonly rmse: number;
  /** Mean of the errors without their sign. */
  readonly mae: number;
  readonly pearson: number;
  readonly cosine: number;
  /** Pearson's correlation over the hidden entries of a gene, the mean over genes; 0 where nothing varies. */
  readonly geneR: number;
  /** That correlation of each gene, in the order of the data; NaN for one with fewer than two such entries. */
  readonly byGene: readonly number[];
}

/**
 * Scores predictions at some entries; NaN where there are none.
 *
 * @param mask 1 for an entry that is scored [cells, genes], row-major
 */
export function entryScores(predicted: DenseMatrix, truth: DenseMatrix, mask: Uint8Array): EntryScores {
  const { columns } = truth;
  const genes = Array.from({ length: columns }, () => ({ p: [] as number[], t: [] as number[] }));
  mask.forEach((hidden, at) => {
    if (!hidden) return;
    genes[at % columns]!.p.push(predicted.values[at]!);
    genes[at % columns]!.t.push(truth.values[at]!);
  });
  const [p, t] = [genes.flatMap((gene) => gene.p), genes.flatMap((gene) => gene.t)];
  const squares = p.reduce((sum, value, at) => sum + (value - t[at]!) ** 2, 0);
  const errors = p.reduce((sum, value, at) => sum + Math.abs(value - t[at]!), 0);
  const byGene = genes.map((gene) => (gene.p.length > 1 ? correlation(gene.p, gene.t) : NaN));
  const scored = byGene.filter((r) => !Number.isNaN(r));
  return {
    rmse: Math.sqrt(squares / p.length),
    mae: errors / p.length,
    pearson: p.length > 0 ? correlation(p, t) : NaN,
    cosine: dot(p, t) / Math.max(Number.MIN_VALUE, Math.sqrt(dot(p, p) * dot(t, t))),
    geneR: scored.reduce((a, b) => a + b, 0) / Math.max(1, scored.length),
    byGene,
  };
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + value * b[at]!, 0);
