import { Random } from '../../engine';
import { isFiniteNumber, isList, isText } from '../training/cardChecks';
import type { ModelReader } from '../training/modelFile';
import { cellplmConfig, type CellplmOptions } from './config';
import { createNetwork } from './layout';
import type { CellplmState, CellplmTask } from './state';

const TASKS: readonly CellplmTask[] = ['expression', 'classes', 'perturbations'];
/** Rows that a covariate table may have (ours): published ones have 12,596. */
const MOST_ROWS = 1e6;

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isRows = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_ROWS;

/** How a trained state becomes a file, and the reverse. */
export const cellplmReader: ModelReader<CellplmState> = {
  format: { name: 'cellplm', title: 'CellPLM', version: 1 },
  card: ({ task, values, scale, batches, covariates, classes, untrained }) => ({
    task,
    values,
    scale,
    batches,
    covariates,
    classes,
    untrained,
  }),
  describe({ config: options, features, task, values, scale, batches, covariates, classes, untrained }, parameters) {
    const config = cellplmConfig(options as CellplmOptions);
    const rows = covariates as Partial<CellplmState['covariates']> | undefined;
    const sound =
      isList(features, isText) &&
      TASKS.includes(task as CellplmTask) &&
      (values === 'counts' || values === 'logs') &&
      isFiniteNumber(scale) &&
      scale >= 0 &&
      isList(batches, isText) &&
      isTexts(classes) &&
      (task !== 'classes' || classes.length > 1) &&
      isTexts(untrained) &&
      isRows(rows?.batches) &&
      isRows(rows.datasets);
    if (!sound) return undefined;
    const sizes = { batches: rows.batches!, datasets: rows.datasets! };
    return {
      config,
      features,
      task: task as CellplmTask,
      values,
      scale,
      batches,
      covariates: sizes,
      classes,
      untrained,
      parameters,
    };
  },
  create: (state, parameters) => createNetwork(parameters, state, new Random(0)),
};
