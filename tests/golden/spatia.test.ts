import { beforeAll, expect, it } from 'vitest';
import { DenseMatrix } from '../../src/data';
import { attention, layerNorm, linear, startEngine, tf } from '../../src/engine';
import { IMAGE_EPSILON, type ImageConfig } from '../../src/models/spatia/config';
import { createCellFusion, createLevels, fuseCell, joinLevels } from '../../src/models/spatia/fusion';
import { createGeneDecoder, createGeneEncoder, decodeGenes } from '../../src/models/spatia/genes';
import { autoencodeImage, createImageAutoencoder, type ImageBatch } from '../../src/models/spatia/imageAutoencoder';
import { geneLoss, imageLoss, normalizedPatches, reconstructGenes } from '../../src/models/spatia/objective';
import {
  gridEncoding,
  maskOf,
  maskPatches,
  patchEncoding,
  patchify,
  pickTokens,
  refill,
  unpatchify,
} from '../../src/models/spatia/patches';
import { pairCost } from '../../src/prepare/transport/pairCost';
import { bestPartners, signatureOf } from '../../src/prepare/transport/pairCells';
import { sinkhorn } from '../../src/prepare/transport/sinkhorn';
import { tensorOf } from './engineFixture';
import { type Fixture, describeGolden, expectAgrees } from './fixture';
import { checkNetwork } from './networkFixture';

beforeAll(async () => {
  await startEngine();
});

const ids = (values: Int32Array): tf.Tensor1D => tf.tensor1d(values, 'int32');
const floats = (fixture: Fixture, key: string): Float32Array => fixture.tensors[key].data as Float32Array;
const matrixOf = (fixture: Fixture, key: string): DenseMatrix => {
  const [rows, columns] = fixture.tensors[key].shape;
  return new DenseMatrix(rows, columns, floats(fixture, key));
};

describeGolden('spatia_mae', (fixture) => {
  const { size, patch, channels, width, heads, hidden, layers, keep, layerNormEps, ...rest } = fixture.config;
  const side = size / patch;
  const config: ImageConfig = {
    size,
    patch,
    channels,
    encoder: { width, heads, hidden, layers },
    decoder: {
      width: rest.decoderWidth,
      heads: rest.decoderHeads,
      hidden: rest.decoderHidden,
      layers: rest.decoderLayers,
    },
  };
  const [samples, patches] = fixture.tensors['in.order'].shape;
  const order = (fixture.tensors['in.order'].data as Int32Array).map((at, i) => at + patches * Math.floor(i / patches));
  const drawn = maskOf(order, samples, keep);
  it('has the norms of ViT-MAE', () => expect(layerNormEps).toBe(IMAGE_EPSILON));
  it('places patches on a grid, the class token nowhere', () => {
    const positions = [...new Float32Array(width), ...patchEncoding(side, width)];
    expectAgrees(fixture, 'out.positions', positions, 1e-5);
  });
  checkNetwork(fixture, {
    create: (p, random) => createImageAutoencoder(p, config, random),
    prepare: () => ({
      kept: ids(drawn.kept),
      restore: ids(drawn.restore),
      mask: tf.tensor2d(drawn.mask, [samples, patches]),
      places: tf.tensor2d(patchEncoding(side, width), [patches, width]),
      decoderPlaces: tf.tensor2d(patchEncoding(side, rest.decoderWidth), [patches, rest.decoderWidth]),
    }),
    run: (p, inputs) => {
      const batch = inputs as ImageBatch & Record<string, tf.Tensor>;
      const { tokens, prediction } = autoencodeImage(p, config, batch);
      const pixels = patchify(batch.image, patch);
      const loss = imageLoss(pixels, prediction, batch.mask);
      const normalized = imageLoss(pixels, prediction, batch.mask, true);
      return { patches: pixels, tokens, prediction, mask: batch.mask, loss, loss_normalized: normalized };
    },
    elsewhere: ['positions'],
  });
});

describeGolden('mae/patches', (fixture) => {
  const { patch, ratio } = fixture.config;
  const image = (): tf.Tensor4D => tensorOf(fixture, 'in.image') as tf.Tensor4D;
  const shape = fixture.tensors['in.image'].shape as [number, number, number, number];
  const [samples, patches] = fixture.tensors['in.noise'].shape;
  const drawn = maskPatches(floats(fixture, 'in.noise'), samples, ratio);
  const within = (numbers: Int32Array): Int32Array => numbers.map((at) => at % patches);
  const shown = drawn.kept.length / samples;
  it('orders patches by noise and shows the first of them', () => {
    expectAgrees(fixture, 'out.order', within(drawn.order), 0);
    expectAgrees(fixture, 'out.restore', within(drawn.restore), 0);
    expectAgrees(fixture, 'out.masked', drawn.mask, 0);
    const visible = pickTokens(patchify(image(), patch), ids(drawn.kept), shown);
    expectAgrees(fixture, 'out.visible', visible.dataSync(), 1e-5);
  });
  it('takes images apart and puts them together, with a token for what is hidden', () => {
    const pixels = patchify(image(), patch);
    expectAgrees(fixture, 'out.patches', pixels.dataSync(), 1e-5);
    expect(unpatchify(pixels, patch, shape).dataSync()).toEqual(image().dataSync());
    const visible = pickTokens(pixels, ids(drawn.kept), shown);
    const filled = refill(visible, tensorOf(fixture, 'in.token'), ids(drawn.restore));
    expectAgrees(fixture, 'out.filled', unpatchify(filled, patch, shape).dataSync(), 1e-5);
  });
  it('scores hidden patches, as they are or each brought to unit variance', () => {
    const pixels = patchify(image(), patch);
    const prediction = tensorOf(fixture, 'in.prediction') as tf.Tensor3D;
    const mask = tf.tensor2d(drawn.mask, [samples, patches]);
    expectAgrees(fixture, 'out.normalized', normalizedPatches(pixels).dataSync(), 1e-5);
    expectAgrees(fixture, 'out.loss', imageLoss(pixels, prediction, mask).dataSync(), 1e-5);
    expectAgrees(fixture, 'out.loss_normalized', imageLoss(pixels, prediction, mask, true).dataSync(), 1e-5);
  });
});

describeGolden('spatia_gene', (fixture) => {
  const { genes, width, heads, hidden, layers } = fixture.config;
  const config = { width, heads, hidden, layers };
  checkNetwork(fixture, {
    create: (p, random) => {
      createGeneEncoder(p.at('encoder'), config, genes, random);
      createGeneDecoder(p.at('decoder'), config, genes, random);
    },
    run: (p, inputs) => {
      const x = inputs.x as tf.Tensor2D;
      const masked = tf.cast(inputs.masked, 'float32') as tf.Tensor2D;
      const { z, prediction } = reconstructGenes(p, config, x, masked);
      return { z, prediction, loss: geneLoss(x, prediction, masked) };
    },
  });
});

describeGolden('spatia_gene_decoder', (fixture) => {
  const { genes, width, heads, hidden } = fixture.config;
  checkNetwork(fixture, {
    create: (p, random) => createGeneDecoder(p, { width, heads, hidden }, genes, random),
    run: (p, { memory, up }) => {
      const x = decodeGenes(p, { heads }, memory as tf.Tensor3D);
      return { x, loss: tf.sum(tf.mul(x, up)) };
    },
  });
});

describeGolden('spatia_fusion', (fixture) => {
  const { imageWidth, geneWidth, width, heads, hidden } = fixture.config;
  checkNetwork(fixture, {
    create: (p, random) =>
      createCellFusion(p, { width, heads, hidden }, { image: imageWidth, gene: geneWidth }, random),
    run: (p, inputs) => {
      const { image, gene } = inputs as Record<string, tf.Tensor3D>;
      const z = fuseCell(p, { heads }, image, gene);
      const cross = p.at('cross');
      const asking: tf.Tensor3D = layerNorm(cross.at('norm_q'), linear(p.at('image'), image));
      const memory: tf.Tensor3D = layerNorm(cross.at('norm_kv'), linear(p.at('gene'), gene));
      const heard = attention(cross.at('attn'), asking, { heads }, { memory });
      return { attention: heard, z, loss: tf.sum(tf.mul(z, inputs.up)) };
    },
  });
});

describeGolden('spatia_levels', (fixture) => {
  const { width, heads, hidden } = fixture.config;
  checkNetwork(fixture, {
    create: (p, random) => createLevels(p, { width, heads, hidden }, random),
    prepare: () => {
      const grid = floats(fixture, 'in.grid');
      return { nichePlaces: tf.tensor2d(gridEncoding(grid, width), [grid.length / 2, width]) };
    },
    run: (p, inputs) => {
      const two = inputs as Record<string, tf.Tensor2D>;
      const three = inputs as Record<string, tf.Tensor3D>;
      const one = inputs as Record<string, tf.Tensor1D>;
      const { niches, tissues, unified } = joinLevels(
        p,
        { heads },
        {
          cells: two.cell,
          nicheOfCell: one.niche_of_cell,
          nicheTokens: three.niche_tokens,
          tissueOfNiche: one.tissue_of_niche,
          nichePlaces: two.nichePlaces,
          tissueTokens: three.tissue_tokens,
        },
      );
      return { niche: niches, tissue: tissues, z: unified, loss: tf.sum(tf.mul(unified, inputs.up)) };
    },
  });
});

describeGolden('spatia_pairs', (fixture) => {
  const { eps, iterations, penalty } = fixture.config;
  const [control, target] = [matrixOf(fixture, 'in.control'), matrixOf(fixture, 'in.target')];
  it.each([
    ['plain', 0],
    ['spatial', penalty as number],
  ] as const)('pairs cells of two states by an entropic plan: %s', (name, weight) => {
    const grid = { control: floats(fixture, 'in.control_grid'), target: floats(fixture, 'in.target_grid'), weight };
    const cost = pairCost(control, target, grid);
    expectAgrees(fixture, `out.${name}.cost`, cost.values, 1e-5);
    const { plan } = sinkhorn(cost, eps, iterations);
    expectAgrees(fixture, `out.${name}.plan`, plan, 1e-5);
    const { partner } = bestPartners(plan, target.rows);
    expectAgrees(fixture, `out.${name}.pairs`, partner, 0);
    const genes = [matrixOf(fixture, 'in.control_genes'), matrixOf(fixture, 'in.target_genes')];
    expectAgrees(fixture, `out.${name}.signature`, signatureOf(genes[0], genes[1], partner), 1e-5);
  });
});
