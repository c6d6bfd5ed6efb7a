import { beforeAll, expect, it } from 'vitest';
import { DenseMatrix } from '../../src/data';
import { gatherRows, Parameters, Random, startEngine, tf, valueAndGradients } from '../../src/engine';
import { radiusGraph } from '../../src/graph';
import { cifmConfig } from '../../src/models/cifm/config';
import { voidLayer, type Form, type LayerEdges } from '../../src/models/cifm/layer';
import { decode, encode, type NetworkForm } from '../../src/models/cifm/network';
import { balancedMse } from '../../src/models/cifm/objective';
import { inferBlocks } from '../../src/models/cifm/inference';
import type { CifmState } from '../../src/models/cifm/state';
import type { Tissue } from '../../src/models/cifm/tissue';
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

function parametersOf(fixture: Fixture): Parameters {
  const p = new Parameters();
  for (const [name, { shape, data }] of Object.entries(withPrefix(fixture, 'param.'))) {
    p.create(name, shape, new Random(0), { init: { values: data as Float32Array } });
  }
  return p;
}

/** Adds an input to the parameters, so that the loss can be differentiated by it. */
function asParameter(p: Parameters, fixture: Fixture, key: string): tf.Tensor2D {
  const { shape, data } = fixture.tensors[key];
  p.create(key, shape, new Random(0), { init: { values: data as Float32Array } });
  return p.get(key) as tf.Tensor as tf.Tensor2D;
}

/** Edges among the nodes for which `keep` holds. */
function edgesOf(fixture: Fixture, c: tf.Tensor2D, keep: (node: number) => boolean = () => true): LayerEdges {
  const [to, from] = [dataOf(fixture, 'in.dst'), dataOf(fixture, 'in.src')];
  const kept = [...to.keys()].filter((e) => keep(to[e]) && keep(from[e]));
  const ends = (list: ArrayLike<number>) =>
    tf.tensor1d(
      kept.map((e) => list[e]),
      'int32',
    );
  const [dst, src] = [ends(to), ends(from)];
  return { dst, src, delta: tf.sub(gatherRows(c, dst), gatherRows(c, src)) };
}

const formOf = ({ config }: Fixture): NetworkForm => ({
  normalize: config.normalize ?? 'none',
  intensityScale: config.intensityScale,
  skip: false,
  near: false,
  residual: false,
  pool: 1,
  encoderLayers: config.encoderLayers,
  decoderLayers: config.decoderLayers,
  inputRms: false,
  gate: false,
});

describeGolden('cifm_layer_forward', (fixture) => {
  it('sends messages, moves coordinates, and differentiates both', () => {
    const p = parametersOf(fixture);
    const [z, c] = [asParameter(p, fixture, 'in.z'), asParameter(p, fixture, 'in.c')];
    const { outputs, gradients } = valueAndGradients(p, () => {
      const out = voidLayer(p, formOf(fixture) as Form, { z }, edgesOf(fixture, c), z.shape[0]);
      const eqv = tf.add(c, out.moved!);
      return { inv: out.z, eqv, loss: tf.add(tf.sum(tf.square(out.z)), tf.sum(tf.square(eqv))) as tf.Scalar };
    });
    for (const name of ['inv', 'eqv', 'loss'] as const) {
      expectAgrees(fixture, `out.${name}`, outputs[name].dataSync(), 1e-5);
    }
    const wanted = Object.keys(withPrefix(fixture, 'grad.'));
    expect(wanted.length).toBe(10);
    for (const name of wanted) {
      expectAgrees(fixture, `grad.${name}`, gradients.get(name.replace(/^param\./, ''))!.dataSync(), 1e-4);
    }
  });
});

describeGolden('cifm_layer_void', (fixture) => {
  it('does not hear void cells, and has a gradient at them', () => {
    const { real } = fixture.config;
    const p = parametersOf(fixture);
    const z = asParameter(p, fixture, 'in.z');
    const c = tensorOf<tf.Tensor2D>(fixture, 'in.c');
    const layer = (edges: LayerEdges) => voidLayer(p, formOf(fixture) as Form, { z }, edges, z.shape[0]);
    const { outputs, gradients } = valueAndGradients(p, () => {
      const out = layer(edgesOf(fixture, c));
      const eqv = tf.add(c, out.moved!);
      const mine = [out.z, eqv].map((part) => tf.sum(tf.slice(part, 0, real)));
      return { inv: out.z, eqv, loss: tf.addN(mine) as tf.Scalar };
    });
    expectAgrees(fixture, 'out.inv', outputs.inv.dataSync(), 1e-5);
    expectAgrees(fixture, 'out.eqv', outputs.eqv.dataSync(), 1e-5);
    for (const name of Object.keys(withPrefix(fixture, 'grad.'))) {
      expectAgrees(fixture, `grad.${name}`, gradients.get(name.replace(/^param\./, ''))!.dataSync(), 1e-4);
    }
    const alone = layer(edgesOf(fixture, c, (node) => node < real));
    const rows = (tensor: tf.Tensor2D) => [...tf.slice(tensor, 0, real).dataSync()];
    const apart = rows(outputs.inv).map((value, at) => Math.abs(value - rows(alone.z)[at]));
    expect(Math.max(...apart)).toBeLessThan(1e-5);
  });
});

for (const [name, tolerance] of [
  ['cifm_step', { out: 5e-5, grad: 5e-4 }],
  ['cifm_step_rms', { out: 1e-5, grad: 1e-4 }],
] as const) {
  describeGolden(name, (fixture) => {
    it('encodes without the masked cells, decodes with them, and differentiates the loss', () => {
      const form = formOf(fixture);
      const nodes = fixture.tensors['in.x'].shape[0];
      const mask = [...dataOf(fixture, 'in.mask')];
      const masked = tf.tensor2d(
        Array.from({ length: nodes }, (_, i) => Number(mask.includes(i))),
        [nodes, 1],
      );
      const kept = Array.from({ length: nodes }, (_, i) => i).filter((i) => !mask.includes(i));
      const p = parametersOf(fixture);
      const [x, c] = [asParameter(p, fixture, 'in.x'), asParameter(p, fixture, 'in.c')];
      const target = gatherRows(tensorOf<tf.Tensor2D>(fixture, 'in.x'), tf.tensor1d(mask, 'int32'));
      const { outputs, gradients } = valueAndGradients(p, () => {
        const inside = edgesOf(fixture, c, (node) => !mask.includes(node));
        const all = edgesOf(fixture, c);
        const input = { x: tf.mul(x, tf.sub(1, masked)) as tf.Tensor2D, masked, edges: [inside, inside, all, all] };
        const z = encode(p, form, input);
        const decoded = decode(p, form, z, input, nodes);
        const targets = {
          target,
          real: tf.ones([mask.length]) as tf.Tensor1D,
          sample: tf.zeros([mask.length], 'int32') as tf.Tensor1D,
          samples: 1,
        };
        const loss = balancedMse(gatherRows(decoded, tf.tensor1d(mask, 'int32')), targets);
        return { embedding: gatherRows(z, tf.tensor1d(kept, 'int32')), decoded, loss };
      });
      for (const key of ['embedding', 'decoded', 'loss'] as const) {
        expectAgrees(fixture, `out.${key}`, outputs[key].dataSync(), tolerance.out);
      }
      const wanted = Object.keys(withPrefix(fixture, 'grad.'));
      expect(wanted.length).toBe(31);
      for (const key of wanted) {
        expectAgrees(fixture, `grad.${key}`, gradients.get(key.replace(/^param\./, ''))!.dataSync(), tolerance.grad);
      }
    });
  });
}

describeGolden('cifm_balanced_mse', (fixture) => {
  it('weighs expressed and silent entries alike in each sample, and samples alike', () => {
    const p = new Parameters();
    const samples = [0, 1, 2];
    const predictions = samples.map((s) => asParameter(p, fixture, `in.prediction.${s}`));
    const rows = predictions.map(({ shape }) => shape[0]);
    const cells = rows.reduce((a, b) => a + b);
    const targets = (chosen: readonly number[]) => ({
      target: tf.concat(
        samples.map((s) => tensorOf<tf.Tensor2D>(fixture, `in.target.${s}`)),
        0,
      ) as tf.Tensor2D,
      real: tf.tensor1d(rows.flatMap((n, s) => Array<number>(n).fill(Number(chosen.includes(s))))),
      sample: tf.tensor1d(
        rows.flatMap((n, s) => Array<number>(n).fill(s)),
        'int32',
      ),
      samples: 4,
    });
    const joined = () => tf.concat(predictions, 0) as tf.Tensor2D;
    const { outputs, gradients } = valueAndGradients(p, () => ({ loss: balancedMse(joined(), targets(samples)) }));
    expect(cells).toBe(12);
    expectAgrees(fixture, 'out.loss', outputs.loss.dataSync(), 1e-5);
    const each = samples.map((s) => balancedMse(joined(), targets([s])).dataSync()[0]);
    expectAgrees(fixture, 'out.per_sample', each, 1e-5);
    for (const s of samples) {
      const key = `in.prediction.${s}`;
      expectAgrees(fixture, `grad.${key}`, gradients.get(key)!.dataSync(), 1e-4);
    }
  });
});

describeGolden('cifm_perturb', (fixture) => {
  const { config } = fixture;
  const [cells, genes] = fixture.tensors['in.x'].shape;
  const rowsAt = (key: string) => Float32Array.from(dataOf(fixture, key));
  const points = new DenseMatrix(cells, 2, Float64Array.from(dataOf(fixture, 'in.c')));
  const section = new Int32Array(cells);
  const tissue: Tissue = {
    cells: Int32Array.from({ length: cells }, (_, i) => i),
    nObs: cells,
    features: Array.from({ length: genes }, (_, i) => `gene${i}`),
    matrix: new DenseMatrix(cells, genes, rowsAt('in.x')),
    points,
    section,
    sections: [''],
    radius: config.radius,
    graph: radiusGraph(points, { radius: config.radius }),
  };

  /** Ours measures lengths in units of the radius: the weights of the distances are the fixture's times the radius. */
  function stateOf(): CifmState {
    const parameters = parametersOf(fixture);
    for (const name of parameters.names().filter((one) => one.endsWith('message.fc1.weight'))) {
      const weight = parameters.get(name);
      const [, columns] = weight.shape;
      const values = weight.dataSync().map((value, at) => (at % columns === columns - 1 ? config.radius : 1) * value);
      parameters.set(name, values);
    }
    const { dim, hidden, encoderLayers, decoderLayers } = config;
    const options = {
      dim,
      hidden,
      encoderLayers,
      decoderLayers,
      normalize: 'none',
      skip: false,
      near: false,
      residual: false,
      pool: 'sum',
    } as const;
    return {
      config: cifmConfig(options),
      features: tissue.features,
      radius: config.radius,
      pool: 1,
      balanced: true,
      constant: new Float32Array(genes),
      parameters,
    };
  }

  it('infers native cells anew block by block beside injected ones, and without them', async () => {
    const order = Int32Array.from(dataOf(fixture, 'in.order'));
    const blocks = Array.from({ length: Math.ceil(cells / config.block) }, (_, b) =>
      order.slice(b * config.block, (b + 1) * config.block),
    );
    const count = fixture.tensors['in.new_x'].shape[0];
    const injected = {
      expression: rowsAt('in.new_x'),
      points: Float64Array.from(dataOf(fixture, 'in.new_c')),
      section: new Int32Array(count),
    };
    const nothing = { expression: new Float32Array(0), points: new Float64Array(0), section: new Int32Array(0) };
    const state = stateOf();
    const answer = (added: typeof injected, clamp: boolean) =>
      inferBlocks(state, tissue, added, blocks, { clamp, by: 'model' });
    expectAgrees(fixture, 'out.clamped', await answer(injected, true), 1e-5);
    expectAgrees(fixture, 'out.raw', await answer(injected, false), 1e-5);
    expectAgrees(fixture, 'out.control', await answer(nothing, true), 1e-5);
    expect(tissue.matrix.values).toEqual(rowsAt('in.x'));
  });
});
