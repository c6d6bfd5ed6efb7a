import { expect, it } from 'vitest';
import { AnnData, DenseMatrix, SparseMatrix, Table, valuesOf } from '../../src/data';
import {
  bestPartition,
  cellCycleByBatch,
  cellCycleConservation,
  clisi,
  connectivityByLabel,
  graphConnectivity,
  ilisi,
  integrationScore,
  kbet,
  lisi,
  type MatrixLike,
  silhouetteBatch,
  silhouetteBatchByLabel,
  silhouetteLabel,
  trajectoryConservation,
} from '../../src/metrics';
import { buildIndex } from '../../src/neighbors';
import { dpt } from '../../src/prepare';
import { names } from '../madeTissue';
import { describeGolden, expectAgrees, type Fixture } from './fixture';

function matrix(fixture: Fixture, key: string): DenseMatrix {
  const { shape, data } = fixture.tensors[key];
  return new DenseMatrix(shape[0], shape[1], Float64Array.from(data as ArrayLike<number>));
}
const numbers = (fixture: Fixture, key: string): number[] => Array.from(fixture.tensors[key].data as ArrayLike<number>);
/** A score that is not defined is -1 in the fixtures. */
const undefinedAs = (values: Iterable<number>): number[] =>
  Array.from(values, (value) => (Number.isNaN(value) ? -1 : value));

describeGolden('joint/graph_connectivity', (fixture) => {
  it('takes the largest part of each label among its nearest cells', async () => {
    const x = matrix(fixture, 'in.x');
    const { k } = fixture.config;
    const { indices } = await buildIndex(x).nearestOthersInThreads(k, { caller: 'test' });
    expectAgrees(fixture, 'out.neighbors', indices, 0);
    const graph = { nNodes: x.rows, indptr: Int32Array.from({ length: x.rows + 1 }, (_, i) => i * k), indices };
    const label = numbers(fixture, 'in.label');
    expectAgrees(fixture, 'out.per_label', [...connectivityByLabel(graph, label).values()], 1e-5);
    expectAgrees(fixture, 'out.graph_connectivity', [graphConnectivity(graph, label)], 1e-5);
  });
});

describeGolden('joint/silhouettes', (fixture) => {
  it('leaves out labels for which mixing is not defined', () => {
    const x = matrix(fixture, 'in.x');
    const [label, batch] = [numbers(fixture, 'in.label'), numbers(fixture, 'in.batch')];
    expectAgrees(fixture, 'out.asw_label', [silhouetteLabel(x, label)], 1e-5);
    expectAgrees(fixture, 'out.asw_batch', [silhouetteBatch(x, label, batch)], 1e-5);
    const byLabel = silhouetteBatchByLabel(x, label, batch);
    expectAgrees(fixture, 'out.batch_per_label', undefinedAs(byLabel.values()), 1e-5);
  });
  it('is not defined for one batch, and never 1', () => {
    const x = matrix(fixture, 'in.x');
    const [label, one] = [numbers(fixture, 'in.label'), new Int32Array(x.rows)];
    expect(silhouetteBatch(x, label, one)).toBeNaN();
    expect(ilisi(x, one, { perplexity: 5 })).toBeNaN();
    expect(kbet(x, one, { k: 5 }).accepted).toBeNaN();
  });
});

describeGolden('joint/cell_cycle', (fixture) => {
  it('compares the variance that the cycle explains before and after, batch by batch', () => {
    const given = ['before', 'after', 'phase'].map((key) => matrix(fixture, `in.${key}`));
    const batch = numbers(fixture, 'in.batch');
    const found = [...cellCycleByBatch(given[0], given[1], given[2], batch).values()];
    expectAgrees(fixture, 'out.before', found.map(({ before }) => before), 1e-5); // prettier-ignore
    expectAgrees(fixture, 'out.after', found.map(({ after }) => after), 1e-5); // prettier-ignore
    expectAgrees(fixture, 'out.per_batch', found.map(({ score }) => score), 1e-5); // prettier-ignore
    expectAgrees(fixture, 'out.cell_cycle', [cellCycleConservation(given[0], given[1], given[2], batch)], 1e-5);
  });
  it('minds no column that the others give: phases add up to the intercept', () => {
    const [before, after] = ['before', 'after'].map((key) => matrix(fixture, `in.${key}`));
    const phase = Array.from({ length: before.rows }, (_, i) => [Number(i % 3 === 0), Number(i % 3 === 1)]);
    const [two, three] = [phase, phase.map(([a, b]) => [a, b, 1 - a - b])].map((rows) => DenseMatrix.fromRows(rows));
    expect(cellCycleConservation(before, after, three)).toBeCloseTo(cellCycleConservation(before, after, two), 9);
  });
  it('says the same of a sparse matrix', () => {
    const [before, after, phase] = ['before', 'after', 'phase'].map((key) => matrix(fixture, `in.${key}`));
    const thin = DenseMatrix.fromRows(
      Array.from({ length: before.rows }, (_, i) =>
        Array.from({ length: before.columns }, (_, j) => Math.max(0, before.values[i * before.columns + j] - 0.5)),
      ),
    );
    const batch = numbers(fixture, 'in.batch');
    const dense = cellCycleByBatch(thin, after, phase, batch);
    cellCycleByBatch(SparseMatrix.fromDense(thin), after, phase, batch).forEach(({ before }, name) =>
      expect(before).toBeCloseTo(dense.get(name)!.before, 12),
    );
  });
});

describeGolden('joint/trajectory', (fixture) => {
  it('finds the pseudotime of scanpy, and how far it keeps a given one', async () => {
    const [row, column, weight] = ['row', 'column', 'weight'].map((key) => numbers(fixture, `in.${key}`));
    const given = numbers(fixture, 'in.given');
    const n = given.length;
    const indptr = Int32Array.from({ length: n + 1 }, (_, i) => row.filter((own) => own < i).length);
    const order = [...row.keys()].sort((a, b) => row[a] - row[b] || column[a] - column[b]);
    const connectivities = new SparseMatrix(n, n, {
      indptr,
      indices: Int32Array.from(order, (e) => column[e]),
      values: Float64Array.from(order, (e) => weight[e]),
    });
    const obsp: [string, SparseMatrix][] = [['connectivities', connectivities]];
    const adata = new AnnData({ obs: new Table(names('cell', n)), var: new Table([]), obsp });
    const root = given.reduce(
      (best, time, at) => (time >= 0 && !(given[best] >= 0 && given[best] <= time) ? at : best),
      0,
    );
    expectAgrees(fixture, 'out.root', [root], 0);
    const found = await dpt(adata, { root, components: fixture.config.components });
    const time = valuesOf(found.obs.get('dpt_pseudotime')) as number[];
    expectAgrees(fixture, 'out.pseudotime', time, 1e-3);
    const known = given.map((value) => (value === -1 ? NaN : value));
    expectAgrees(fixture, 'out.trajectory', [trajectoryConservation(known, time)], 1e-3);
    expectAgrees(fixture, 'out.spearman', [2 * trajectoryConservation(known, time) - 1], 1e-3);
  });
});

describeGolden('joint/lisi', (fixture) => {
  it('counts labels in the neighborhood of each cell', () => {
    const x: MatrixLike = matrix(fixture, 'in.x');
    const [label, batch] = [numbers(fixture, 'in.label'), numbers(fixture, 'in.batch')];
    const { perplexity } = fixture.config;
    expectAgrees(fixture, 'out.lisi_batch', lisi(x, batch, { perplexity }), 1e-4);
    expectAgrees(fixture, 'out.lisi_label', lisi(x, label, { perplexity }), 1e-4);
    expectAgrees(fixture, 'out.ilisi', [ilisi(x, batch, { perplexity })], 1e-4);
    expectAgrees(fixture, 'out.clisi', [clisi(x, label, { perplexity })], 1e-4);
  });
});

describeGolden('joint/kbet', (fixture) => {
  it('tests the batches in the neighborhood of each cell', () => {
    const { k, alpha } = fixture.config;
    const found = kbet(matrix(fixture, 'in.x'), numbers(fixture, 'in.batch'), { k, alpha });
    expectAgrees(fixture, 'out.statistic', found.statistic, 1e-5);
    expectAgrees(fixture, 'out.p', found.p, 1e-5);
    expectAgrees(fixture, 'out.accepted', [found.accepted], 1e-5);
  });
});

describeGolden('joint/best_resolution', (fixture) => {
  it('picks the best of each score, the lowest resolution among equals', () => {
    const label = numbers(fixture, 'in.label');
    const clusters = matrix(fixture, 'in.clusters');
    const partitions = Array.from({ length: clusters.rows }, (_, at) => Array.from(clusters.row(at)));
    const found = bestPartition(label, partitions);
    expectAgrees(fixture, 'out.nmi', found.nmi, 1e-5);
    expectAgrees(fixture, 'out.ari', found.ari, 1e-5);
    expectAgrees(fixture, 'out.best_nmi_at', [found.bestNmi], 0);
    expectAgrees(fixture, 'out.best_ari_at', [found.bestAri], 0);
    expectAgrees(fixture, 'out.best_nmi', [found.nmi[found.bestNmi]], 1e-5);
    expectAgrees(fixture, 'out.best_ari', [found.ari[found.bestAri]], 1e-5);
  });
});

describeGolden('joint/aggregate', (fixture) => {
  it('averages what is defined, and weighs only what is complete', () => {
    const values = matrix(fixture, 'in.values');
    const scores = Array.from({ length: values.rows }, (_, i) => {
      const [nmi, typeAsw, cellCycle, trajectory, batchAsw, connectivity] = Array.from(values.row(i), (value) => (value === -1 ? NaN : value)); // prettier-ignore
      return integrationScore({ nmi, typeAsw, cellCycle, trajectory, batchAsw, connectivity });
    });
    expectAgrees(fixture, 'out.plain', scores.map(({ mean }) => mean), 1e-5); // prettier-ignore
    expectAgrees(fixture, 'out.weighted', undefinedAs(scores.map(({ weighted }) => weighted)), 1e-5);
  });
});
