import { beforeAll, expect, it } from 'vitest';
import {
  type AttentionOptions,
  Parameters,
  Random,
  attention,
  attentionWeights,
  createAttention,
  csrProduct,
  gat,
  sparseFromCsr,
  startEngine,
  tf,
  transformer,
  zeroInflatedNegativeBinomialLogLikelihood,
} from '../../src/engine';
import { checkForward, tensorOf } from './engineFixture';
import { type Fixture, describeGolden, expectAgrees } from './fixture';

beforeAll(async () => {
  await startEngine();
});

const optionsOf = ({ config }: Fixture): AttentionOptions => ({
  heads: config.heads,
  kind: config.kind,
  competition: config.competition,
  headDim: config.headDim,
  bias: config.bias,
  kernelEpsilon: config.eps,
  ...(typeof config.bound === 'number' && { flowBound: config.bound }),
});

for (const name of ['attention/softmax', 'attention/performer', 'attention/flow', 'attention/flow_unit']) {
  describeGolden(name, (fixture) => {
    it('gives the output and the gradients', () => {
      checkForward(fixture, 'out.y', (p, { x }) => attention(p, x, optionsOf(fixture)));
    });
    it('shows who attends to whom', () => {
      const p = new Parameters();
      createAttention(p, fixture.config.width, new Random(1), { ...optionsOf(fixture), features: 24 });
      for (const key of p.names()) p.set(key, fixture.tensors[`param.${key}`].data as Float32Array);
      const weights = attentionWeights(p, tensorOf(fixture, 'in.x'), optionsOf(fixture));
      expectAgrees(fixture, 'out.weights', weights.dataSync(), 1e-5);
    });
  });
}

const VARIANTS = [
  'attention/inner_softmax',
  'attention/inner_performer',
  'attention/official_performer',
  'attention/official_flow',
];

for (const name of VARIANTS) {
  describeGolden(name, (fixture) => {
    it("gives the output and the gradients, with an inner width and as the authors' code has it", () => {
      checkForward(fixture, 'out.y', (p, { x }) => attention(p, x, optionsOf(fixture)));
    });
    it('makes the parameters that the fixture has', () => {
      const p = new Parameters();
      createAttention(p, fixture.config.width, new Random(1), {
        ...optionsOf(fixture),
        features: fixture.config.features,
      });
      const shapes = Object.fromEntries(p.names().map((key) => [`param.${key}`, p.get(key).shape]));
      const wanted = Object.entries(fixture.tensors).filter(([key]) => key.startsWith('param.'));
      expect(shapes).toEqual(Object.fromEntries(wanted.map(([key, { shape }]) => [key, shape])));
    });
  });
}

const PADDED = [
  'attention/padded_softmax',
  'attention/padded_performer',
  'attention/padded_flow',
  'attention/padded_official_performer',
  'attention/padded_official_flow',
];

for (const name of PADDED) {
  describeGolden(name, (fixture) => {
    it('heeds no padding, gives 0 there and sends it no gradient', () => {
      checkForward(fixture, 'out.y', (p, { x, padding }) =>
        attention(p, x, optionsOf(fixture), { mask: tf.sub(1, padding) }),
      );
    });
  });
}

describeGolden('attention/encoder_layer', (fixture) => {
  it('is a pre-norm transformer layer', () => {
    checkForward(fixture, 'out.y', (p, { x }) => transformer(p, x, { heads: fixture.config.heads }));
  });
});

for (const [name, norm] of [
  ['stalign_transformer_post', 'post'],
  ['spatia_transformer_pre', 'pre'],
] as const) {
  describeGolden(name, (fixture) => {
    it('works on a batch, as torch.nn.TransformerEncoderLayer does', () => {
      checkForward(fixture, 'out.x', (p, { x }) => transformer(p, x, { heads: fixture.config.heads, norm }));
    });
  });
}

describeGolden('posenc/cond_gat', (fixture) => {
  it('attends over the edges and the node itself', () => {
    checkForward(fixture, 'out.pe', (p, { x, src, dst }) =>
      gat(p, x as tf.Tensor2D, { src: src as tf.Tensor1D, dst: dst as tf.Tensor1D }),
    );
  });
});

describeGolden('spaformer/zinb', (fixture) => {
  it('gives the likelihood of scipy and its gradients', () => {
    checkForward(fixture, 'out.nll', (_, { x, mu, theta, logit }) =>
      tf.neg(zeroInflatedNegativeBinomialLogLikelihood(x, mu, theta, logit)),
    );
  });
});

describeGolden('cellplm/embed', (fixture) => {
  it('multiplies a sparse matrix, with gradients to its entries and to the table', () => {
    const { indptr, indices } = {
      indptr: fixture.tensors['in.indptr'].data,
      indices: fixture.tensors['in.indices'].data,
    };
    const [cells, genes] = [indptr.length - 1, fixture.tensors['param.embed.weight'].shape[0]];
    const { rows } = sparseFromCsr([cells, genes], indptr as Int32Array, indices as Int32Array);
    checkForward(
      {
        ...fixture,
        tensors: { ...fixture.tensors, 'in.rows': { shape: rows.shape, data: rows.dataSync() as Int32Array } },
      },
      'out.e',
      (p, inputs) => {
        const [at, columns, values] = [inputs.rows, inputs.indices, inputs.data] as tf.Tensor1D[];
        const matrix = { shape: [cells, genes] as [number, number], rows: at, columns, values };
        return csrProduct(matrix, p.get('embed.weight') as tf.Tensor2D);
      },
    );
    expect(rows.shape[0]).toBe(indices.length);
  });
});
