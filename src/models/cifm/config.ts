import { flag, integer, number, oneOf } from '../../options';
import { optionalText, resolveSettings, setting, type Presets, type Settings } from '../contract/setting';
import type { Normalization } from './layer';

/** What X holds: 'auto' looks whether all its values are whole numbers from 0. */
export type CifmInput = 'auto' | 'counts' | 'prepared';

/**
 * Which error training lowers. 'balanced' (equation B11): expressed and silent entries weigh 1/2 each. 'plain': all entries
 * alike. 'auto': plain where fewer than 1 in 20 values are zero, as among protein intensities, whose few zeros would rule.
 */
export type CifmLoss = 'auto' | 'balanced' | 'plain';

/** Everything that makes a CI-FM model what it is; recorded in its results and checkpoints. */
export interface CifmConfig {
  /** Fixes start values, masks and tiles: the same seed and data give the same model. */
  seed: number;
  /** Column of obs with the tissue section (image, sample) of a cell; '' for one section. */
  section: string;
  input: CifmInput;
  dropMitochondrial: boolean;
  /** Cells at most this far apart hear each other, in the unit of the positions. */
  radius: number | 'auto';
  dim: number;
  hidden: number;
  encoderLayers: number;
  decoderLayers: number;
  normalize: Normalization;
  intensityScale: boolean;
  inputRms: boolean;
  skip: boolean;
  near: boolean;
  residual: boolean;
  pool: 'sum' | 'mean degree';
  gate: boolean;
  loss: CifmLoss;
  calibrate: boolean;
  mask: number;
  validation: number;
  epochs: number;
  batchSize: number;
  learningRate: number;
  weightDecay: number;
  warmUp: number;
  fall: number;
  clip: number;
}

/** Every option of CI-FM with its default ('small') and the source of that default. */
export const cifmSettings: Settings<CifmConfig> = {
  seed: setting(integer(0, 0xffffffff), 0, 'ours', 'Seed of everything random.'),
  section: setting(optionalText, '', 'ours', 'Column of obs that tells tissue sections apart.'),
  input: setting<CifmInput>(
    oneOf('auto', 'counts', 'prepared'),
    'auto',
    'ours',
    'Counts are normalized to 10,000 a cell and log1p is taken (paper); prepared values are used as they are. auto looks.',
  ),
  dropMitochondrial: setting(flag, true, 'paper', 'Leaves out genes whose name starts with MT- or mt-.'),
  radius: setting<number | 'auto'>(
    (value) => (value === 'auto' || !number(1e-9)(value) ? undefined : "a number above 0, or 'auto'"),
    'auto',
    'ours',
    'Reach of a cell, in the unit of the positions (paper: 20 um for cells, 150 um for Visium spots). auto: the median distance to the 12th nearest cell.',
  ),
  dim: setting(integer(1, 8192), 64, 'ours', 'Width of a microenvironment vector.'),
  hidden: setting(integer(1, 8192), 64, 'ours', 'Width inside of the MLPs, and of a message.'),
  encoderLayers: setting(integer(1, 12), 1, 'ours', 'Layers of the encoder: how many steps a cell sees.'),
  decoderLayers: setting(integer(1, 12), 1, 'ours', 'Layers of the decoder.'),
  normalize: setting<Normalization>(
    oneOf('none', 'rms', 'layer'),
    'rms',
    'ours',
    "Between layers: 'none' as printed in the paper (unstable), 'rms' (ours), 'layer' as in the authors' code.",
  ),
  intensityScale: setting(flag, true, 'ours', 'Divides inner products by sqrt(width), or by the width with layer.'),
  inputRms: setting(flag, false, 'ours', 'Divides each row of X by its root mean square before the encoder.'),
  skip: setting(flag, true, 'ours', "Adds a bias-free linear map of a cell's own vector in each layer."),
  near: setting(
    flag,
    true,
    'ours',
    'Adds a bias-free linear map of the mean over the cells that a cell hears, in each layer.',
  ),
  residual: setting(
    flag,
    true,
    'ours',
    'Adds the mean of the visible cells within reach, scaled by gene, to the output: the network learns what differs.',
  ),
  pool: setting<'sum' | 'mean degree'>(
    oneOf('sum', 'mean degree'),
    'mean degree',
    'ours',
    'Sums over neighbors as printed, or divided by the mean number of neighbors in the training data.',
  ),
  gate: setting(flag, false, 'paper', 'A second output that says whether a gene is expressed at all (code: yes).'),
  loss: setting<CifmLoss>(
    oneOf('auto', 'balanced', 'plain'),
    'auto',
    'ours',
    'Balanced squared error (paper), or plain; auto: plain where fewer than 5% of the values are zero.',
  ),
  calibrate: setting(flag, true, 'ours', 'Rescales the start so that every layer hears its neighbors at unit size.'),
  mask: setting(number(0.001, 0.9), 0.15, 'ours', 'Share of cells that are removed and predicted (paper: 0.05).'),
  validation: setting(
    number(0, 0.5),
    0.1,
    'ours',
    'Share of cells, in contiguous tiles, kept out of training to judge it.',
  ),
  epochs: setting(integer(1, 100000), 300, 'ours', 'Passes over the cells.'),
  batchSize: setting(
    integer(16, 1e6),
    4096,
    'ours',
    'Cells of a training step: whole sections, or one tile of a large one.',
  ),
  learningRate: setting(number(1e-8, 1), 2e-3, 'ours', 'Of AdamW. At 1e-2 training stays long on its plateau.'),
  weightDecay: setting(number(0, 1), 0.01, 'ours', 'Decoupled weight decay.'),
  warmUp: setting(integer(0, 100000), 3, 'ours', 'Epochs in which the learning rate rises.'),
  fall: setting(number(0, 1), 0.3, 'ours', 'Last share of the steps, in which the learning rate falls to 0.'),
  clip: setting(number(1e-6, 1e6), 5, 'ours', 'Largest length of the gradient over all parameters.'),
};

export type CifmPreset = 'tiny' | 'small' | 'paper';

/** tiny: for tests. small: a tumour on a laptop. paper: about 100 million parameters at 18,000 genes, for a GPU. */
export const cifmPresets: Presets<CifmConfig, CifmPreset> = {
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
};

/** What a user may give to `zoo.create('cifm', ...)`. */
export type CifmOptions = { preset?: CifmPreset } & Partial<CifmConfig>;

/**
 * The configuration that the options mean.
 * @throws TissuebookError kind 'unknown-option' or 'invalid-argument'
 */
export function cifmConfig(options: CifmOptions = {}): CifmConfig {
  return resolveSettings('cifm', cifmSettings, cifmPresets, options);
}
