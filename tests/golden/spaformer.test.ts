import { beforeAll, expect, it } from 'vitest';
import { minMaxCoordinates, patchIndices, sinusoidEncoding, startEngine, tf } from '../../src/engine';
import type { PositionKind, SpaformerNetworkConfig } from '../../src/models/spaformer/config';
import { bilevelMask, rescale } from '../../src/models/spaformer/masking';
import { createSpaformer, impute } from '../../src/models/spaformer/network';
import { spaformerObjective, type SpaformerBatch } from '../../src/models/spaformer/objective';
import { coordinateEncoding } from '../../src/models/spaformer/position';
import { tensorOf } from './engineFixture';
import { type Fixture, describeGolden, expectAgrees } from './fixture';
import { checkNetwork } from './networkFixture';

beforeAll(async () => {
  await startEngine();
});

/** The fixtures' words for the encodings; a 'graph' encoding there is of random walks. */
const POSITIONS: Record<string, PositionKind> = {
  patch: 'learnable',
  graph: 'randomWalk',
  signnet: 'signNet',
  cond: 'conditional',
};

const configOf = ({ config }: Fixture): SpaformerNetworkConfig => ({
  width: config.dim,
  heads: config.heads,
  layers: config.layers,
  expansion: config.ffMult,
  latent: config.latent,
  attention: config.attention,
  local: 'none',
  features: config.features,
  position: POSITIONS[config.pe] ?? config.pe,
  positionHeads: config.peHeads,
  positionColumns: config.peWidth,
  grid: config.peGrid,
  decoder: config.decoder,
  variational: config.variational,
});

/** What the encodings of coordinates are made of, and the draw of cells as a column. */
function prepare(fixture: Fixture): Record<string, tf.Tensor> {
  const { position, ...rest } = configOf(fixture);
  const made: Record<string, tf.Tensor> = {};
  if (fixture.tensors['in.token']) made.token = tf.expandDims(tensorOf(fixture, 'in.token'), 1);
  if (fixture.tensors['in.pe']) made.position = tensorOf(fixture, 'in.pe');
  if (position !== 'sinusoid' && position !== 'learnable' && position !== 'naive') return made;
  const coordinates = fixture.tensors['in.c'].data as Float32Array;
  const { values, columns } = coordinateEncoding(position, coordinates, rest, { scale: fixture.config.peScale });
  const shape = position === 'learnable' ? [values.length] : [values.length / columns, columns];
  return { ...made, position: tf.tensor(values, shape, position === 'learnable' ? 'int32' : 'float32') };
}

function batchOf(inputs: Record<string, tf.Tensor>): SpaformerBatch {
  const { token, feature, eps, ...rest } = inputs;
  return { ...rest, cellMask: token, geneMask: feature, noise: eps } as unknown as SpaformerBatch;
}

for (const name of [
  'ae',
  'vae',
  'mae',
  'mvae',
  'ae_zinb',
  'vae_zinb',
  'mae_zinb',
  'mvae_zinb',
  'mae_observed',
  'mae_sum',
  'mae_spagat',
]) {
  describeGolden(`spaformer/${name}`, (fixture) => {
    const config = configOf(fixture);
    const { masked, observedOnly, reduction, beta, genes } = fixture.config;
    checkNetwork(fixture, {
      create: (p, random) => createSpaformer(p, config, { genes }, random),
      prepare: () => prepare(fixture),
      run: (p, inputs) => {
        const batch = batchOf(inputs);
        const { reconstruction, divergence, zeroLogit, dispersion, ...outputs } = spaformerObjective(
          p,
          config,
          { masked, observedOnly, reduction, beta },
          batch,
        );
        const zinb = zeroLogit && dispersion ? { logit: zeroLogit, theta: dispersion } : {};
        const defined = outputs as Record<string, tf.Tensor> & { loss: tf.Tensor };
        return { ...defined, ...zinb, recon: reconstruction, kl: divergence, imputed: impute(p, config, batch) };
      },
    });
  });
}

describeGolden('spaformer/mask', (fixture) => {
  it('masks cells, then genes in them, and gives a cell its sum back', () => {
    const x = tensorOf(fixture, 'in.x') as tf.Tensor2D;
    const cells = tf.expandDims(tensorOf(fixture, 'in.token'), 1) as tf.Tensor2D;
    const keep = bilevelMask(cells, tensorOf(fixture, 'in.feature') as tf.Tensor2D);
    expectAgrees(fixture, 'out.keep', keep.dataSync(), 0);
    expectAgrees(fixture, 'out.shown', rescale(tf.mul(keep, x), x).dataSync(), 1e-5);
  });
});

it('cuts the plane into the patches that the sinusoid encodes', () => {
  const coordinates = Float32Array.from([0, 0, 5, 10, 10, 3]);
  const { values } = coordinateEncoding('sinusoid', coordinates, { width: 8, grid: 100 }, { patches: true });
  expect([...values]).toEqual([...sinusoidEncoding(patchIndices(coordinates), 8)]);
  expect(minMaxCoordinates(coordinates)[0]).toBe(0);
});
