import {
  anything,
  checkOptions,
  flag,
  integer,
  number,
  oneOf,
  type OptionCheck,
  seed as seedCheck,
} from '../../options';
import { fitOptions } from '../shared/trial';

export interface ImputeEntriesOptions {
  /**
   * Which entries are hidden. 'entries': a share of all, zeros included; they are marked in layers['observed'] (SpaFormer). 'exponential': of each
   * cell a share of the values that are not 0, low ones more often; nothing says which (CellPLM's denoising, see denoise). 'entries'.
   */
  mask?: 'entries' | 'exponential';
  /** Share that is hidden. 0.3 of all entries, as in SpaFormer's paper; 0.1 of a cell's values, as in CellPLM's. */
  share?: number;
  /**
   * What the counts of a cell add up to before the logarithm, in all scores; 'median': the median of what is visible of a cell. 250, as in
   * SpaFormer's code; 10,000 for 'exponential', as in CellPLM's paper.
   */
  scale?: number | 'median';
  /** Fixes which entries are hidden; 0. */
  seed?: number;
  /** Epochs of training; the model's own unless given. */
  epochs?: number;
  signal?: AbortSignal;
  /** Whether a notebook shows the curves of the training. Default true. */
  progress?: boolean;
}

/** The options with their defaults. @throws TissuebookError 'unknown-option', 'invalid-argument' */
export function readImputeEntriesOptions(where: string, options: ImputeEntriesOptions) {
  checkOptions(where, options, {
    mask: oneOf('entries', 'exponential'),
    share: number(0.001, 0.95),
    scale: numberOrMedian,
    seed: seedCheck,
    epochs: integer(1, 100000),
    signal: anything,
    progress: flag,
  });
  const { mask = 'entries', seed = 0 } = options;
  const [share, scale] = mask === 'entries' ? [0.3, 250] : [0.1, 1e4];
  return {
    mask,
    share: options.share ?? share,
    scale: options.scale ?? scale,
    seed,
    fit: fitOptions(options),
  } as const;
}

const numberOrMedian: OptionCheck = (value) =>
  value === 'median' || number(1e-6, 1e9)(value) === undefined ? undefined : "a number above 0, or 'median'";
