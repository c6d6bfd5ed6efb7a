import { beforeAll, expect, it } from 'vitest';
import { Parameters, Random, startEngine, tf } from '../../src/engine';
import type { OfficialSpaformerConfig } from '../../src/models/spaformer/official/config';
import {
  type OfficialLayerPlaces,
  createOfficialLayer,
  officialLayer,
} from '../../src/models/spaformer/official/layer';
import { createOfficialSpaformer } from '../../src/models/spaformer/official/network';
import { createOfficialSignNet, officialSignNet } from '../../src/models/spaformer/official/signNet';
import { tensorOf } from './engineFixture';
import { describeGolden, expectAgrees, withPrefix } from './fixture';
import { checkNetwork } from './networkFixture';

beforeAll(async () => {
  await startEngine();
});

const placesOf = (p: Parameters): OfficialLayerPlaces => ({
  attention: p.at('attention'),
  ff1: p.at('ff1'),
  ff2: p.at('ff2'),
  norm1: p.at('norm1'),
  norm2: p.at('norm2'),
});

for (const name of ['official_layer', 'official_layer_groups']) {
  describeGolden(`spaformer/${name}`, (fixture) => {
    const { width, heads, headDim, features, norm } = fixture.config;
    const config = { width, heads, norm, kernel: { headDim, features } };
    checkNetwork(fixture, {
      create: (p, random) => createOfficialLayer(placesOf(p), config, random),
      run: (p, { h, up }) => {
        const y = officialLayer(placesOf(p), config, h as tf.Tensor2D);
        return { y, loss: tf.sum(tf.mul(y, up)) };
      },
    });
  });
}

describeGolden('posenc/signnet_gin', (fixture) => {
  const { k, hidden, out, width, layers, tolerance } = fixture.config;
  const config = { count: k, hidden, outputs: out, width, layers };
  const run = (p: Parameters, v: tf.Tensor, src: tf.Tensor, dst: tf.Tensor, training: boolean): tf.Tensor2D =>
    officialSignNet(p, config, v as tf.Tensor2D, { src: src as tf.Tensor1D, dst: dst as tf.Tensor1D }, training);
  const moved = Object.keys(withPrefix(fixture, 'out.after.'));
  checkNetwork(fixture, {
    create: (p, random) => createOfficialSignNet(p, config, random),
    run: (p, { v, src, dst, up }) => {
      const train = run(p, v, src, dst, true);
      return { train, loss: tf.sum(tf.mul(train, up)) };
    },
    elsewhere: ['eval', ...moved.map((name) => `after.${name}`)],
    tolerance,
  });
  it('moves the running statistics twice, and uses them in evaluation', () => {
    const p = new Parameters();
    createOfficialSignNet(p, config, new Random(0));
    for (const name of p.names()) p.set(name, fixture.tensors[`param.${name}`].data as Float32Array);
    const [v, src, dst] = ['v', 'src', 'dst'].map((name) => tensorOf(fixture, `in.${name}`));
    run(p, v, src, dst, true);
    for (const name of moved) expectAgrees(fixture, `out.after.${name}`, p.get(name).dataSync(), tolerance.out);
    expectAgrees(fixture, 'out.eval', run(p, v, src, dst, false).dataSync(), tolerance.out);
  });
});

it("names parameters as the authors' checkpoints do", () => {
  const config: OfficialSpaformerConfig = {
    width: 128,
    heads: 8,
    layers: 2,
    latent: 20,
    encoder: 'performer',
    local: 'gat',
    position: 'signnet',
    concatenated: false,
    norm: 'layernorm',
    decoder: 'mlp',
    variational: false,
  };
  const shapes = Parameters.dryRun();
  createOfficialSpaformer(shapes, config, { genes: 960 }, new Random(0));
  expect(shapes.shapeOf('encoder.attlayers.1.to_q.weight')).toEqual([512, 128]);
  expect(shapes.shapeOf('encoder.attlayers.0.fast_attention.projection_matrix')).toEqual([266, 64]);
  expect(shapes.shapeOf('encoder.pe_enc.sign_inv_net.rho.lins.0.weight')).toEqual([64, 40]);
  expect(shapes.shapeOf('encoder.head.weight')).toEqual([20, 128]);
  expect(shapes.shapeOf('decoder.3.weight')).toEqual([960, 128]);
});
