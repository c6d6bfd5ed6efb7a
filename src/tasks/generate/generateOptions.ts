import { TissuebookError } from '../../errors';
import type { PictureEncoder } from '../../models';
import { anything, checkOptions, flag, integer, listOf, number, objectWith, oneOf, seed as seedCheck, text } from '../../options'; // prettier-ignore
import type { ColumnName, LabelName } from '../../names';

export interface GenerateShapesOptions {
  /** The obs column with the states of cells. */
  state: ColumnName;
  /** The state of the cells that are carried along, and the one where they are to arrive. */
  control: LabelName<'state'>;
  target: LabelName<'state'>;
  /** Further transitions that the model learns beside it, its negatives: [['Immune', 'Treg']]. None. */
  others?: readonly (readonly [string, string])[];
  /** Columns with the shapes of cells. Those that morphologyFeatures finds. */
  features?: readonly string[];
  /**
   * What the model carries: the measured 'features' of shape, or pictures as 'latent' or 'pixels', which take { cells, image }. What the
   * model's setting of that name says, else 'features'.
   */
  space?: 'features' | 'latent' | 'pixels';
  /** The network in whose features pictures are compared: an ONNX file of yours (readOnnxEncoder). randomConvolutions, untrained, unless given. */
  encoder?: PictureEncoder;
  /** Cells of a state whose pictures are compared, and whose average picture is taken; more are drawn from. 500 (ours). */
  most?: number;
  /** The obs column whose groups are held out whole, as patients. Tiles of tissue unless given. */
  groups?: ColumnName;
  /** The obs column of sections, which are tiled apart. The model's unless given. */
  section?: ColumnName;
  /** Tiles along the longer side of a section. 8 (ours). */
  tiles?: number;
  /** Share of the cells that is held out. 0.35 (ours). */
  test?: number;
  /** Goes on where the states differ no more than chance, with a warning. False: refuses, as there is nothing to generate. */
  force?: boolean;
  /** Fixes what is held out and all draws. 0. */
  seed?: number;
  /** Epochs of training; the model's own unless given. */
  epochs?: number;
  signal?: AbortSignal;
  /** Whether a notebook shows the curves of the training. Default true. */
  progress?: boolean;
}

/** @throws TissuebookError 'unknown-option', 'invalid-argument' (no state, control or target; both the same) */
export function checkGenerateOptions(options: GenerateShapesOptions): void {
  checkOptions('generate', options, {
    state: text,
    control: text,
    target: text,
    others: listOf((pair) => (Array.isArray(pair) && pair.length === 2 && !text(pair[0]) && !text(pair[1]) ? undefined : 'two states')), // prettier-ignore
    features: listOf(text),
    space: oneOf('features', 'latent', 'pixels'),
    encoder: objectWith('name', 'side', 'channels', 'embed'),
    most: integer(20, 100_000),
    groups: text,
    section: text,
    tiles: integer(2, 1000),
    test: number(0.05, 0.9),
    force: flag,
    seed: seedCheck,
    epochs: integer(1, 100_000),
    signal: anything,
    progress: flag,
  });
  for (const name of ['state', 'control', 'target'] as const) {
    if (options?.[name] !== undefined) continue;
    throw new TissuebookError('invalid-argument', `generate: ${name} is needed.`, { argument: name });
  }
  if (options.control === options.target) {
    throw new TissuebookError('invalid-argument', 'generate: control and target are one state.', {
      argument: 'target',
      found: options.target,
    });
  }
}
