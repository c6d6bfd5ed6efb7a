import { beforeAll, it } from 'vitest';
import { startEngine, tf } from '../../src/engine';
import type { ScmoformerNetworkConfig } from '../../src/models/scmoformer/config';
import { type HeteroGraph, averaging, withSelfLoops } from '../../src/models/scmoformer/graph';
import { createLayer, layer } from '../../src/models/scmoformer/layer';
import { createScmoformer, predictProteins } from '../../src/models/scmoformer/network';
import { proteinLoss } from '../../src/models/scmoformer/objective';
import { cellStart, svdStart } from '../../src/models/scmoformer/start';
import { type Fixture, describeGolden, expectAgrees } from './fixture';
import { checkNetwork, flat, matrixOf, onDevice, sparseOf } from './networkFixture';

beforeAll(async () => {
  await startEngine();
});

const configOf = ({ config }: Fixture): ScmoformerNetworkConfig => ({
  rank: config.rank,
  width: config.dim,
  heads: config.heads,
  layers: config.layers,
  attention: config.attention,
  features: config.features,
  encoding: config.pe,
});

/** The fixture's graphs, each from its receivers' side. */
function matricesOf(fixture: Fixture) {
  const [genes, proteins, links, cells] = ['a_g', 'a_p', 's', 'a_rna'].map((key) => matrixOf(fixture, `in.${key}`));
  return {
    geneGene: withSelfLoops(genes),
    proteinProtein: withSelfLoops(proteins),
    geneProtein: averaging(links),
    proteinGene: averaging(links.transpose()),
    geneCell: averaging(cells.transpose()),
    cellGene: averaging(cells),
  };
}

const graphInputs = (fixture: Fixture): Record<string, tf.Tensor> =>
  Object.assign({}, ...Object.entries(matricesOf(fixture)).map(([name, matrix]) => flat(name, onDevice(matrix))));

function graphOf(fixture: Fixture, inputs: Record<string, tf.Tensor>): HeteroGraph {
  const entries = Object.entries(matricesOf(fixture)).map(([name, { rows, columns }]) => [
    name,
    sparseOf(name, inputs, [rows, columns]),
  ]);
  return Object.fromEntries(entries) as HeteroGraph;
}

for (const kind of ['performer', 'softmax']) {
  describeGolden(`scmoformer/layer_${kind}`, (fixture) => {
    const config = configOf(fixture);
    checkNetwork(fixture, {
      create: (p, random) => createLayer(p, config, random),
      prepare: () => graphInputs(fixture),
      run: (p, inputs) => {
        const { g, c, p: proteins, up_g, up_c, up_p } = inputs as Record<string, tf.Tensor2D>;
        const next = layer(p, config, { genes: g, cells: c, proteins }, graphOf(fixture, inputs));
        const weighed = [tf.mul(next.genes, up_g), tf.mul(next.cells, up_c), tf.mul(next.proteins, up_p)];
        const loss = tf.addN(weighed.map((product) => tf.sum(product)));
        return { g: next.genes, c: next.cells, p: next.proteins, loss };
      },
    });
  });
}

for (const name of ['model', 'model_rwpe']) {
  describeGolden(`scmoformer/${name}`, (fixture) => {
    const config = configOf(fixture);
    checkNetwork(fixture, {
      create: (p, random) => createScmoformer(p, config, { proteins: fixture.config.proteins }, random),
      prepare: () => graphInputs(fixture),
      run: (p, inputs) => {
        const { x_g, x_c, pe, target } = inputs as Record<string, tf.Tensor2D>;
        const input = { genes: x_g, cells: x_c, ...(pe && { encoding: pe }) };
        const y = predictProteins(p, config, input, graphOf(fixture, inputs));
        return { y, loss: proteinLoss(y, target) };
      },
    });
  });
}

describeGolden('scmoformer/svd_init', (fixture) => {
  it('starts cells and genes from a decomposition, later cells by its loadings', async () => {
    const x = matrixOf(fixture, 'in.x');
    const { rank } = fixture.config;
    const { cells, genes, loadings } = await svdStart(x, rank);
    expectAgrees(fixture, 'out.cells', cells, 1e-5);
    expectAgrees(fixture, 'out.genes', genes, 1e-5);
    expectAgrees(fixture, 'out.cells', cellStart(x, loadings, rank), 1e-5);
  });
});
