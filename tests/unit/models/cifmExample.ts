import { type AnnData, categorical, DenseMatrix } from '../../../src/data';
import { Random } from '../../../src/engine';
import { madeTissue, names } from '../../madeTissue';

export const GENES = 6;
/** Micrometres from one end of the example to the other. */
const SIDE = 100;

export interface ExampleTissue {
  x: Float32Array;
  at: Float64Array;
}

/** Two kinds of cells, left and right, with counts of their own; about 12 cells within 20 um of each other. */
export function tissueOf(cells: number, seed = 3): ExampleTissue {
  const random = new Random(seed);
  const x = new Float32Array(cells * GENES);
  const at = Float64Array.from({ length: 2 * cells }, () => random.uniform(0, SIDE));
  for (let i = 0; i < cells; i++) {
    for (let j = 0; j < GENES; j++) {
      x[i * GENES + j] = random.integer(0, at[2 * i] < SIDE / 2 === j < GENES / 2 ? 12 : 2);
    }
    x[i * GENES]++;
  }
  return { x, at };
}

export function annDataOf({ x, at }: ExampleTissue, prefix = 'gene'): AnnData {
  const cells = at.length / 2;
  const kinds = Array.from({ length: cells }, (_, i) => (at[2 * i] < SIDE / 2 ? 'left' : 'right'));
  const columns = [['kind', categorical(kinds)]] as const;
  return madeTissue(new DenseMatrix(cells, GENES, x), at, columns, names(prefix, GENES));
}

export const example = (cells = 160): AnnData => annDataOf(tissueOf(cells));

/** The largest difference between two lists. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]));
  return worst;
}
