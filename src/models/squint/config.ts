import { TissuebookError } from '../../errors';
import { flag, integer, number, oneOf } from '../../options';
import { optionalText, resolveSettings, setting, type Presets, type Settings } from '../contract/setting';

/** What X holds: 'auto' looks whether all its values are whole numbers from 0. */
export type SquintLikelihood = 'auto' | 'negative-binomial' | 'gaussian';

/** Whose network a model has. */
export type SquintLayout = 'paper' | 'official' | 'official-plain';

/** Everything that makes a SQUINT model what it is; recorded in its results and checkpoints. */
export interface SquintConfig {
  /** Fixes start values, masks, tiles and noise: the same seed and data give the same tokens. */
  seed: number;
  likelihood: SquintLikelihood;
  /** Column of obs with the tissue section (image, batch) of a cell; '' for one section. */
  section: string;
  /** Whether a cell is told its section. Without it sections are only kept apart, and new ones can be read. */
  sectionCovariate: boolean;
  neighbors: number;
  rbf: number;
  /**
   * 'paper': the network that this library trains. 'official': the authors' code, with covariates and masking, for weights that
   * were converted; 'official-plain': the same without both.
   */
  layout: SquintLayout;
  /** How a cell hears its neighbors: GraphSAGE, graph attention or graph isomorphism. */
  layer: 'sage' | 'gat' | 'gin';
  hidden: number;
  dim: number;
  heads: number;
  codes: number;
  attributeWeight: number;
  /** 'auto': 30 beside a negative binomial, 1 beside a Gaussian, whose loss is some fifty times smaller. */
  adjacencyWeight: number | 'auto';
  quantizerWeight: number;
  maskWeight: number;
  commitment: number;
  maskFrom: number;
  maskTo: number;
  maskNoise: number;
  /** What a masked cell hears in its graph layer. */
  masked: 'graph' | 'observed';
  emaDecay: number;
  deadThreshold: number;
  kmeansIterations: number;
  kmeansCells: number;
  epochs: number;
  batchSize: number;
  tileSize: number;
  learningRate: number;
  clip: number;
}

/** Every option of SQUINT with its default ('small') and the source of that default. */
export const squintSettings: Settings<SquintConfig> = {
  seed: setting(integer(0, 0xffffffff), 0, 'ours', 'Seed of everything random.'),
  likelihood: setting<SquintLikelihood>(
    oneOf('auto', 'negative-binomial', 'gaussian'),
    'auto',
    'ours',
    'Negative binomial for counts (paper); Gaussian for protein intensities, with a linear decoder (ours).',
  ),
  section: setting(optionalText, '', 'ours', 'Column of obs that tells tissue sections apart.'),
  sectionCovariate: setting(
    flag,
    true,
    'paper',
    'Whether a cell is told its section. Off, sections are only kept apart, and a trained model reads new ones.',
  ),
  neighbors: setting(integer(1, 100), 8, 'code', 'Nearest neighbors of a cell; the graph is made symmetric.'),
  rbf: setting(integer(2, 256), 16, 'ours', 'Radial basis functions of the neighbor distances.'),
  layout: setting<SquintLayout>(
    oneOf('paper', 'official', 'official-plain'),
    'paper',
    'ours',
    "The network: as in the paper, or as in the authors' code, which only reads converted weights (tissuebook convert).",
  ),
  layer: setting<'sage' | 'gat' | 'gin'>(
    oneOf('sage', 'gat', 'gin'),
    'sage',
    'paper',
    'Graph layer: GraphSAGE with mean pooling, graph attention with 4 heads, or graph isomorphism.',
  ),
  hidden: setting(integer(1, 8192), 128, 'ours', 'Width of the hidden layers of encoder and decoders.'),
  dim: setting(integer(1, 8192), 64, 'ours', 'Width of the latent vector of a cell.'),
  heads: setting(integer(1, 64), 1, 'ours', 'Parts the latent is cut into, each with a codebook (paper: several).'),
  codes: setting(integer(2, 65536), 64, 'ours', 'Codes of a codebook (paper: 5,000, and 50 for stacks).'),
  attributeWeight: setting(number(0, 1e6), 1, 'code', 'Weight of the expression term (equation 5).'),
  adjacencyWeight: setting<number | 'auto'>(
    (value) => (value === 'auto' || !number(0, 1e6)(value) ? undefined : "a number from 0 to 1000000, or 'auto'"),
    'auto',
    'ours',
    'Weight of the edge term (equation 5; code: 1). auto: 30 for counts, 1 for intensities.',
  ),
  quantizerWeight: setting(number(0, 1e6), 1, 'code', 'Weight of the codebook and commitment terms (equation 3).'),
  maskWeight: setting(number(0, 1e6), 0.001, 'code', 'Weight of the squared length of the mask token.'),
  commitment: setting(number(0, 1e6), 1, 'paper', 'Weight of the commitment term beside the codebook term.'),
  maskFrom: setting(number(0, 0.95), 0.2, 'paper', 'Share of masked cells at the start.'),
  maskTo: setting(number(0, 0.95), 0.6, 'paper', 'Share of masked cells at the end.'),
  maskNoise: setting(number(0, 10), 1e-4, 'code', 'Standard deviation of the noise on the mask token.'),
  masked: setting<'graph' | 'observed'>(
    oneOf('graph', 'observed'),
    'graph',
    'paper',
    "What a masked cell hears: its graph neighbors, masked or not, or ('observed', ours) its nearest observed cells; then half of the masks are contiguous blocks.",
  ),
  emaDecay: setting(number(0, 0.9999), 0.8, 'paper', 'Decay of the moving averages of the codes.'),
  deadThreshold: setting(number(0, 1e6), 0.1, 'ours', 'A code with a smaller moving count is re-seeded (code: 2).'),
  kmeansIterations: setting(integer(0, 1000), 10, 'code', 'Iterations of the k-means start of the codes.'),
  kmeansCells: setting(integer(2, 1e6), 16384, 'ours', 'Cells that the k-means start looks at, at most.'),
  epochs: setting(integer(1, 100000), 20, 'paper', 'Passes over the cells.'),
  batchSize: setting(integer(1, 65536), 256, 'code', 'Cells of a training step.'),
  tileSize: setting(
    integer(1, 65536),
    16,
    'ours',
    'Cells of one contiguous tile; a batch has batchSize / tileSize tiles.',
  ),
  learningRate: setting(number(1e-8, 1), 1e-3, 'ours', 'Of Adam, falling to 0 along a cosine (code: 5e-4, constant).'),
  clip: setting(number(1e-6, 1e6), 5, 'ours', 'Largest length of the gradient over all parameters.'),
};

export type SquintPreset = 'tiny' | 'small' | 'paper' | 'official';

/**
 * tiny: for tests and first looks. small: a tumour or two on a laptop. paper: the published sizes. official: the authors' code
 * with its sizes, to read converted weights with; it is not trained here.
 */
export const squintPresets: Presets<SquintConfig, SquintPreset> = {
  tiny: { hidden: 32, dim: 16, codes: 16, rbf: 8, epochs: 5 },
  small: {},
  paper: { hidden: 400, dim: 256, heads: 8, codes: 5000, learningRate: 5e-4 },
  official: {
    layout: 'official',
    hidden: 400,
    dim: 256,
    heads: 10,
    codes: 5000,
    rbf: 8,
    likelihood: 'negative-binomial',
  },
};

/** The weight that 'auto' stands for. */
export function adjacencyWeightOf(config: Pick<SquintConfig, 'adjacencyWeight'>, gaussian: boolean): number {
  if (config.adjacencyWeight !== 'auto') return config.adjacencyWeight;
  return gaussian ? 1 : 30;
}

/** What a user may give to `zoo.create('squint', ...)`. */
export type SquintOptions = { preset?: SquintPreset } & Partial<SquintConfig>;

/**
 * The configuration that the options mean.
 * @throws TissuebookError kind 'unknown-option' or 'invalid-argument'
 */
export function squintConfig(options: SquintOptions = {}): SquintConfig {
  const config = resolveSettings('squint', squintSettings, squintPresets, options);
  // The authors project the latent up, so that each head has its full width.
  if (config.layout === 'paper' && config.dim % config.heads !== 0) {
    throw new TissuebookError(
      'invalid-argument',
      `squint: dim (${config.dim}) must be a multiple of heads (${config.heads}).`,
      {
        argument: 'heads',
        found: config.heads,
      },
    );
  }
  if (config.maskTo < config.maskFrom) {
    throw new TissuebookError(
      'invalid-argument',
      `squint: maskTo (${config.maskTo}) is below maskFrom (${config.maskFrom}).`,
      {
        argument: 'maskTo',
        found: config.maskTo,
      },
    );
  }
  return config;
}
