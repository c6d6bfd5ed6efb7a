import { beforeAll } from 'vitest';
import { startEngine, tf } from '../../src/engine';
import type { CellplmNetworkConfig } from '../../src/models/cellplm/config';
import { createDecoder, decodeExpression } from '../../src/models/cellplm/decoder';
import { componentDivergence, createLatent, latentDivergence, latentOf } from '../../src/models/cellplm/latent';
import { createCellplm, placeEncoding } from '../../src/models/cellplm/network';
import { cellplmObjective, hiddenEntries } from '../../src/models/cellplm/objective';
import { tensorOf } from './engineFixture';
import { type Fixture, describeGolden } from './fixture';
import { checkNetwork } from './networkFixture';

beforeAll(async () => {
  await startEngine();
});

const configOf = ({ config }: Fixture): CellplmNetworkConfig => ({
  width: config.dim ?? config.width,
  heads: config.heads,
  layers: config.layers,
  expansion: config.ffMult,
  attention: config.attention,
  competition: config.competition,
  features: 0,
  latentKind: 'mixture',
  latent: config.latent,
  components: config.components,
  decoderWidth: config.decoderHidden ?? config.hidden,
  decoderLayers: config.decoderLayers ?? config.layers,
});

for (const name of ['spatial', 'rna', 'sum']) {
  describeGolden(`cellplm/pretrain_${name}`, (fixture) => {
    const config = configOf(fixture);
    const { genes, batches, reduction, spatial } = fixture.config;
    checkNetwork(fixture, {
      create: (p, random) => createCellplm(p, config, { genes, batches }, random),
      prepare: () => {
        const column = (key: string) => tf.cast(tensorOf(fixture, key), 'float32');
        const cells = tf.expandDims(column('in.token'), 1) as tf.Tensor2D;
        const hidden = hiddenEntries(cells, column('in.feature') as tf.Tensor2D, column('in.measured') as tf.Tensor2D);
        if (!spatial) return { hidden };
        const place = placeEncoding(fixture.tensors['in.c'].data as Float32Array, config);
        return { hidden, place: tf.tensor2d(place, [place.length / config.width, config.width]) };
      },
      run: (p, inputs) => {
        const { x, hidden, place, eps, batch } = inputs as Record<string, tf.Tensor2D>;
        const ids = batch as tf.Tensor as tf.Tensor1D;
        const given = { x, hidden, noise: eps, batch: ids, ...(place && { place }) };
        const out = cellplmObjective(p, config, { reduction }, given);
        const { mu, logVariance, z, logits, h, decoded, loss } = out;
        const terms = { mse: out.error, cond: out.conditional, y: out.component, loss };
        const mixture = decodeExpression(p.at('decoder'), config, mu);
        return { mu, logvar: logVariance!, z, logits: logits!, h, x: decoded, mixture, ...terms };
      },
    });
  });
}

describeGolden('cellplm/mixture', (fixture) => {
  const config = configOf(fixture);
  checkNetwork(fixture, {
    create: (p, random) => createLatent(p, config, random),
    run: (p, { h, eps }) => {
      const latent = latentOf(p, config, h as tf.Tensor2D, eps as tf.Tensor2D);
      const { conditional, component } = latentDivergence(p, latent);
      const { mu, z } = latent;
      const logvar = latent.logVariance as tf.Tensor2D;
      const pi = tf.softmax(latent.logits as tf.Tensor2D);
      const kl = componentDivergence(p, mu, logvar);
      const loss = tf.add(tf.sum(conditional), tf.sum(component));
      return { mu, logvar, z, pi, kl, cond: conditional, y: component, loss };
    },
  });
});

describeGolden('cellplm/decoder', (fixture) => {
  const config = configOf(fixture);
  const { genes, batches } = fixture.config;
  checkNetwork(fixture, {
    create: (p, random) => createDecoder(p, config, { genes, batches }, random),
    run: (p, { z, batch, up }) => {
      const x = decodeExpression(p, config, z as tf.Tensor2D, batch as tf.Tensor1D);
      return { x, mixture: decodeExpression(p, config, z as tf.Tensor2D), loss: tf.sum(tf.mul(x, up)) };
    },
  });
});
