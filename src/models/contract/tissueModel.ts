import type { AnnData, DenseMatrix } from '../../data';
import type { TrainingRun } from '../../engine';
import { anything, flag, integer, text } from '../../options';

/** What every model of the zoo can do; the tasks ask for no more than this. */
export interface TissueModel {
  /** As the zoo lists it: 'squint'. */
  readonly name: string;
  readonly trained: boolean;
  /** The full configuration, seed included. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Learns from data and writes what it found into them, under scanpy's conventions. */
  fit(adata: AnnData, options?: FitOptions): TrainingRun<unknown>;
  /** One vector for each cell [cells, width]. Changes nothing. */
  embed(adata: AnnData): Promise<DenseMatrix>;
}

/** Options of fit() that all models share. */
export interface FitOptions {
  epochs?: number;
  /** Cells by number that are in no input and no target. */
  heldOut?: ArrayLike<number>;
  /** Ends training early and keeps what was learnt. */
  signal?: AbortSignal;
  /** Whether results are written into the data. Default true. */
  write?: boolean;
  /**
   * A file that keeps the run while it goes. A run that was stopped, or cut off with its kernel, goes on from the last whole
   * epoch in it when fit is called again with the same options and data; a finished run removes it. None unless given.
   */
  checkpoint?: string;
}

/** What the shared options of fit() must be. */
export const fitChecks = {
  epochs: integer(1, 100000),
  heldOut: anything,
  signal: anything,
  write: flag,
  checkpoint: text,
};

/** A model that gives each cell a discrete token. */
export interface TokenModel extends TissueModel {
  /** Tokens of cells as the trained model sees them. Changes nothing. */
  tokenize(adata: AnnData): Promise<Tokens>;
}

/** Tokens of all cells, one code for each head. */
export interface Tokens {
  /** [cells, heads] row-major */
  readonly codes: Int32Array;
  readonly heads: number;
  /** Codes that a head has. */
  readonly codesPerHead: number;
}

/** A model that predicts the expression around cells it may not look at. */
export interface ImputingModel extends TissueModel {
  /** An untrained model like this one, set up to predict whole patches. */
  untrainedForPatches(): ImputingModel;
  /**
   * Expected mean of a cell's and its neighbors' values, for the given cells, in the unit of X [cells.length, features].
   * Only their positions are used.
   */
  impute(adata: AnnData, cells: ArrayLike<number>): Promise<DenseMatrix>;
}
