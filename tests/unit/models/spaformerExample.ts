import { AnnData, DenseMatrix, toColumn, Table } from '../../../src/data';
import { Random } from '../../../src/random';
import { names } from '../../madeTissue';

/**
 * Counts of two programs of genes that follow a cell's place, in two fields of view. The last gene is nowhere.
 *
 * @param order the cells in another order
 */
export function example({ cells = 120, genes = 8, seed = 3, order = [...Array(cells).keys()] } = {}): AnnData {
  const random = new Random(seed);
  const places = Array.from({ length: cells }, () => [random.uniform(0, 100), random.uniform(0, 100)]);
  const rows = places.map(([x]) =>
    Array.from({ length: genes }, (_, g) => {
      const rate = g === genes - 1 ? 0 : (g % 2 === 0 ? x! / 10 : 10 - x! / 10) + 0.2;
      return poisson(rate, random);
    }),
  );
  const fields = places.map((_, i) => (i % 3 === 0 ? 'b' : 'a'));
  const obs = new Table(order.map((i) => `cell ${i}`));
  obs.set('fov', toColumn(order.map((i) => fields[i]!)));
  return new AnnData({
    X: DenseMatrix.fromRows(order.map((i) => rows[i]!)),
    obs,
    var: new Table(names('gene', genes)),
    obsm: [['spatial', DenseMatrix.fromRows(order.map((i) => places[i]!))]],
  });
}

function poisson(rate: number, random: Random): number {
  const limit = Math.exp(-rate);
  let count = -1;
  for (let product = 1; product > limit; count++) product *= random.uniform();
  return Math.max(0, count);
}
