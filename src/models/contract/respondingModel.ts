import type { AnnData, DenseMatrix } from '../../data';
import { flag, integer, number, oneOf } from '../../options';
import type { TissueModel } from './tissueModel';

/** A model that infers cells from those around them. */
export interface InferringModel extends TissueModel {
  /** Genes of a trained model, in its order. */
  readonly genes: readonly string[];
  /** How far a cell hears, in the unit of the positions. */
  readonly reach: number;
  /** Values of all cells as the model takes them [cells, genes]. */
  prepared(adata: AnnData): Promise<DenseMatrix>;
  /** Expression of given cells as inferred from their surroundings [cells.length, genes], their own not looked at. */
  predict(
    adata: AnnData,
    cells: ArrayLike<number>,
    options?: { together?: boolean; seed?: number },
  ): Promise<DenseMatrix>;
}

/** Options of respond(). */
export interface RespondOptions {
  /** Share of the cells that is inferred at once. */
  block?: number;
  /** Fixes the order of the blocks. */
  seed?: number;
  /** Whether inferred values below zero become zero. Default true. */
  clamp?: boolean;
  /**
   * Who says what a hidden cell expresses: the model, or, to compare it with, the plain mean of the visible cells within its
   * reach, void ones not counted. Default 'model'.
   */
  by?: 'model' | 'neighbors';
}

/** What the options of respond() must be. */
export const respondChecks = {
  block: number(0.001, 1),
  seed: integer(0, 0xffffffff),
  clamp: flag,
  by: oneOf('model', 'neighbors'),
};

/** A model that says how a tissue's cells would look beside cells that are added to it. */
export interface RespondingModel extends InferringModel {
  /** The cells of the data after each was inferred anew once, with or without added cells [cells, genes]. */
  respond(
    adata: AnnData,
    added?: {
      readonly expression: DenseMatrix;
      readonly locations: DenseMatrix | readonly (readonly number[])[];
      readonly section?: string;
    },
    options?: RespondOptions,
  ): Promise<DenseMatrix>;
}
