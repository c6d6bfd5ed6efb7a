import { modelCard } from './card';
import figures from './figures/stalign.json';
import { MODEL_NAMES } from './names';
import { positions } from './needs';
import { choice, flag, integer, number, numberOrAuto, obsColumn, obsmKey, seed } from './setting';

export const stalignCard = modelCard({
  id: 'stalign',
  name: MODEL_NAMES.stalign,
  title: 'ST-Align: pictures and genes of spots and niches, aligned',
  task: 'Align pictures and genes',
  purpose:
    'Learns vectors in which the picture of a spot and what it expresses lie near each other, and likewise the picture and the mean ' +
    'expression of its niche. From the picture alone genes can be read, and profiles be found for pictures and the reverse.',
  paper:
    'Lin et al. ST-Align: a multimodal foundation model for image-gene alignment in spatial transcriptomics (2024)',
  license: 'Apache-2.0 (this implementation); the authors published code without a license, and no weights.',
  needs: [
    { kind: 'values', text: 'X: counts of spots or cells; values that are no counts are taken as logged' },
    positions,
    { kind: 'image', text: 'a picture of the tissue: { cells, image: new ImageSource(imageOf(adata)) }' },
    { kind: 'cells', least: 8, text: 'eight spots or more' },
    { kind: 'note', text: 'where there are several sections, a column of obs that tells them apart (option section)' },
  ],
  gives: [
    "obsm['X_stalign']: the fused vector of each spot",
    "obsm['X_stalign_niche']: the fused vector of its niche",
    "obsm['X_stalign_image']: of the picture alone, spot and niche side by side",
    "obsm['X_stalign_gene']: of expression alone, spot and niche side by side",
    "uns['stalign']: configuration, encoders, losses",
  ],
  tasks: ['imageToGene', 'retrieve', 'embed', 'cluster', 'annotate', 'compare'],
  paperFigures: [
    {
      what: 'Spatial clusters without labels, six slices of human cortex (DLPFC), ARI',
      value: '.340; scanpy .264, scGPT .262, CLIP .256, PLIP .248',
    },
    {
      what: 'Nine genes from the picture of a spot, 20% of spots drawn at random, MSE',
      value: '.168; CLIP .184 (printed; its rows give .185), Hibou .185',
    },
    { what: 'Without the loss between spots and niches', value: 'ARI .162, MSE .171' },
    { what: 'Without trained encoders', value: 'ARI .259, MSE .180' },
  ],
  ourFigures: figures,
  limits: [
    'The layout is known from paper and code; it never met weights of the authors, as there are none. The scale of the published MSE is not stated.',
    'With spots drawn at random a test spot shares pixels and expression with its neighbors: whole sections are the fair test.',
    'The six slices of the paper are of three donors. Retrieval and learning from few labels are no claims of the paper.',
    'A few hundred spots of one section are soon learned by heart: look at the other section only, and at the colors and textures beside it.',
    'Smoothing alone can raise the agreement of clusters with layers: compare with components of expression averaged over neighbors.',
    'On genes that follow no layer, single pictures of the nucleus say little: there plain encoders were as good in the paper (UNI .049 against .052).',
    'The network of a picture is trained on the slides at hand, not on a collection of pathology pictures; vectors of such an encoder can be given (nicheImage).',
  ],
  settings: {
    seed,
    section: obsColumn('ours', 'Column of obs that tells sections apart.', { label: 'Sections' }),
    spotWidth: numberOrAuto(
      1e-9,
      1e9,
      'ours',
      'Width of the picture of a spot, in the unit of the positions. auto: 0.6 of the distance between spots.',
    ),
    nicheWidth: numberOrAuto(
      1e-9,
      1e9,
      'ours',
      'Width of the picture of a niche, in the unit of the positions. auto: three times the distance between spots.',
    ),
    side: integer(8, 256, 28, 'paper', 'Pixels along each side of a picture as the network sees it.'),
    neighbors: integer(1, 100, 3, 'paper', 'Nearest other spots that make up the niche of a spot.', { label: 'Niche' }),
    genes: integer(1, 100000, 1000, 'ours', 'Genes of the largest variance that are used, at most.'),
    standardize: choice(
      ['section', 'training'],
      'section',
      'ours',
      'By what colors and expression are brought to a common scale: by the section itself, which takes its stain out, or by the training data.',
    ),
    imageEncoder: choice(
      ['small', 'tiny', 'resnet50'],
      'small',
      'ours',
      'The residual network of pictures (AE-Img); resnet50 is the published one.',
    ),
    nicheImage: obsmKey(
      'paper',
      'Key of obsm with vectors of niche pictures by an encoder of your own; trained here unless given.',
    ),
    spotGene: obsmKey(
      'paper',
      'Key of obsm with vectors of spot expression by an encoder of your own; principal components unless given.',
    ),
    components: integer(1, 1000, 50, 'ours', 'Principal components of spot expression, where no vectors are given.'),
    patch: integer(1, 10000, 50, 'ours', 'Genes of a token of the niche gene encoder (AE-Gene).'),
    geneWidth: integer(1, 4096, 256, 'ours', 'Channels of its tokens.'),
    geneHeads: integer(1, 64, 8, 'paper', 'Heads of its attention; they divide its width.'),
    geneLayers: integer(1, 64, 6, 'paper', 'Its transformer layers.'),
    geneNorm: choice(['post', 'pre'], 'post', 'paper', 'Where its layers norm: after (paper) or before (code).'),
    tokens: integer(1, 512, 16, 'ours', 'Rows that fusion reads a vector as (s).'),
    channels: integer(2, 4096, 32, 'ours', 'Channels of such a row (l), an even number.'),
    fusion: choice(
      ['paper', 'official', 'concatenation'],
      'paper',
      'paper',
      'How picture and genes are fused: by the attention of the paper (ABFN), by that of the code, or side by side.',
      { label: 'Fusion' },
    ),
    spotShare: number(0, 1, 0.3, 'code', 'Share of the loss between pictures and genes of spots.'),
    nicheShare: number(
      0,
      1,
      0.3,
      'code',
      'Share of the loss of niches; the rest goes to that between fused spots and fused niches.',
    ),
    negatives: choice(
      ['batch', 'clusters'],
      'batch',
      'ours',
      'What a spot is told apart from: all others of its step, or one of each other cluster of its section in the step (code: of the slide).',
    ),
    temperature: number(1e-3, 100, 0.1, 'code', 'What similarities are divided by, at the start.'),
    learnTemperature: flag(true, 'ours', 'Whether the temperature is learned.'),
    positiveInDenominator: flag(
      true,
      'ours',
      'Whether the right partner counts in the denominator, as usual; equations 10 and 11 leave it out.',
    ),
    jitter: number(
      0,
      1,
      0.2,
      'ours',
      'How far training changes the colors of a picture, in deviations; it also turns and flips it.',
    ),
    orientations: flag(
      true,
      'ours',
      'Whether the vector of a picture is the mean over its eight orientations, so that turning it changes nothing.',
    ),
    epochs: integer(1, 100000, 100, 'code', 'Passes over the spots.'),
    batch: integer(2, 65536, 64, 'code', 'Spots of a step; the others of a step are what a spot is told apart from.'),
    learningRate: number(1e-8, 1, 5e-4, 'paper', 'Of AdamW, after a linear rise falling along a cosine.', {
      label: 'Learning rate',
    }),
    warmUp: number(0, 1, 0.02, 'code', 'Share of the steps over which the learning rate rises.'),
    weightDecay: number(0, 10, 0.04, 'code', 'Of AdamW at the start, none on vectors.'),
    weightDecayEnd: number(0, 10, 0.4, 'code', 'Of AdamW at the end, along a cosine.'),
  },
  presets: {
    tiny: {
      imageEncoder: 'tiny',
      components: 50,
      geneWidth: 32,
      geneHeads: 4,
      geneLayers: 2,
      tokens: 8,
      channels: 8,
      learningRate: 2e-3,
      epochs: 40,
    },
    small: {},
    paper: { imageEncoder: 'resnet50' },
  },
  presetHelp:
    'tiny for a section or two on a laptop; paper has the published networks, without the encoders of others.',
  firstEpochs: 40,
  looks: [
    {
      label: 'How well genes are read off the picture',
      imports: ['imageToGene'],
      code: 'await imageToGene({model}, {data})',
    },
    {
      label: 'Profiles for pictures, and pictures for profiles',
      imports: ['retrieve'],
      code: 'await retrieve({model}, {data})',
    },
  ],
});
