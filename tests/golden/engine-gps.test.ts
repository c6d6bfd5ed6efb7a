import { beforeAll } from 'vitest';
import { type GpsOptions, type WeightedEdges, createGps, gelu, gps, startEngine, tf } from '../../src/engine';
import { describeGolden } from './fixture';
import { checkNetwork } from './networkFixture';

beforeAll(async () => {
  await startEngine();
});

for (const name of ['spaformer/gps_gat', 'spaformer/gps_sage', 'scmoformer/gps_gat', 'scmoformer/gps_sage']) {
  describeGolden(name, (fixture) => {
    const { width, heads, headDim, features, eps, local, activation, outer } = fixture.config;
    const options: GpsOptions = {
      heads,
      local,
      activation: (x) => (activation === 'selu' ? tf.selu(x) : gelu(x)),
      global: { kind: 'performer', headDim, features, bias: false, kernelEpsilon: eps },
    };
    checkNetwork(fixture, {
      create: (p, random) => createGps(p, width, random, options),
      run: (p, { h, src, dst, weight, up }) => {
        const edges = { src, dst, weights: weight } as WeightedEdges;
        const inside = gps(p, h as tf.Tensor2D, edges, options);
        const y = outer ? tf.add(h, inside) : inside;
        return { y, loss: tf.sum(tf.mul(y, up)) };
      },
    });
  });
}
