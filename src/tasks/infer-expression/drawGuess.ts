import { DenseMatrix } from '../../data';
import { Random } from '../../random';

/**
 * Random expression of cells [rows, genes], whose parameters are learnt from given cells: the baselines of CI-FM's paper.
 *
 * @param how 'uniform': between a gene's least and largest value; 'bernoulli': as often as it is expressed its mean strength,
 *   else 0
 */
export function drawGuess(known: DenseMatrix, rows: number, how: 'uniform' | 'bernoulli', seed: number): DenseMatrix {
  const random = new Random(seed).fork(`guess ${how}`);
  const genes = Array.from({ length: known.columns }, (_, g) => describe(known.column(g)));
  const out = DenseMatrix.zeros(rows, known.columns);
  for (let i = 0; i < rows; i++) {
    const row = out.row(i);
    genes.forEach(({ low, high, often, strength }, g) => {
      row[g] = how === 'uniform' ? random.uniform(low, high) : random.uniform() < often ? strength : 0;
    });
  }
  return out;
}

function describe(values: ArrayLike<number>): { low: number; high: number; often: number; strength: number } {
  let [low, high, sum, expressed] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
    if (values[i]! <= 0) continue;
    sum += values[i]!;
    expressed++;
  }
  return { low, high, often: expressed / values.length, strength: expressed > 0 ? sum / expressed : 0 };
}
