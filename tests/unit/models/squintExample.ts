import { type AnnData, categorical, DenseMatrix } from '../../../src/data';
import { Random } from '../../../src/engine';
import { type Squint, zoo } from '../../../src/models';
import { madeTissue } from '../../madeTissue';

/** Two kinds of cells, left and right, with counts of their own. */
export function example(cells = 120, change: (x: Float32Array, at: Float64Array) => void = () => undefined): AnnData {
  const random = new Random(3);
  const x = new Float32Array(cells * 6);
  const at = new Float64Array(cells * 2);
  for (let i = 0; i < cells; i++) {
    at.set([random.integer(0, 4096), random.integer(0, 4096)], 2 * i);
    for (let j = 0; j < 6; j++) x[i * 6 + j] = random.integer(0, at[2 * i]! < 2048 === j < 3 ? 12 : 3);
  }
  change(x, at);
  const kinds = Array.from({ length: cells }, (_, i) => (at[2 * i]! < 2048 ? 'a' : 'b'));
  return madeTissue(new DenseMatrix(cells, 6, x), at, [['kind', categorical(kinds)]]);
}

/** An untrained SQUINT of the smallest size. */
export const make = (options = {}): Squint => zoo.create('squint', { preset: 'tiny', seed: 4, epochs: 2, ...options });
