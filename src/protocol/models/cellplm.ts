import { modelCard } from './card';
import figures from './figures/cellplm.json';
import { MODEL_NAMES } from './names';
import { observedLayer } from './needs';
import { choice, flag, integer, number, numberOrAuto, obsColumn, seed } from './setting';

export const cellplmCard = modelCard({
  id: 'cellplm',
  name: MODEL_NAMES.cellplm,
  title: 'CellPLM: a pre-trained language model of cells',
  task: 'Embed, annotate, denoise',
  purpose:
    'Learns from cells that lie in one sample or field of view, each a token, to restore expression that was hidden from it. ' +
    'From there it is fine-tuned: to name cell types, to predict what a perturbation of a gene does, to fill in counts.',
  paper: 'Wen et al. CellPLM: Pre-training of Cell Language Model Beyond Single Cells',
  license: "Apache-2.0 (this implementation); the authors' code and weights are BSD-2.",
  needs: [
    { kind: 'values', text: 'X: counts, or logarithms of counts, of single cells; no negative values' },
    { kind: 'cells', least: 2, text: 'two cells or more' },
    { kind: 'note', text: 'positions are not needed; cells that have some (obsm spatial) are told their place' },
    {
      kind: 'note',
      text: 'where there are several samples or fields of view, a column of obs for them (option section)',
    },
    observedLayer,
  ],
  gives: ["obsm['X_cellplm']", "uns['cellplm']: configuration, which vector, kind, losses"],
  tasks: ['embed', 'cluster', 'clusterSweep', 'annotate', 'imputeEntries', 'denoise', 'predictPerturbation', 'compare'],
  paperFigures: [
    {
      what: 'Denoising, PBMC 5K: fine-tuned, zero-shot, from scratch',
      value: 'RMSE .725, .761, .854; best rival (DCA) .775',
    },
    {
      what: 'Denoising, Jurkat: fine-tuned, zero-shot, from scratch',
      value: 'RMSE .391, .395, .517; best rival (scVI) .416',
    },
    {
      what: 'Spatial imputation, MERSCOPE Lung2: fine-tuned, zero-shot, from scratch',
      value: 'Pearson .318, .058, .119; best rival (SpaGE) .227',
    },
    { what: 'Cell types, MS: fine-tuned and from scratch', value: 'macro F1 .766, .709; best rival (scGPT) .703' },
    {
      what: 'Cell types, hPancreas: fine-tuned and from scratch',
      value: 'macro F1 .749, .689; best rival (SingleCellNet) .739',
    },
  ],
  ourFigures: figures,
  limits: [
    'A vector depends on the company of the cell: on the cells of its sequence. Large samples without fields of view are cut into sequences by the names of the cells and the seed.',
    'It is transductive: cells whose label is asked for are company while it learns. Every result says so (kind).',
    'From scratch on a laptop, expect plain tools to be as good: logistic regression names types as well or better, means of the nearest cells denoise as well or better. The tasks print them beside it.',
    'Its loss on measured entries teaches it zeros too; where only values that are not zero are asked for, scored: nonzero does better, and so does a neighbor mean over such values.',
    'The output of the encoder separates cell types better than the latent mean, which is the vector of the paper (option vector).',
    'A perturbed gene enters as -100 after the logarithm, as published: it outweighs all that tells cells apart, so that a prediction is one profile a perturbation.',
    'A gene whose row was never trained carries nothing: predictions of its perturbation are listed apart (untrained).',
    'Rows of the attention need not add up to one, and attention is no evidence of signaling between cells.',
  ],
  settings: {
    seed,
    layout: choice(
      ['paper', 'official'],
      'paper',
      'ours',
      "The network: as in the paper, or as in the authors' code, whose weights load (tissuebook convert).",
    ),
    section: obsColumn('paper', 'Column of obs that tells samples or fields of view apart; each is a sequence.', {
      label: 'Samples or fields',
    }),
    fieldSize: numberOrAuto(
      2,
      65536,
      'ours',
      'Most cells of a sequence; larger ones are cut. auto: 1,000 without a column of samples, else 4,096 (code: 4,000).',
    ),
    batch: obsColumn('paper', 'Column of obs with the batch of each cell, which the decoder is told.', {
      label: 'Batches',
    }),
    positions: flag(true, 'paper', 'Whether cells with positions are told their place in the field of view.'),
    vector: choice(
      ['encoder', 'latent'],
      'encoder',
      'ours',
      'What embed gives: the output of the encoder, or the mean of the latent (paper).',
      { label: 'Vector' },
    ),
    scale: numberOrAuto(
      1e-6,
      1e9,
      'ours',
      'What the counts of a cell add up to before the logarithm. auto: their median over the cells trained on.',
    ),
    width: integer(4, 4096, 256, 'ours', 'Channels of a token (paper: 1,024).', { label: 'Width' }),
    heads: integer(1, 64, 8, 'code', 'Heads of the attention; they divide the width.'),
    layers: integer(1, 64, 4, 'paper', 'Transformer layers.', { label: 'Layers' }),
    expansion: integer(1, 16, 4, 'paper', "Hidden channels of a layer's MLP, as a multiple of the width (code: 2)."),
    attention: choice(
      ['flow', 'softmax', 'performer'],
      'flow',
      'paper',
      'How the cells of a sequence look at each other.',
    ),
    competition: choice(
      ['length', 'unit'],
      'length',
      'code',
      'Of flow: whether the competition of the values is multiplied by the number of cells.',
    ),
    features: integer(1, 1024, 32, 'ours', 'Random directions of performer.'),
    latentKind: choice(
      ['mixture', 'normal', 'point'],
      'mixture',
      'paper',
      'Prior of the latent: a mixture of learned components, N(0, 1), or none.',
    ),
    latent: integer(1, 4096, 128, 'ours', 'Width of the latent (paper: 512).'),
    components: integer(1, 1024, 16, 'paper', 'Components of the mixture.'),
    decoderWidth: integer(1, 8192, 256, 'ours', 'Hidden channels of the decoder (paper: 1,024).'),
    decoderLayers: integer(1, 16, 2, 'paper', 'Linear maps of the decoder, the one to the genes included.'),
    start: number(1e-6, 10, 0.1, 'ours', 'Standard deviation at which rows of genes, places and batches start.'),
    dropout: number(0, 0.9, 0, 'ours', 'Share of numbers that training drops in each layer (paper: .2).'),
    maskCells: number(0.01, 1, 0.75, 'paper', 'Share of cells that are drawn for masking.', { label: 'Cells masked' }),
    maskGenes: number(0.01, 1, 0.25, 'paper', 'Share of the measured genes that are masked in a drawn cell.'),
    scored: choice(
      ['measured', 'nonzero'],
      'measured',
      'paper',
      'Which masked entries count: all of measured genes, or (ours) those that are not zero.',
      { label: 'Scored entries' },
    ),
    divergenceWeight: number(
      0,
      1e3,
      0.01,
      'ours',
      'Weight of the terms of the latent (paper: 1, at which a small latent collapses).',
    ),
    divergenceWarmUp: number(0, 1, 0.5, 'ours', 'Share of the steps over which that weight rises (paper: 0).'),
    head: choice(
      ['latent', 'encoder'],
      'latent',
      'code',
      'What a head for classes or perturbations is put on: the mean of the latent, or the output of the encoder.',
    ),
    headLayers: integer(1, 8, 1, 'code', 'Linear maps of a head; one of perturbations has at least two.'),
    perturbedValue: number(-1e6, 1e6, -100, 'paper', 'What a perturbed gene is set to after the logarithm.'),
    epochs: integer(1, 100000, 100, 'ours', 'Passes over the cells (code: 200).'),
    learningRate: number(1e-8, 1, 1e-3, 'ours', 'Of AdamW, falling to 0 along a cosine (paper: 2e-4).', {
      label: 'Learning rate',
    }),
    weightDecay: number(0, 1, 1e-8, 'paper', 'Of AdamW.'),
    warmUp: integer(0, 1e6, 20, 'ours', 'Steps over which the learning rate rises, at most a tenth of all.'),
    clip: number(1e-6, 1e6, 2, 'code', 'Largest length of the gradient over all parameters.'),
  },
  presets: {
    tiny: {
      width: 64,
      heads: 4,
      layers: 2,
      latent: 32,
      components: 8,
      decoderWidth: 64,
      learningRate: 2e-3,
      epochs: 150,
    },
    small: {},
    paper: { width: 1024, latent: 512, decoderWidth: 1024, dropout: 0.2, learningRate: 2e-4, epochs: 200 },
    official: {
      layout: 'official',
      width: 1024,
      expansion: 2,
      latent: 512,
      decoderWidth: 1024,
      positions: false,
      learningRate: 2e-4,
      epochs: 100,
    },
  },
  presetHelp:
    "tiny for a first look, small for a laptop, paper for the published sizes, official to go on from the authors' weights.",
  firstEpochs: 50,
  sample: 'pbmc68k',
  looks: [
    {
      label: 'Clusters of its vectors',
      imports: ['cluster', 'embeddingView', 'umap'],
      code: "embeddingView(await umap(await cluster({data}, { use: 'X_cellplm' })), { color: 'cluster' })",
    },
    {
      label: 'How well it restores counts that dropped out (needs counts)',
      imports: ['denoise'],
      code: 'await denoise({model}, {data})',
    },
  ],
});
