import { beforeAll, expect, it } from 'vitest';
import { DenseMatrix } from '../../src/data';
import { Parameters, Random, startEngine, tf, valueAndGradients } from '../../src/engine';
import { Graph } from '../../src/graph';
import { covariates, distanceScale } from '../../src/models/squint/input';
import { neighborhoodSums } from '../../src/graph/neighborhood';
import { edgeLoss, squintObjective, type SquintBatch } from '../../src/models/squint/objective';
import { headsOf, kmeansStart, quantize, updateCodebook, type Codebook } from '../../src/models/squint/quantizer';
import {
  activationScore,
  besideMarked,
  tokenIds,
  tokenShares,
  tokenTransition,
  topTokens,
} from '../../src/tasks/tokens/tokens';
import { type Fixture, describeGolden, expectAgrees, withPrefix } from './fixture';

beforeAll(async () => {
  await startEngine();
});

const dataOf = (fixture: Fixture, key: string) => fixture.tensors[key].data as Float32Array | Int32Array;

function tensorOf<T extends tf.Tensor>(fixture: Fixture, key: string): T {
  const { shape } = fixture.tensors[key];
  const data = dataOf(fixture, key);
  return tf.tensor(data, shape, data instanceof Int32Array ? 'int32' : 'float32') as T;
}

const isState = (name: string) => /codebook|ema_/.test(name);

function parametersOf(fixture: Fixture, trainable: (name: string) => boolean = () => true): Parameters {
  const p = new Parameters();
  for (const [name, { shape, data }] of Object.entries(withPrefix(fixture, 'param.'))) {
    p.create(name, shape, new Random(0), { init: { values: data as Float32Array }, trainable: trainable(name) });
  }
  return p;
}

/** Adds an input to the parameters, so that the loss can be differentiated by it. */
function asParameter(p: Parameters, fixture: Fixture, key: string): tf.Tensor2D {
  const { shape, data } = fixture.tensors[key];
  p.create(key, shape, new Random(0), { init: { values: data as Float32Array } });
  return p.get(key) as tf.Tensor as tf.Tensor2D;
}

/** The fixture's graph; weights are the lengths of the edges, where it has positions. */
function graphOf(fixture: Fixture, nodes: number): Graph {
  const [to, from] = [dataOf(fixture, 'in.dst'), dataOf(fixture, 'in.src')];
  const indptr = new Int32Array(nodes + 1);
  for (const i of to) indptr[i + 1]++;
  for (let i = 0; i < nodes; i++) indptr[i + 1] += indptr[i];
  const at = fixture.tensors['in.position']?.data as Float32Array | undefined;
  const lengths =
    at && Float64Array.from(to, (i, e) => Math.hypot(at[2 * i] - at[2 * from[e]], at[2 * i + 1] - at[2 * from[e] + 1]));
  return new Graph(nodes, indptr, Int32Array.from(from), lengths);
}

const pairsOf = (fixture: Fixture) => {
  const both = tf.concat([tensorOf(fixture, 'in.positive'), tensorOf(fixture, 'in.negative')], 1);
  const [edges, rest] = [fixture.tensors['in.positive'].shape[1], fixture.tensors['in.negative'].shape[1]];
  const [pairA, pairB] = tf.unstack(both) as tf.Tensor1D[];
  return {
    pairA,
    pairB,
    pairEdge: tf.concat1d([tf.ones([edges]), tf.zeros([rest])]),
    pairWeight: tf.ones([edges + rest]) as tf.Tensor1D,
  };
};

describeGolden('squint_quantizer', (fixture) => {
  const { config } = fixture;
  const total = (p: Parameters, learnCodes: boolean) => {
    const q = quantize(p, p.get('in.h') as tf.Tensor as tf.Tensor2D, { learnCodes });
    const code = tf.mean(q.codeDistance);
    const commit = tf.mul(tf.mean(q.commitDistance), config.commitment);
    const loss = tf.addN([tf.sum(tf.mul(q.z, tensorOf(fixture, 'in.up'))), code, commit]) as tf.Scalar;
    return { ...q, code, commit, loss };
  };

  it('quantizes with the straight-through gradient', () => {
    const p = parametersOf(fixture, () => false);
    asParameter(p, fixture, 'in.h');
    const { outputs, gradients } = valueAndGradients(p, () => total(p, false));
    expectAgrees(fixture, 'out.z', outputs.z.dataSync(), 1e-5);
    expectAgrees(fixture, 'out.tokens', tf.transpose(outputs.tokens).dataSync(), 0);
    expectAgrees(fixture, 'out.code_loss', outputs.code.dataSync(), 1e-5);
    expectAgrees(fixture, 'out.commit_loss', outputs.commit.dataSync(), 1e-5);
    expectAgrees(fixture, 'grad.in.h', gradients.get('in.h')!.dataSync(), 1e-4);
  });

  it('lets the codes learn where they are asked to', () => {
    const p = parametersOf(fixture, (name) => name === 'codebook');
    asParameter(p, fixture, 'in.h');
    const { gradients } = valueAndGradients(p, () => total(p, true));
    expectAgrees(fixture, 'grad.learned.codebook', gradients.get('codebook')!.dataSync(), 1e-4);
  });

  it('moves the codes and re-seeds the dead ones', () => {
    const p = parametersOf(fixture);
    const h = tensorOf<tf.Tensor2D>(fixture, 'in.h');
    const q = quantize(p, h);
    const before = {
      codebook: p.get('codebook'),
      count: p.get('ema_count'),
      sum: p.get('ema_sum'),
    } as unknown as Codebook;
    const options = { decay: config.decay, dead: config.deadThreshold };
    const real = tf.ones([h.shape[0]]) as tf.Tensor1D;
    const after = updateCodebook(before, q.unit, q.tokens, real, tensorOf(fixture, 'in.reseed'), options);
    expectAgrees(fixture, 'out.dead', tf.cast(after.dead, 'int32').dataSync(), 0);
    expectAgrees(fixture, 'out.codebook', after.codebook.dataSync(), 1e-5);
    expectAgrees(fixture, 'out.ema_count', after.count.dataSync(), 1e-5);
    expectAgrees(fixture, 'out.ema_sum', after.sum.dataSync(), 1e-5);
    const kept = updateCodebook(before, q.unit, q.tokens, real, tensorOf(fixture, 'in.reseed'), {
      ...options,
      dead: 0,
    });
    expectAgrees(fixture, 'out.codebook_before_reseed', kept.codebook.dataSync(), 1e-5);
  });

  it('does not see padding', () => {
    const p = parametersOf(fixture);
    const h = tensorOf<tf.Tensor2D>(fixture, 'in.h');
    const padded = tf.concat([h, tf.randomNormal([7, h.shape[1]], 0, 1, 'float32', 3)]) as tf.Tensor2D;
    const q = quantize(p, padded);
    const real = tf.concat1d([tf.ones([h.shape[0]]), tf.zeros([7])]);
    const before = {
      codebook: p.get('codebook'),
      count: p.get('ema_count'),
      sum: p.get('ema_sum'),
    } as unknown as Codebook;
    const options = { decay: config.decay, dead: config.deadThreshold };
    const after = updateCodebook(before, q.unit, q.tokens, real, tensorOf(fixture, 'in.reseed'), options);
    expectAgrees(fixture, 'out.codebook', after.codebook.dataSync(), 1e-5);
  });
});

describeGolden('squint_kmeans', (fixture) => {
  it('starts the codes by spherical k-means', () => {
    const unit = headsOf(tensorOf(fixture, 'in.h'), fixture.tensors['out.codebook'].shape[0]);
    const started = kmeansStart(unit, tensorOf(fixture, 'in.start'), fixture.config.iterations);
    expectAgrees(fixture, 'out.codebook', started.codebook.dataSync(), 1e-5);
    expectAgrees(fixture, 'out.ema_count', started.count.dataSync(), 1e-5);
    expectAgrees(fixture, 'out.ema_sum', started.sum.dataSync(), 1e-5);
    const p = new Parameters();
    p.create('codebook', started.codebook.shape, new Random(0), { init: { values: started.codebook.dataSync() } });
    const { tokens } = quantize(p, tensorOf(fixture, 'in.h'));
    expectAgrees(fixture, 'out.tokens', tf.transpose(tokens).dataSync(), 0);
  });
});

describeGolden('squint_covariates', (fixture) => {
  it('sums neighborhoods and turns distances into features', () => {
    const [nodes, genes] = fixture.tensors['in.counts'].shape;
    const graph = graphOf(fixture, nodes);
    const counts = new DenseMatrix(nodes, genes, dataOf(fixture, 'in.counts') as Float32Array);
    const totals = neighborhoodSums(
      counts,
      graph,
      Array.from({ length: nodes }, (_, i) => i),
    );
    expectAgrees(fixture, 'out.neighbour_total', totals, 1e-5);
    const depth = Array.from({ length: nodes }, (_, i) =>
      totals.slice(i * genes, (i + 1) * genes).reduce((a, b) => a + b),
    );
    expectAgrees(fixture, 'out.read_depth', depth, 1e-5);
    const scale = distanceScale(graph, fixture.config.rbf);
    expectAgrees(fixture, 'out.limit', [scale.limit], 1e-5);
    const section = dataOf(fixture, 'in.section') as Int32Array;
    expectAgrees(fixture, 'out.covariates', covariates(graph, scale, section, fixture.config.sections), 1e-5);
  });
});

describeGolden('squint_adjacency', (fixture) => {
  it('tells edges from non-edges by inner products', () => {
    const p = new Parameters();
    const vectors = asParameter(p, fixture, 'in.vectors');
    const { outputs, gradients } = valueAndGradients(p, () => ({ loss: edgeLoss(vectors, pairsOf(fixture)) }));
    expectAgrees(fixture, 'out.loss', outputs.loss.dataSync(), 1e-5);
    expectAgrees(fixture, 'grad.in.vectors', gradients.get('in.vectors')!.dataSync(), 1e-4);
  });
});

describeGolden('squint_step', (fixture) => {
  const { weights } = fixture.config;
  const config = {
    attributeWeight: weights.attribute,
    adjacencyWeight: weights.adjacency,
    quantizerWeight: weights.quantizer,
    maskWeight: weights.mask,
    commitment: weights.commitment,
  };
  const [nodes, genes] = fixture.tensors['in.counts'].shape;
  const counts = dataOf(fixture, 'in.counts') as Float32Array;
  const graph = graphOf(fixture, nodes);
  const everyone = Array.from({ length: nodes }, (_, i) => i);

  function batchOf(x: Float32Array, c: tf.Tensor2D, padding: number): SquintBatch {
    const zeros = (width: number) => tf.zeros([padding, width]) as tf.Tensor2D;
    const last = tf.fill([3], nodes + padding - 1, 'int32') as tf.Tensor1D;
    const edge = (key: string) =>
      padding ? tf.concat1d([tensorOf<tf.Tensor1D>(fixture, key), last]) : tensorOf<tf.Tensor1D>(fixture, key);
    const grow = (tensor: tf.Tensor2D) =>
      padding ? (tf.concat([tensor, zeros(tensor.shape[1])]) as tf.Tensor2D) : tensor;
    const degrees = Float32Array.from({ length: nodes + padding }, (_, i) =>
      Math.max(1, i < nodes ? graph.neighbors(i).length : 1),
    );
    const masked = tf.tensor2d(Float32Array.from(dataOf(fixture, 'in.masked')), [nodes, 1]);
    const target = neighborhoodSums(new DenseMatrix(nodes, genes, counts), graph, everyone);
    return {
      x: grow(tf.tensor2d(x, [nodes, genes])),
      masked: grow(masked),
      noise: grow(tensorOf<tf.Tensor2D>(fixture, 'in.noise')),
      covariates: grow(c),
      src: edge('in.src'),
      dst: edge('in.dst'),
      counts: tf.tensor1d(degrees),
      target: grow(tf.tensor2d(target, [nodes, genes])),
      real: tf.tensor1d(everyone.map(() => 1).concat(Array<number>(padding).fill(0))),
      ...pairsOf(fixture),
    };
  }

  it.each([0, 5])('computes losses and gradients, with %i nodes of padding', (padding) => {
    const p = parametersOf(fixture, (name) => !isState(name));
    const c = asParameter(p, fixture, 'in.covariates');
    const { outputs, gradients } = valueAndGradients(p, () =>
      squintObjective(p, { ...config, layer: 'sage' }, 'negative-binomial', batchOf(counts, c, padding)),
    );
    const core = <T extends tf.Tensor>(tensor: T) => tf.slice(tensor, 0, nodes).dataSync();
    expectAgrees(fixture, 'out.h', core(outputs.h), 1e-5);
    expectAgrees(fixture, 'out.z', core(outputs.z), 1e-5);
    expectAgrees(fixture, 'out.tokens', core(tf.transpose(outputs.tokens)), 0);
    expectAgrees(fixture, 'out.mean', core(outputs.mean), 1e-5);
    const losses = {
      nb: outputs.attributes,
      bce: outputs.edges,
      code_loss: outputs.code,
      commit_loss: outputs.commit,
      mask_norm: outputs.maskNorm,
      loss: outputs.loss,
    };
    for (const [key, value] of Object.entries(losses)) expectAgrees(fixture, `out.${key}`, value.dataSync(), 1e-5);
    const wanted = Object.keys(withPrefix(fixture, 'grad.param.')).filter((name) => !isState(name));
    expect(wanted.length).toBeGreaterThan(20);
    for (const name of wanted) expectAgrees(fixture, `grad.param.${name}`, gradients.get(name)!.dataSync(), 1e-4);
    expectAgrees(fixture, 'grad.in.covariates', gradients.get('in.covariates')!.dataSync(), 1e-4);
  });

  it("keeps a masked cell's expression from its own token", () => {
    const p = parametersOf(fixture);
    const masked = dataOf(fixture, 'in.masked');
    const changed = counts.map((value, at) => value + (masked[Math.floor(at / genes)] ? 3 : 0));
    const c = tensorOf<tf.Tensor2D>(fixture, 'in.covariates');
    const tokens = [counts, changed].map((x) => {
      const { tokens: found } = squintObjective(p, { ...config, layer: 'sage' }, 'negative-binomial', batchOf(x, c, 0));
      return [...found.dataSync()];
    });
    expect(tokens[1]).toEqual(tokens[0]);
  });
});

describeGolden('squint_tokens', (fixture) => {
  const { config } = fixture;
  const heads = fixture.tensors['in.before'].shape[1];
  const nodes = fixture.tensors['in.before'].shape[0];
  const before = tokenIds(dataOf(fixture, 'in.before'), heads, config.codes);
  const after = tokenIds(dataOf(fixture, 'in.after'), heads, config.codes);
  const graph = graphOf(fixture, nodes);

  it('reads tokens out: ids, most frequent, activation', () => {
    expectAgrees(fixture, 'out.before', before, 0);
    expectAgrees(fixture, 'out.after', after, 0);
    const reference = Array.from(dataOf(fixture, 'in.reference'), (i) => before[i]);
    const top = topTokens(reference, config.top);
    expectAgrees(fixture, 'out.top', top, 0);
    expectAgrees(fixture, 'out.activation', activationScore(before, top, graph), 1e-5);
  });

  it('follows tokens through a perturbation', () => {
    const near = besideMarked(dataOf(fixture, 'in.perturbed'), graph);
    const type = dataOf(fixture, 'in.type');
    const chosen = Array.from(near.keys()).filter((i) => near[i] && type[i] === config.type);
    expectAgrees(fixture, 'out.chosen', chosen, 0);
    const [from, to] = [before, after].map((ids) => chosen.map((i) => ids[i]));
    const table = tokenTransition(from, to, config.tokens);
    expectAgrees(fixture, 'out.transition_counts', table.counts, 1e-5);
    expectAgrees(fixture, 'out.transition', table.rows, 1e-5);
    expectAgrees(fixture, 'out.transition_off_diagonal', table.moved, 1e-5);
    expectAgrees(fixture, 'out.share_before', tokenShares(from, config.tokens), 1e-5);
    expectAgrees(fixture, 'out.share_after', tokenShares(to, config.tokens), 1e-5);
  });
});
