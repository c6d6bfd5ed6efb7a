import { AnnData, DenseMatrix, Table, toColumn } from '../../../src/data';
import { Random } from '../../../src/random';
import { names } from '../../madeTissue';

/** How the example is made. */
export interface CellplmExample {
  cells?: number;
  genes?: number;
  seed?: number;
  /** The cells in another order. */
  order?: readonly number[];
  /** Whether cells have places. */
  spatial?: boolean;
  /** Beginning of the cells' names. */
  prefix?: string;
}

/** Counts of three types of cells, each with genes of its own, in two samples and two batches. The last gene is nowhere. */
export function example({
  cells = 120,
  genes = 12,
  seed = 3,
  order = [...Array(cells).keys()],
  spatial = false,
  prefix = 'cell',
}: CellplmExample = {}): AnnData {
  const random = new Random(seed);
  const types = Array.from({ length: cells }, (_, i) => i % 3);
  const rows = types.map((type) =>
    Array.from({ length: genes }, (_, g) => (g === genes - 1 ? 0 : poisson(g % 3 === type ? 6 : 0.6, random))),
  );
  const places = types.map(() => [random.uniform(0, 100), random.uniform(0, 100)]);
  const column = (values: readonly string[]) => toColumn(order.map((i) => values[i]!));
  const obs = new Table(order.map((i) => `${prefix} ${i}`));
  obs.set('type', column(types.map((type) => ['B', 'NK', 'T'][type]!)));
  obs.set('sample', column(types.map((_, i) => (i % 4 === 0 ? `${prefix} b` : `${prefix} a`))));
  obs.set('batch', column(types.map((_, i) => (i < cells / 2 ? 'one' : 'two'))));
  return new AnnData({
    X: DenseMatrix.fromRows(order.map((i) => rows[i]!)),
    obs,
    var: new Table(names('gene', genes)),
    ...(spatial && { obsm: [['spatial', DenseMatrix.fromRows(order.map((i) => places[i]!))]] }),
  });
}

function poisson(rate: number, random: Random): number {
  const limit = Math.exp(-rate);
  let count = -1;
  for (let product = 1; product > limit; count++) product *= random.uniform();
  return Math.max(0, count);
}
