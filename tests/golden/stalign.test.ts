import { beforeAll, expect, it } from 'vitest';
import { DenseMatrix } from '../../src/data';
import { Parameters, Random, compile, startEngine, tf } from '../../src/engine';
import type { FusionConfig, GeneEncoderConfig } from '../../src/models/stalign/config';
import { contrast, symmetricContrast } from '../../src/models/stalign/contrast';
import { createFusion, fuse } from '../../src/models/stalign/fusion';
import { createGeneEncoder, encodeGenes } from '../../src/models/stalign/geneEncoder';
import { createResidualBlock, residualBlock } from '../../src/models/stalign/imageEncoder';
import { nicheMeans, nicheMembers } from '../../src/models/stalign/niche';
import { createAlignment, stalignObjective } from '../../src/models/stalign/objective';
import { createOfficialFusion, officialFuse } from '../../src/models/stalign/official/fusion';
import { tensorOf } from './engineFixture';
import { type Fixture, describeGolden, expectAgrees, withPrefix } from './fixture';
import { checkNetwork } from './networkFixture';

beforeAll(async () => {
  await startEngine();
});

const fusionOf = ({ config }: Fixture): FusionConfig => ({ tokens: config.s, channels: config.l });

describeGolden('stalign_abfn', (fixture) => {
  const config = fusionOf(fixture);
  checkNetwork(fixture, {
    create: (p, random) => createFusion(p, config, random),
    run: (p, inputs) => {
      const { image, gene, up } = inputs as Record<string, tf.Tensor2D>;
      const fused = fuse(p, config, image, gene);
      return { fused, loss: tf.sum(tf.mul(fused, up)) };
    },
  });
});

describeGolden('stalign/abfn_official', (fixture) => {
  const { width, heads, headDim } = fixture.config;
  checkNetwork(fixture, {
    create: (p, random) => createOfficialFusion(p, { width, heads, headDim }, random),
    run: (p, inputs) => {
      const { image, gene, up } = inputs as Record<string, tf.Tensor3D>;
      const y = officialFuse(p, { width, heads, headDim }, image, gene);
      return { y, loss: tf.sum(tf.mul(y, up)) };
    },
  });
});

describeGolden('stalign_contrast', (fixture) => {
  const losses = {
    symmetric: { loss: symmetricContrast, positiveInDenominator: true },
    one_way: { loss: contrast, positiveInDenominator: true },
    symmetric_printed: { loss: symmetricContrast, positiveInDenominator: false },
    one_way_printed: { loss: contrast, positiveInDenominator: false },
  };
  it.each(Object.keys(losses) as (keyof typeof losses)[])('tells partners from others: %s', (name) => {
    const { loss, positiveInDenominator } = losses[name];
    const inputs = ['a', 'b', 'log_temperature'].map((key) => tensorOf(fixture, `in.${key}`));
    const value = (a: tf.Tensor, b: tf.Tensor, log: tf.Tensor): tf.Scalar =>
      loss(a as tf.Tensor2D, b as tf.Tensor2D, tf.exp(log), { positiveInDenominator });
    expectAgrees(fixture, `out.${name}`, value(inputs[0], inputs[1], inputs[2]).dataSync(), 1e-5);
    const gradients = tf.grads((a, b, log) => value(a, b, log))(inputs);
    ['a', 'b', 'log_temperature'].forEach((key, i) => {
      expectAgrees(fixture, `grad.${name}.${key}`, gradients[i].dataSync(), 1e-4);
    });
    const wanted = Object.keys(withPrefix(fixture, `grad.${name}.`));
    expect(wanted.sort()).toEqual(['a', 'b', 'log_temperature']);
  });
});

describeGolden('stalign_niche', (fixture) => {
  const [nodes, genes] = fixture.tensors['in.x'].shape;
  const x = new DenseMatrix(nodes, genes, fixture.tensors['in.x'].data as Float32Array);
  const position = fixture.tensors['in.position'].data as Float32Array;
  it.each([
    ['others', false],
    ['with_self', true],
  ] as const)('takes the nearest spots, of equal distances the one of lower number: %s', (name, self) => {
    const members = nicheMembers(position, fixture.config.k, { self });
    expectAgrees(fixture, `out.index.${name}`, members, 0);
    expectAgrees(fixture, `out.mean.${name}`, nicheMeans(x, members, fixture.config.k), 1e-5);
  });
});

describeGolden('stalign_ae_gene', (fixture) => {
  const { genes, patch, width, heads, hidden, layers, outputs, norm } = fixture.config;
  const config: GeneEncoderConfig = { genes, patch, width, heads, hidden, layers, outputs, norm };
  checkNetwork(fixture, {
    create: (p, random) => createGeneEncoder(p, config, random),
    run: (p, { x, up }) => {
      const embedding = encodeGenes(p, config, x as tf.Tensor2D);
      return { embedding, loss: tf.sum(tf.mul(embedding, up)) };
    },
  });
});

describeGolden('stalign_loss', (fixture) => {
  const config = fusionOf(fixture);
  const { lambda1, lambda2, positiveInDenominator, temperature } = fixture.config;
  const objective = { spotShare: lambda1, nicheShare: lambda2, positiveInDenominator };
  checkNetwork(fixture, {
    create: (p, random) => createAlignment(p, config, random, temperature),
    run: (p, inputs) => {
      const { spot_image, spot_gene, niche_image, niche_gene } = inputs as Record<string, tf.Tensor2D>;
      const embeddings = {
        spotImage: spot_image,
        spotGene: spot_gene,
        nicheImage: niche_image,
        nicheGene: niche_gene,
      };
      const out = stalignObjective(p, config, objective, embeddings);
      const { spot, niche, across, fusedSpot, fusedNiche, loss } = out;
      return { spot, niche, ns: across, fused_spot: fusedSpot, fused_niche: fusedNiche, loss };
    },
  });
});

describeGolden('stalign_residual_block', (fixture) => {
  const { inputs, outputs, stride } = fixture.config;
  const block = (p: Parameters, x: tf.Tensor, training: boolean): tf.Tensor =>
    tf.transpose(residualBlock(p, tf.transpose(x as tf.Tensor4D, [0, 2, 3, 1]), stride, training), [0, 3, 1, 2]);
  checkNetwork(fixture, {
    create: (p, random) => createResidualBlock(p, inputs, outputs, random),
    run: (p, { x, up }) => {
      const train = block(p, x, true);
      return { train, loss: tf.sum(tf.mul(train, up)) };
    },
    elsewhere: ['eval', ...Object.keys(withPrefix(fixture, 'out.after.')).map((name) => `after.${name}`)],
  });
  it.each([true, false])('moves the running statistics, and uses them in evaluation (compiled: %s)', (enabled) => {
    const p = new Parameters();
    createResidualBlock(p, inputs, outputs, new Random(0));
    for (const name of p.names()) p.set(name, fixture.tensors[`param.${name}`].data as Float32Array);
    const run = (training: boolean): tf.Tensor =>
      compile('block', ({ x }) => ({ y: block(p, x, training) }), { enabled })({ x: tensorOf(fixture, 'in.x') }).y;
    run(true);
    for (const name of p.names().filter((key) => key.includes('running'))) {
      expectAgrees(fixture, `out.after.${name}`, p.get(name).dataSync(), 1e-5);
    }
    expectAgrees(fixture, 'out.eval', run(false).dataSync(), 1e-5);
  });
});
