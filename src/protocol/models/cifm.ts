import { modelCard } from './card';
import figures from './figures/cifm.json';
import { MODEL_NAMES } from './names';
import { positions } from './needs';
import { choice, flag, integer, number, numberOrAuto, obsColumn, seed } from './setting';

export const cifmCard = modelCard({
  id: 'cifm',
  name: MODEL_NAMES.cifm,
  title: 'CI-FM: cells inferred from their microenvironment',
  task: 'Virtual tissue',
  purpose:
    'Learns to say what a cell expresses from the cells around it, and gives each cell a vector of its microenvironment. ' +
    'With it one can fill in cells, and ask how the model would redraw a tissue into which other cells were put.',
  paper:
    'You et al., Building Foundation Models to Characterize Cellular Interactions via Geometric Self-Supervised Learning on Spatial Genomics',
  license: 'Apache-2.0 (this implementation); no weights of the authors are included.',
  needs: [
    {
      kind: 'values',
      text: 'X: counts, or values from zero up in which zero means not expressed (log-normalized, asinh)',
    },
    positions,
    { kind: 'note', text: 'gene names in var: a trained model finds its genes in other data by name' },
    { kind: 'note', text: 'where there are several sections, a column of obs that tells them apart (option section)' },
  ],
  gives: ["obsm['X_cifm']", "uns['cifm']: configuration, error on cells set aside, losses"],
  tasks: ['inferExpression', 'imputePatch', 'perturb', 'embed', 'cluster', 'annotate', 'compare'],
  paperFigures: [
    {
      what: 'Size (100 million parameters, 23 million cells of about 100 slides)',
      value: 'not comparable with what is trained here',
    },
    { what: 'Error of inferred expression', value: 'MSE 1.1% of the squared median expression' },
    { what: 'Cells whose five likeliest types, true and inferred, share one (Visium HD)', value: '79.4%' },
    { what: 'Tumour against healthy by a linear probe, across platforms', value: 'ROC-AUC .76' },
  ],
  ourFigures: figures,
  limits: [
    'By default the output starts from the mean of the visible neighbors (residual, ours). By the balanced error that training lowers it ends better than that mean on the osmFISH cortex (5.12 against 5.73) and level with it on the breast tumours; by rank correlations it is level on the cortex and behind on the tumours (.377 against .440 over the cells of a gene): look at the baselines that inferExpression prints.',
    'On sparse counts the neighbors tell little: on a lung tumor of 960 genes, 12% of them not zero, the error is 3.07 against 3.14 of one answer for all cells. A fit warns where a model is hardly better than that, and the warning stays with the model.',
    'Without residual and near, as the paper describes it, the mean of the neighboring cells infers a cell better on the small tissues tried here.',
    'Trained on one tissue it knows that tissue: it is no foundation model until it has seen many.',
    'It learns which cells lie together, not what they do to each other. What follows an injection is a redrawing by that habit, no evidence of a response: plain averages of the neighbors answer as strongly or more, and perturb shows them beside it.',
    'The paper does not state layers, widths, learning rate or the number of steps; where the card says ours, they were chosen here.',
    "The authors published weights (Hugging Face, ynyou/CIFM, for 18,289 human genes). They are not included and cannot be loaded here: of what sets their network apart from the paper's, normalize: 'layer' and gate follow it, its embedded distances and its division of coordinate moves do not.",
  ],
  settings: {
    seed,
    section: obsColumn('ours', 'Column of obs that tells tissue sections apart.', { label: 'Sections' }),
    input: choice(
      ['auto', 'counts', 'prepared'],
      'auto',
      'ours',
      'Counts are normalized to 10,000 a cell and log1p is taken (paper); prepared values are used as they are. auto looks.',
      { label: 'Values are' },
    ),
    dropMitochondrial: flag(true, 'paper', 'Leaves out genes whose name starts with MT- or mt-.'),
    radius: numberOrAuto(
      1e-9,
      1e9,
      'ours',
      'Reach of a cell, in the unit of the positions (paper: 20 um for cells, 150 um for Visium spots). auto: the median distance to the 12th nearest cell.',
    ),
    dim: integer(1, 8192, 64, 'ours', 'Width of a microenvironment vector.', { label: 'Vector width' }),
    hidden: integer(1, 8192, 64, 'ours', 'Width inside of the MLPs, and of a message.', { label: 'Hidden width' }),
    encoderLayers: integer(1, 12, 1, 'ours', 'Layers of the encoder: how many steps a receptive field reaches.', {
      label: 'Encoder layers',
    }),
    decoderLayers: integer(1, 12, 1, 'ours', 'Layers of the decoder.'),
    normalize: choice(
      ['none', 'rms', 'layer'],
      'rms',
      'ours',
      "Between layers: 'none' as printed in the paper (unstable), 'rms' (ours), 'layer' as in the authors' code.",
    ),
    intensityScale: flag(true, 'ours', 'Divides inner products by sqrt(width), or by the width with layer.'),
    inputRms: flag(false, 'ours', 'Divides each row of X by its root mean square before the encoder.'),
    skip: flag(true, 'ours', "Adds a bias-free linear map of a cell's own vector in each layer."),
    near: flag(
      true,
      'ours',
      'Adds a bias-free linear map of the mean over the cells of a receptive field, in each layer.',
    ),
    residual: flag(
      true,
      'ours',
      "Adds the mean of the visible cells within reach, scaled by gene, to the output: the network learns what differs. The scale starts at the slope of each gene's line over that mean.",
    ),
    pool: choice(
      ['sum', 'mean degree'],
      'mean degree',
      'ours',
      'Sums over neighbors as printed, or divided by the mean number of neighbors in the training data.',
    ),
    gate: flag(false, 'paper', 'A second output that says whether a gene is expressed at all (code: yes).'),
    loss: choice(
      ['auto', 'balanced', 'plain'],
      'auto',
      'ours',
      'Balanced squared error (paper), or plain; auto: plain where fewer than 5% of the values are zero.',
    ),
    calibrate: flag(true, 'ours', 'Rescales the start so that what every layer receives has unit size.'),
    mask: number(0.001, 0.9, 0.15, 'ours', 'Share of cells that are removed and predicted (paper: 0.05).', {
      label: 'Masked share',
    }),
    validation: number(
      0,
      0.5,
      0.1,
      'ours',
      'Share of cells, in contiguous tiles, kept out of training to validate it.',
    ),
    epochs: integer(1, 100000, 300, 'ours', 'Passes over the cells.'),
    batchSize: integer(16, 1e6, 4096, 'ours', 'Cells of a training step: whole sections, or one tile of a large one.'),
    learningRate: number(1e-8, 1, 2e-3, 'ours', 'Of AdamW. At 1e-2 training stays long on its plateau.', {
      label: 'Learning rate',
    }),
    weightDecay: number(0, 1, 0.01, 'ours', 'Decoupled weight decay.'),
    warmUp: integer(0, 100000, 3, 'ours', 'Epochs in which the learning rate rises.'),
    fall: number(0, 1, 0.3, 'ours', 'Last share of the steps, in which the learning rate falls to 0.'),
    clip: number(1e-6, 1e6, 5, 'ours', 'Largest length of the gradient over all parameters.'),
  },
  presets: {
    tiny: { dim: 16, hidden: 16, epochs: 20 },
    small: {},
    paper: {
      dim: 1024,
      hidden: 896,
      encoderLayers: 2,
      decoderLayers: 2,
      near: false,
      residual: false,
      mask: 0.05,
      batchSize: 512,
    },
  },
  presetHelp: 'tiny for a first look, small for a tumour on a laptop, paper for the published size, which needs a GPU.',
  firstEpochs: 100,
  sample: 'cycif-tumour',
  looks: [
    {
      label: 'Ask what a change would do',
      imports: ['perturbationWidget'],
      code: 'perturbationWidget({model}, {data})',
    },
    {
      label: 'Paint a change, and see who answers',
      imports: ['perturbationBrush'],
      code: 'perturbationBrush({model}, {data})',
    },
    {
      label: 'How well cells are inferred',
      imports: ['inferExpression'],
      code: 'await inferExpression({model}, {data})',
    },
    {
      label: 'Groups of microenvironments',
      imports: ['cluster', 'spatialView'],
      code: "spatialView(await cluster({data}, { use: 'X_cifm' }), { color: 'leiden' })",
    },
  ],
});
