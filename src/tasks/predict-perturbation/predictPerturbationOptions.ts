import type { PerturbationColumn } from '../../models';
import {
  anything,
  checkOptions,
  flag,
  integer,
  listOf,
  number,
  objectWith,
  seed as seedCheck,
  text,
} from '../../options';

export interface PredictPerturbationTaskOptions {
  /** Which column of obs says what is perturbed in a cell, genes joined by +, and what it says of unperturbed cells. */
  perturbations: PerturbationColumn;
  /** Perturbations that training does not see, as the column names them; drawn by the seed unless given. */
  heldOut?: string[];
  /** Share of the perturbations that is drawn. 0.25, as CellPLM's evaluation on Adamson's screen. */
  share?: number;
  /** Perturbations of fewer cells are left out. 10 (ours). */
  least?: number;
  /** Fixes the halves of the controls, the halves of cells, and what is held out; 0. */
  seed?: number;
  /** Epochs of training; the model's own unless given. */
  epochs?: number;
  signal?: AbortSignal;
  /** Whether a notebook shows the curves of the training. Default true. */
  progress?: boolean;
}

/** @throws TissuebookError 'unknown-option', 'invalid-argument' */
export function checkPredictPerturbation(options: PredictPerturbationTaskOptions): void {
  checkOptions('predictPerturbation', options, {
    perturbations: objectWith('column', 'control'),
    heldOut: listOf(text),
    share: number(0, 1),
    least: integer(4, 1e6),
    seed: seedCheck,
    epochs: integer(1, 100_000),
    signal: anything,
    progress: flag,
  });
}
