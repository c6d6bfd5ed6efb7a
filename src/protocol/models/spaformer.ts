import { modelCard } from './card';
import ourFigures from './figures/spaformer.json';
import { MODEL_NAMES } from './names';
import { observedLayer, positions } from './needs';
import { choice, flag, integer, number, numberOrAuto, obsColumn, seed } from './setting';

export const spaformerCard = modelCard({
  id: 'spaformer',
  name: MODEL_NAMES.spaformer,
  title: 'SpaFormer: imputation with cells as tokens',
  task: 'Impute entries',
  purpose:
    'Learns from the cells of a field of view, each a token, to restore counts that were hidden from it. ' +
    'It fills in entries that a panel did not catch, and gives every cell a vector.',
  paper: 'Wen et al. Single cells are spatial tokens: transformers for spatial transcriptomic data imputation',
  license: 'Apache-2.0 (this implementation); the authors published no weights and no license.',
  needs: [
    { kind: 'values', text: 'X: counts of single cells, with zeros where nothing was seen' },
    positions,
    { kind: 'cells', least: 3, text: 'three cells or more' },
    {
      kind: 'note',
      text: 'where there are several fields of view, a column of obs that tells them apart (option section)',
    },
    observedLayer,
  ],
  gives: ["obsm['X_spaformer']", "uns['spaformer']: configuration, kind, losses"],
  tasks: ['imputeEntries', 'denoise', 'imputeGenes', 'embed', 'cluster', 'clusterSweep', 'annotate', 'compare'],
  paperFigures: [
    {
      what: '30% of all entries hidden, Lung 5 (99,656 cells, CosMx)',
      value: 'RMSE .2785, Pearson .6363, cosine .6786',
    },
    {
      what: '30% of all entries hidden, Kidney 1139 (61,283 cells, CosMx)',
      value: 'RMSE .2794, Pearson .6108, cosine .671',
    },
    {
      what: '30% of all entries hidden, Liver Normal (305,730 cells, CosMx)',
      value: 'RMSE .2117, Pearson .7793, cosine .7973',
    },
    { what: 'DCA, the next best on Lung 5 and Kidney 1139', value: 'RMSE .2858 and .2852' },
  ],
  ourFigures,
  limits: [
    'It is transductive: it trains on the tissue that it fills, and a cell that is added or left out can move the answer for others. Every result says so (kind).',
    'Its layout is that of the paper; it never met weights of the authors, as there are none.',
    'An entry that is filled in is a guess about a transcript that nobody saw: say so before a differential test uses it.',
    'The cells of a field of view are a sequence of their own: fields do not look at each other, and nothing was shown of transfer to other data.',
    'A gene mean alone has a cosine of .82 on the osmFISH cortex: look at the error and at the correlation by gene, beside the baselines that imputeEntries prints.',
    "A ridge regression on a cell's other genes and its 30 nearest cells, fitted in under a second, was ahead of it on the osmFISH cortex by every score.",
    'On sparse counts (about 15% of the entries not zero) its error was above that of the gene mean: imputeEntries warns of it.',
  ],
  settings: {
    seed,
    section: obsColumn('paper', 'Column of obs that tells fields of view apart.', { label: 'Fields of view' }),
    fieldSize: numberOrAuto(
      2,
      65536,
      'ours',
      'Most cells of a sequence; larger fields are cut into tiles. auto: 1,000 without a column of fields, else 4,096.',
    ),
    radius: numberOrAuto(
      0,
      1e9,
      'paper',
      'Reach of the spatial graph in the unit of the positions. auto: five neighbors a cell on average (paper: 4 to 6).',
    ),
    width: integer(1, 4096, 128, 'paper', 'Channels of a token.', { label: 'Width' }),
    heads: integer(1, 64, 8, 'paper', 'Heads of the attention; they divide the width.'),
    layers: integer(1, 64, 2, 'paper', 'Transformer layers.', { label: 'Layers' }),
    expansion: integer(1, 16, 4, 'code', "Hidden channels of a layer's MLP, as a multiple of the width."),
    latent: integer(1, 4096, 20, 'paper', 'Width of the vector of a cell.'),
    attention: choice(
      ['performer', 'softmax', 'flow', 'gat'],
      'performer',
      'paper',
      "How the cells of a field look at each other; gat: over the spatial graph only, the paper's SpaGAT.",
    ),
    local: choice(
      ['none', 'sage', 'gat'],
      'none',
      'paper',
      'Beside the attention, what a cell hears of its neighbors in the spatial graph (GPS layers): nothing, GraphSAGE, or graph attention.',
    ),
    features: integer(1, 1024, 32, 'ours', 'Random directions of performer (code: 266).'),
    position: choice(
      ['conditional', 'none', 'sinusoid', 'learnable', 'naive', 'randomWalk', 'laplacian', 'signNet'],
      'conditional',
      'paper',
      'What tells a cell where it lies: graph attention of what is shown (conditional), or another encoding of table 4.1.',
      { label: 'Positions' },
    ),
    positionHeads: integer(1, 64, 4, 'ours', 'Heads of conditional; they divide the width.'),
    positionColumns: integer(1, 64, 10, 'code', 'Columns of the encodings randomWalk, laplacian and signNet.'),
    grid: integer(2, 1000, 100, 'paper', 'Patches along each side of the encoding learnable.'),
    decoder: choice(['mlp', 'zinb'], 'mlp', 'paper', 'Expression by squared errors, or counts by their likelihood.'),
    variational: flag(false, 'paper', 'Whether the latent is a normal distribution (VAE, MVAE).'),
    beta: number(0, 1e3, 0.01, 'ours', 'Weight of the divergence of a variational latent.'),
    masked: flag(true, 'paper', 'Whether entries are hidden from the encoder and only those are scored (MAE).'),
    maskCells: number(0, 1, 0.5, 'paper', 'Share of cells that are drawn for masking (theta).', {
      label: 'Cells masked',
    }),
    maskGenes: number(0, 1, 0.5, 'paper', 'Share of the entries that are masked in a drawn cell (gamma).'),
    observedOnly: flag(
      true,
      'ours',
      "Whether entries that are not known stay out of the loss; the paper's equation 4.12 scores them as 0.",
    ),
    scale: number(1e-6, 1e9, 250, 'code', 'What the counts of a cell add up to before the logarithm.'),
    epochs: integer(1, 100000, 500, 'ours', 'Passes over the fields, one step each (code: up to 3,000).'),
    learningRate: number(1e-8, 1, 1e-3, 'paper', 'Of AdamW, falling to 0 along a cosine (ours).', {
      label: 'Learning rate',
    }),
    weightDecay: number(0, 1, 5e-4, 'paper', 'Of AdamW.'),
    warmUp: integer(0, 1e6, 20, 'ours', 'Steps over which the learning rate rises.'),
    clip: number(1e-6, 1e6, 2, 'code', 'Largest length of the gradient over all parameters.'),
  },
  presets: {
    tiny: { width: 32, heads: 4, learningRate: 1e-2, epochs: 160 },
    small: {},
    paper: {},
  },
  presetHelp: 'tiny for a small panel; small is the published size, which trains on a laptop.',
  firstEpochs: 160,
  looks: [
    {
      label: 'How well it fills in what was hidden',
      imports: ['imputeEntries'],
      code: 'await imputeEntries({model}, {data})',
    },
    {
      label: 'Clusters of its vectors',
      imports: ['cluster', 'spatialView'],
      code: "spatialView(await cluster({data}, { use: 'X_spaformer' }), { color: 'cluster' })",
    },
  ],
});
