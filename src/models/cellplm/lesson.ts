import type { AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import type { FitOptions } from '../contract';
import type { Stage } from '../training/fitModel';
import type { CellWeights } from '../training/watch/cellWeights';
import { annotationStage, annotationValidator } from './annotation';
import { perturbedGenes, readClasses, readScreen } from './labels';
import { perturbationStage } from './perturbation';
import { pretrainingStage, pretrainingValidator } from './pretraining';
import type { Samples } from './samples';
import type { CellplmState, CellplmTask } from './state';

/** What a training teaches, beside the samples. */
export interface Lesson {
  readonly task: CellplmTask;
  readonly classes: readonly string[];
  /** Genes that it moves the rows of beside those that cells express. */
  readonly genes: readonly string[];
  /** What tells it from other lessons on the same cells. */
  readonly targets: Int32Array;
  readonly notices: readonly string[];
  stage(state: CellplmState, epochs: number, weights: CellWeights): Stage;
}

/** The task that options of fit() ask for, and genes that its vocabulary needs. @throws TissuebookError 'invalid-argument' for two */
export function taskOf(
  where: string,
  tables: readonly AnnData[],
  { labels, perturbations }: FitOptions,
): { task: CellplmTask; more: string[] } {
  if (labels !== undefined && perturbations) {
    throw new TissuebookError('invalid-argument', `${where}: it learns either labels or perturbations.`, {
      argument: 'perturbations',
      found: perturbations,
      advice: 'Train two models from the same weights (from).',
    });
  }
  if (labels !== undefined) return { task: 'classes', more: [] };
  return perturbations
    ? { task: 'perturbations', more: perturbedGenes(tables, perturbations) }
    : { task: 'expression', more: [] };
}

/**
 * What the options of fit() ask a model to learn.
 *
 * @param open cells trained on @param validation cells that it is validated on
 * @throws TissuebookError 'missing-key', 'invalid-argument' as the targets say
 */
export function lessonOf(
  where: string,
  tables: readonly AnnData[],
  samples: Samples,
  { labels, perturbations }: FitOptions,
  open: Int32Array,
  validation: Int32Array,
): Lesson {
  const none = { classes: [], genes: [], notices: [] };
  const validated = validation.length > 0;
  if (labels !== undefined) {
    const { classes, codes, notices } = readClasses(where, tables, labels, open);
    return {
      ...none,
      task: 'classes',
      classes,
      notices,
      targets: codes,
      stage: (state, epochs) => ({
        ...annotationStage(state, samples, codes, open, epochs),
        ...(validated && { validate: annotationValidator(state, samples, codes, validation) }),
      }),
    };
  }
  if (perturbations) {
    const screen = readScreen(where, tables, perturbations, open);
    const few = screen.perturbations
      .filter(({ cells }) => cells.length < FEW)
      .map(({ name, cells }) => `${name} (${cells.length})`);
    const ordered = [screen.controls, ...screen.perturbations.map(({ cells }) => cells)];
    return {
      ...none,
      task: 'perturbations',
      genes: screen.perturbations.flatMap(({ genes }) => genes),
      targets: Int32Array.from(ordered.flatMap((cells) => [cells.length, ...cells])),
      notices: [
        ...(few.length > 0
          ? [
              `Fewer than ${FEW} cells show the perturbation ${few.slice(0, 8).join(', ')}: what is learned of it is mostly noise.`,
            ]
          : []),
        ...(validated
          ? ['Perturbations are trained for all epochs: validation cells are set aside, and not looked at.']
          : []),
      ],
      stage: (state, epochs) => perturbationStage(state, samples, screen, epochs),
    };
  }
  return {
    ...none,
    task: 'expression',
    targets: new Int32Array(0),
    stage: (state, epochs, weights) => ({
      ...pretrainingStage(state, samples, open, weights, epochs),
      ...(validated && { validate: pretrainingValidator(state, samples, validation) }),
    }),
  };
}

/** Cells below which the mean of a perturbation is mostly noise (ours). */
const FEW = 50;
