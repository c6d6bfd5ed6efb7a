import { beforeAll, it } from 'vitest';
import type { SparseMatrix } from '../../src/data';
import { startEngine, tf } from '../../src/engine';
import type { ScmognnPredictionConfig } from '../../src/models/scmognn/config';
import { edgeCoefficients, pathwayPrior, propagate } from '../../src/models/scmognn/graph';
import { createJoint, jointObjective } from '../../src/models/scmognn/joint';
import { createMatching, matchingObjective } from '../../src/models/scmognn/matching';
import { createPrediction, embedGraph, predict, rootMeanSquare } from '../../src/models/scmognn/prediction';
import { assignPartners } from '../../src/tasks/match/assignPartners';
import { describeGolden, expectAgrees } from './fixture';
import { checkNetwork, flat, matrixOf, onDevice, sparseOf } from './networkFixture';

beforeAll(async () => {
  await startEngine();
});

const dense = (matrix: SparseMatrix): ArrayLike<number> => matrix.toDense().values;

describeGolden('scmognn/edges', (fixture) => {
  const m = matrixOf(fixture, 'in.m');
  const coefficients = edgeCoefficients(m);
  it('divides weights by the degrees of both ends, signed ones by those of their magnitudes', () => {
    expectAgrees(fixture, 'out.coef', dense(coefficients), 1e-5);
    expectAgrees(fixture, 'out.signed_coef', dense(edgeCoefficients(matrixOf(fixture, 'in.signed'))), 1e-5);
  });
  it('lists the edges by cell, then feature', () => {
    const { indptr, indices } = coefficients;
    const rows = Array.from(indices, (_, e) => indptr.filter((begin) => begin <= e).length - 1);
    expectAgrees(fixture, 'out.row', rows, 0);
    expectAgrees(fixture, 'out.col', coefficients.indices, 0);
    expectAgrees(fixture, 'out.value', coefficients.values, 1e-5);
  });
  it('joins features that share a set by the cosine of their columns', () => {
    const { shape, data } = fixture.tensors['in.sets'];
    const [sets, features] = shape;
    const members = Array.from({ length: sets }, (_, s) =>
      Array.from({ length: features }, (_, j) => j).filter((j) => data[s * features + j] === 1),
    );
    const prior = pathwayPrior(m, members);
    expectAgrees(fixture, 'out.prior', dense(prior), 1e-5);
    expectAgrees(fixture, 'out.prior_coef', dense(edgeCoefficients(prior)), 1e-5);
  });
});

for (const name of ['prediction', 'prediction_prior', 'prediction_initial', 'prediction_groups']) {
  describeGolden(`scmognn/${name}`, (fixture) => {
    const { features, targets, dim, alpha, weighting, ...rest } = fixture.config;
    const config: ScmognnPredictionConfig = { ...rest, width: dim, alpha: alpha ?? 'learned' };
    const graphOf = (key: string): SparseMatrix => {
      const matrix = matrixOf(fixture, key);
      return weighting === 'symmetric' ? edgeCoefficients(matrix) : matrix;
    };
    checkNetwork(fixture, {
      create: (p, random) => createPrediction(p, config, { features, targets }, random),
      prepare: () => ({
        ...flat('edges', onDevice(graphOf('in.m'))),
        ...(config.prior && flat('priorEdges', onDevice(graphOf('in.prior')))),
      }),
      run: (p, inputs) => {
        const [cells] = inputs.m.shape;
        const prior = config.prior ? sparseOf('priorEdges', inputs, [features, features]) : undefined;
        const h = embedGraph(p, config, { edges: sparseOf('edges', inputs, [cells, features]), prior });
        const y = predict(p, h);
        return { h, y, loss: rootMeanSquare(y, inputs.target as tf.Tensor2D) };
      },
    });
  });
}

describeGolden('scmognn/matching', (fixture) => {
  const { inputs1, inputs2, hidden, dim, layers } = fixture.config;
  const config = { hidden, width: dim, layers, temperature: 1 };
  checkNetwork(fixture, {
    create: (p, random) => createMatching(p, config, [inputs1, inputs2], random),
    prepare: () => {
      const truth = fixture.tensors['in.truth'].data as Int32Array;
      const back = Int32Array.from(truth, (_, column) => truth.indexOf(column));
      const steps = (modality: number) => {
        const { shape, data } = fixture.tensors[`in.x${modality}`];
        const graph = onDevice(edgeCoefficients(matrixOf(fixture, `in.m${modality}`)));
        return propagate(graph, tf.tensor2d(data as Float32Array, shape as [number, number]), layers);
      };
      return { steps1: steps(1), steps2: steps(2), partner2: tf.tensor1d(back, 'int32') };
    },
    run: (p, inputs) => {
      const { steps1, steps2 } = inputs as Record<string, tf.Tensor3D>;
      const { x1, x2 } = inputs as Record<string, tf.Tensor2D>;
      const { truth, partner2 } = inputs as Record<string, tf.Tensor1D>;
      const out = matchingObjective(p, config, { steps1, steps2, x1, x2, partner1: truth, partner2 });
      const { h1, h2, cosines, logits, match, loss } = out;
      const [row, column] = [tf.softmax(logits), tf.transpose(tf.softmax(tf.transpose(logits)))];
      const embeddings = { steps1, steps2, h1, h2, s: cosines, row, column };
      const errors = { pred12: out.predicted12, pred21: out.predicted21 };
      return { ...embeddings, ...errors, recon11: out.reconstructed1, recon22: out.reconstructed2, match, loss };
    },
  });
});

describeGolden('scmognn/joint', (fixture) => {
  const { inputs, hidden, dim, layers, types, beta } = fixture.config;
  const config = { hidden, width: dim, layers, types };
  checkNetwork(fixture, {
    create: (p, random) => createJoint(p, config, inputs, random),
    prepare: () => {
      const { shape, data } = fixture.tensors['in.x'];
      const graph = onDevice(edgeCoefficients(matrixOf(fixture, 'in.x')));
      return { steps: propagate(graph, tf.tensor2d(data as Float32Array, shape as [number, number]), layers) };
    },
    run: (p, given) => {
      const { steps, x, label } = given as { steps: tf.Tensor3D; x: tf.Tensor2D; label: tf.Tensor1D };
      const out = jointObjective(p, config, { beta }, { steps, x, label });
      const { h, shares, reconstruction, type, regularizer, loss } = out;
      return { steps, h, y: shares, recon: reconstruction, type, regular: regularizer, loss };
    },
  });
});

describeGolden('scmognn/assign', (fixture) => {
  it.each(fixture.config.percentiles as number[])(
    'pairs cells within their batch above the percentile %i',
    (percentile) => {
      const { shape, data } = fixture.tensors['in.s'];
      const [batch1, batch2] = ['in.batch1', 'in.batch2'].map((key) => fixture.tensors[key].data as Int32Array);
      const scores = { rows: shape[0], columns: shape[1], values: data as Float32Array };
      expectAgrees(fixture, `out.match${percentile}`, assignPartners(scores, batch1, batch2, percentile), 0);
    },
  );
  it('reaches the largest total', () => {
    const { shape, data } = fixture.tensors['in.s'];
    const [batch1, batch2] = ['in.batch1', 'in.batch2'].map((key) => fixture.tensors[key].data as Int32Array);
    const scores = { rows: shape[0], columns: shape[1], values: data as Float32Array };
    const totals = (fixture.config.percentiles as number[]).map((percentile) =>
      assignPartners(scores, batch1, batch2, percentile).reduce(
        (sum, column, row) => (column < 0 ? sum : sum + scores.values[row * shape[1] + column]),
        0,
      ),
    );
    expectAgrees(fixture, 'out.total', totals, 1e-5);
  });
});
