import { modelCard } from './card';
import { MODEL_NAMES } from './names';
import ourFigures from './figures/scmognn.json';
import { choice, integer, integerOrAuto, modality, number, numberOrAuto, obsColumn, varpKey, seed } from './setting';

export const scmognnCard = modelCard({
  id: 'scmognn',
  name: MODEL_NAMES.scmognn,
  title: 'scMoGNN: two modalities on a graph of cells and features',
  task: 'Predict a modality',
  purpose:
    'Joins cells with the features that they express in one graph and lets messages run along it. It predicts one modality from ' +
    'another, finds which cell of one modality is which of another, or puts both into one embedding.',
  paper: 'Wen et al. Graph neural networks for multimodal single-cell data integration',
  license: 'Apache-2.0 (this implementation); the authors published no weights, and their code has no license.',
  needs: [
    {
      kind: 'values',
      text: 'X of both modalities: finite values, normalized (logarithms of counts, centered log ratios)',
    },
    { kind: 'modalities', text: 'two modalities of the same cells, as a MuData: readH5mu, toMuData or obsmToMuData' },
    { kind: 'cells', least: 10, text: 'ten cells or more that have both' },
    { kind: 'note', text: 'a prior graph of the genes in varp, where one is named (option prior)' },
  ],
  gives: [
    "obsm['X_scmognn'] of the whole, for predictions and joint embeddings",
    "uns['scmognn']: configuration, layer weights, losses",
  ],
  tasks: ['predictModality', 'match', 'jointEmbed', 'compare'],
  paperFigures: [
    {
      what: 'RMSE of proteins from RNA, of RNA from proteins (66,175 bone marrow cells, ensemble)',
      value: '.3809, .3223',
    },
    { what: 'The same by truncated SVD and linear regression', value: '.4395, .3344' },
    { what: 'Matching of RNA and proteins, mean probability of the true pair (15,066 cells)', value: '.0810' },
    { what: 'Joint embedding of RNA and proteins: NMI, type ASW, mean of six scores', value: '.8499, .6496, .8168' },
  ],
  ourFigures,
  limits: [
    'On 311 bone marrow cells a mean of the 15 nearest cells predicts proteins as well, and canonical correlation finds as many partners: look at the plain methods that every task prints beside it.',
    'Much of a published matching score is blocks of batches and one-to-one assignment, which help any method: match says the network alone first.',
    'Joint embeddings that learned from cell types score well by cell types: compare them with linear discriminants, on held-out cells.',
    'On small data (311 cells) neither a prior graph of gene sets nor more layers helped.',
    'The first layer says the same of all cells, since they start alike; its weight is a constant.',
    'Features that a step does not draw are not heard in it (featuresPerStep): with few of them the training sees another graph than answers do. What an answer holds is a table of all cells and features: of 100,000 peaks ask for some thousand cells at a time, or write them block by block.',
  ],
  settings: {
    seed,
    task: choice(
      ['prediction', 'matching', 'joint'],
      'prediction',
      'paper',
      'What it is trained for: one modality from another, pairs of cells, or one embedding of both. Tasks choose it themselves.',
      { label: 'Task' },
    ),
    from: modality('paper', 'The modality that is given; the first of the data unless named.', { label: 'From' }),
    to: modality('paper', 'The other modality; the second of the data unless named.', { label: 'To' }),
    width: integer(1, 4096, 48, 'code', 'Channels of a node.', { label: 'Width' }),
    layers: numberOrAuto(
      1,
      16,
      'paper',
      'Levels of the graph, the input included. auto: 4 for prediction, 3 for matching, 2 for joint.',
    ),
    residual: choice(
      ['initial', 'previous'],
      'initial',
      'paper',
      'What messages are added to: the first layer, which helped, or the one before.',
    ),
    weighting: choice(
      ['raw', 'symmetric'],
      'raw',
      'paper',
      'Edges weigh what is expressed, normed by groups afterwards, or divided by the degrees of both ends.',
    ),
    groups: integer(0, 64, 4, 'code', 'Groups that messages are normed in; they divide the width, 0 for none.'),
    activation: choice(['relu', 'gelu'], 'relu', 'paper', "Of messages; gelu in the authors' code."),
    prior: varpKey('paper', 'Key of varp of the given modality with a prior graph of features.', {
      label: 'Graph of genes',
    }),
    alpha: numberOrAuto(
      0,
      1,
      'ours',
      'Share of the prior in what features hear (paper: .5). auto: learned, from .5 on.',
    ),
    graph: choice(
      ['training', 'joined'],
      'training',
      'ours',
      'What features heard when a cell is asked about: from the training cells alone, or, as published, from all cells of the data at hand.',
      { label: 'Graph' },
    ),
    inputs: choice(
      ['pca', 'lsi'],
      'pca',
      'ours',
      'What a modality with many features is reduced by for matching and joint: components of X, or, as published, of its term frequencies.',
    ),
    components: integer(2, 1024, 50, 'ours', 'Components of such a modality (code: 256).'),
    hidden: integer(1, 4096, 128, 'ours', 'Hidden channels for matching and joint (code: 512 and 150).'),
    embedding: integer(1, 1024, 64, 'code', 'Width of the vectors for matching and joint, at least the types and 16.'),
    temperature: numberOrAuto(
      1e-4,
      100,
      'ours',
      'What cosines are divided by (paper: 1, which hardly trains). auto: learned, from exp(-2.74) on, the fixed number of the code.',
    ),
    auxiliary: number(0, 100, 1, 'paper', 'Weight of the losses that decode one modality from the other in matching.'),
    beta: number(
      0,
      100,
      1e-3,
      'ours',
      'Weight of the length of the columns of a joint embedding that are neither types nor phases, which leaves batches no room.',
    ),
    phase: obsColumn(
      'code',
      'Column of obs with the phase of the cell cycle, by name, or a score of it, which columns of a joint embedding learn.',
    ),
    phaseWeight: number(0, 100, 0.07, 'code', 'Weight of the squared error of those columns.'),
    dropout: numberOrAuto(
      0,
      0.95,
      'ours',
      'Share of edges or hidden channels that a step leaves out. auto: .2 for prediction, .5 for matching, .3 for joint.',
    ),
    batchSize: integer(2, 65536, 2000, 'code', 'Most cells of a step.'),
    featuresPerStep: integerOrAuto(
      1,
      1e6,
      'code',
      'Features of the given modality that a step of a prediction takes, drawn anew each time, those that are expressed more being likelier. auto: all of up to 20,000, else 70 % of them, as for peaks of chromatin.',
    ),
    targetsPerStep: integer(
      1,
      1e6,
      10000,
      'ours',
      'Most features of the other modality that a step of a prediction is scored on, drawn anew each time.',
    ),
    validationShare: number(0, 0.5, 0.15, 'code', 'Share of the cells that the best epoch is chosen by.'),
    epochs: integer(
      1,
      100000,
      150,
      'ours',
      'Passes over the cells; twice as many for matching when a task chooses it.',
    ),
    learningRate: numberOrAuto(
      1e-8,
      1,
      'ours',
      'Of AdamW, falling to 0 along a cosine. auto: .01 for prediction (code), .002 for the others.',
      { label: 'Learning rate' },
    ),
    weightDecay: numberOrAuto(0, 10, 'ours', 'Of AdamW. auto: .1 for matching, else .0001.'),
    clip: number(1e-6, 1e6, 5, 'ours', 'Largest length of the gradient over all parameters.'),
  },
  presets: {
    tiny: { width: 16, hidden: 32, embedding: 16 },
    small: {},
    paper: { activation: 'gelu', inputs: 'lsi', components: 256, hidden: 512, graph: 'joined', alpha: 0.5 },
  },
  presetHelp: 'small is the published width, which trains on a laptop; paper has the published inputs.',
  firstEpochs: 100,
  looks: [
    {
      label: 'How well it predicts the other modality',
      imports: ['predictModality'],
      code: "await predictModality({model}, {data}, { from: 'rna', to: 'prot' })",
    },
    {
      label: 'How well it finds partners',
      imports: ['match'],
      code: "await match({model}, {data}, { from: 'rna', to: 'prot' })",
    },
  ],
});
