import { modelCard } from './card';
import figures from './figures/scmoformer.json';
import { MODEL_NAMES } from './names';
import { choice, integer, modality, number, varpKey, seed } from './setting';

export const scmoformerCard = modelCard({
  id: 'scmoformer',
  name: MODEL_NAMES.scmoformer,
  title: 'scMoFormer: surface proteins from RNA, with a transformer for each kind of node',
  task: 'Predict a modality',
  purpose:
    'Learns from cells with RNA and surface proteins how proteins follow from RNA, on a graph of cells, genes and proteins. ' +
    'It predicts the proteins of cells of which only RNA was measured, and gives every cell a vector.',
  paper:
    'Tang et al. Single-cell multimodal prediction via transformers (CIKM 2023); Wen (2024), dissertation, chapter 3',
  license: "Apache-2.0 (this implementation); the authors' code is MIT, they published no weights.",
  needs: [
    { kind: 'modalities', text: 'two modalities of the same cells: RNA first, then proteins' },
    { kind: 'cells', least: 10, text: 'ten cells or more that have both' },
    { kind: 'note', text: 'RNA: counts, which are normalized to 10,000 a cell and logged, or logged values; never below zero' },
    { kind: 'note', text: 'proteins: centered-log values or others that spread alike; counts are taken as they are, and said' },
    { kind: 'note', text: "a prior graph of the genes in varp, and var['genes'] of the proteins, where there are such" },
  ], // prettier-ignore
  gives: ["obsm['X_scmoformer'] of the RNA", "uns['scmoformer']: configuration, kind, losses"],
  tasks: ['predictModality', 'embed', 'cluster', 'annotate', 'compare'],
  paperFigures: [
    {
      what: 'RMSE, CITE-seq of NeurIPS 2022 (42,843 cells to train on, 140 proteins, another day tested)',
      value: '1.627 ± .007; scMoGNN 1.666, without transformers 1.630',
    },
    {
      what: 'RMSE, bone marrow of NeurIPS 2021 (66,175 cells to train on, 134 proteins)',
      value: '.4199 ± .0023; scMoGNN .426, without transformers .4273',
    },
    { what: 'Correlation over the proteins of a cell, the same data', value: '.886 and .877' },
  ],
  ourFigures: figures,
  limits: [
    'A plain method that looks at the nearest cells comes as near on small data: look at the baselines that predictModality prints.',
    'The gain of the paper over the same graph without transformers is within one standard deviation on one of its two data sets.',
    'Its headline takes the better of three encodings on the test set: none on one data set, random walks on the other.',
    'Prior graphs help where links and neighbors of the proteins are measured; STRING knows well-studied proteins best, so that a gain may partly mean "is studied".',
    'Links did nothing where proteins follow known genes by construction: RMSE .776 with the true links, .778 without, .781 with shuffled ones (simulated CITE-seq, one split). On bone marrow 9 of 134 proteins are linked.',
    'Without any transformer it did better on 400 simulated cells (three folds, one seed): RMSE .735, with all of them .765, with and without prior knowledge or encodings .762.',
    'One direction only. A cell of a type that training did not hold gets the proteins of what it resembles.',
    'Company: what a cell is shown among moves its answer. By default each cell is answered among training cells alone; the result of a training says by how much the answers differ when asked in other company.',
    "Its layout is that of the paper; the authors' is known, and it never met real weights.",
  ],
  settings: {
    seed,
    from: modality('paper', 'The modality that is given; the first of the data unless named.', { label: 'From' }),
    to: modality('paper', 'The modality that is predicted; the other one unless named.', { label: 'To' }),
    geneGraph: varpKey('paper', 'Key of varp of the genes with a prior graph.', { label: 'Graph of genes' }),
    proteinGraph: varpKey('paper', 'Key of varp of the proteins with a prior graph.'),
    prior: choice(
      ['all', 'links', 'none'],
      'all',
      'paper',
      'Which prior knowledge is used: graphs and links of genes with their proteins, the links alone, or none.',
      { label: 'Prior knowledge' },
    ),
    encoding: choice(
      ['none', 'walk', 'laplacian'],
      'none',
      'paper',
      'What tells a gene where it lies in its prior graph: returns of random walks, or eigenvectors of the Laplacian.',
      { label: 'Encoding' },
    ),
    encodingColumns: integer(1, 64, 10, 'code', 'Columns of the encoding.'),
    attending: choice(
      ['all', 'cell', 'gene', 'protein', 'none'],
      'all',
      'paper',
      'Which nodes attend to each other; fewer are the ablations of the paper.',
      { label: 'Transformers' },
    ),
    rank: integer(1, 512, 64, 'ours', 'Components of the decomposition that cells and genes start from (code: 128).'),
    width: integer(1, 4096, 128, 'ours', 'Channels of a node (code: 512).', { label: 'Width' }),
    layers: integer(1, 32, 3, 'code', 'Rounds of messages and attention.', { label: 'Layers' }),
    heads: integer(1, 64, 8, 'code', 'Heads of the attention; they divide the width.'),
    attention: choice(
      ['performer', 'softmax'],
      'performer',
      'paper',
      'Performer grows with the nodes, softmax with their square.',
    ),
    features: integer(1, 1024, 32, 'ours', 'Random directions of performer (code: 266).'),
    company: choice(
      ['training', 'data'],
      'training',
      'ours',
      'Whom a cell is answered among: training cells that the model keeps, each cell for itself, or, as published, all cells of the data at hand.',
      { label: 'Company' },
    ),
    contextCells: integer(1, 65536, 2048, 'ours', 'Most training cells that the model keeps as company.'),
    batchSize: integer(2, 65536, 2048, 'ours', 'Most cells of a step; the batches are drawn anew in every epoch (code: 3,000 to 10,000).'),
    cellDropout: number(0, 0.99, 0.2, 'ours', 'Share of the start values of cells that a step leaves out (code: .5).'),
    edgeDropout: number(0, 0.99, 0.2, 'ours', 'Share of the edges of cells and genes that a step leaves out (code: .5).'),
    validationShare: number(0, 0.5, 0, 'ours', 'Share of the cells that training is validated on, drawn at random (paper: .15 to .2).'),
    epochs: integer(1, 100000, 300, 'ours', 'Passes over the cells.'),
    learningRate: number(1e-8, 1, 1e-3, 'code', 'Of AdamW.', { label: 'Learning rate' }),
    schedule: choice(['cosine', 'plateau'], 'cosine', 'ours', 'The rate falls to 0 along a cosine, or by a tenth when validation has not improved for 20 epochs (code).'),
    weightDecay: number(0, 1, 1e-5, 'code', 'Of AdamW.'),
    clip: number(1e-6, 1e6, 2, 'ours', 'Largest length of the gradient over all parameters.'),
  }, // prettier-ignore
  presets: {
    tiny: { width: 32, layers: 2, heads: 4, rank: 32, learningRate: 5e-3 },
    small: {},
    paper: {
      width: 512,
      rank: 128,
      features: 266,
      batchSize: 10000,
      contextCells: 10000,
      cellDropout: 0.5,
      edgeDropout: 0.5,
      validationShare: 0.15,
      schedule: 'plateau',
      epochs: 1000,
    },
  },
  presetHelp: 'tiny for some hundred cells; paper has the width of the authors and wants a GPU.',
  firstEpochs: 300,
  looks: [
    {
      label: 'How near it comes to held-out cells, beside plain methods',
      imports: ['predictModality'],
      code: "await predictModality({model}, {data}, { from: 'rna', to: 'prot' })",
    },
    {
      label: 'What each layer adds to the prediction',
      imports: ['barsView'],
      code: 'barsView(await {model}.layerWeights({data}))',
    },
  ],
});
