import { AnnData, categorical, DenseMatrix, Table } from '../../../src/data';
import { Random } from '../../../src/engine';
import { type Squint, zoo } from '../../../src/models';

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
  const names = (prefix: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${prefix}${i}`);
  return new AnnData({
    X: new DenseMatrix(cells, 6, x),
    obs: new Table(names('cell', cells), [
      ['kind', categorical(names('k', cells).map((_, i) => (at[2 * i]! < 2048 ? 'a' : 'b')))],
    ]),
    var: new Table(names('gene', 6)),
    obsm: [['spatial', new DenseMatrix(cells, 2, at)]],
  });
}

/** An untrained SQUINT of the smallest size. */
export const make = (options = {}): Squint => zoo.create('squint', { preset: 'tiny', seed: 4, epochs: 2, ...options });
