import type { AnnData, CellPictures, DenseMatrix, ImageCropsOptions } from '../../data';
import type { ColumnName, LabelName } from '../../names';

/** Tokens of all cells, one code for each head. */
export interface Tokens {
  /** [cells, heads] row-major */
  readonly codes: Int32Array;
  readonly heads: number;
  /** Codes that a head has. */
  readonly codesPerHead: number;
}

/** A model that infers a cell's expression from the cells around it. */
export interface CellPredictor {
  /** Share of the cells that training hides at once, which is a fair share to ask for. */
  readonly share: number;
  /** Values of all cells as the model takes them [cells, features]. */
  prepared(adata: AnnData): Promise<DenseMatrix>;
  /**
   * Expression of given cells as inferred from their surroundings [cells.length, genes]; their own values are not looked at.
   *
   * @param options.together hides all given cells at once, as for a gap; else they are hidden in rounds of `share`
   * @param options.seed fixes the rounds
   */
  predict(
    adata: AnnData,
    cells: ArrayLike<number>,
    options?: { together?: boolean; seed?: number },
  ): Promise<DenseMatrix>;
}

/** Cells that are put into a tissue. */
export interface AddedCells {
  /** [cells, features of the model] as `prepared` has them. */
  readonly expression: DenseMatrix;
  /** [cells, 2 or 3] in the unit of the data. */
  readonly locations: DenseMatrix | readonly (readonly number[])[];
  /** Where they lie; needed when the data have several sections. */
  readonly section?: string;
}

/** Options of PerturbationPredictor.predict. */
export interface PredictPerturbationOptions {
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

/** A model that says how a tissue's cells would look beside others that are added, altered or taken out. */
export interface PerturbationPredictor {
  /** Values of all cells as the model takes them [cells, features]. */
  prepared(adata: AnnData): Promise<DenseMatrix>;
  /** The cells of the data after each was inferred anew once, with or without added cells [cells, features]. */
  predict(adata: AnnData, added?: AddedCells, options?: PredictPerturbationOptions): Promise<DenseMatrix>;
}

/** Values of features as a model expects them. */
export interface GenePrediction {
  /** [cells, features], in the unit that `unit` names. */
  readonly values: DenseMatrix;
  readonly genes: readonly string[];
  /** 'counts', 'log1p', or what else the values are. */
  readonly unit: string;
  /** Of 'log1p': what the counts of a cell were made to add up to before; they were left as they are unless given. */
  readonly scale?: number;
  /** Whether cells beside those that are asked about can move an answer: as published ('transductive') or not. */
  readonly kind: 'inductive' | 'transductive';
}

/** What was perturbed in each cell of a screen. */
export interface PerturbationColumn {
  /** Column of obs with the perturbed genes of each cell; two of a pair are joined by '+'. A cell without a value takes no part. */
  readonly column: ColumnName;
  /** How cells without a perturbation are called there. */
  readonly control: LabelName<'column'>;
}

/** What cells are expected to express after genes of theirs were perturbed. */
export interface GenePerturbationPrediction {
  /** The mean over the given cells, a row for each perturbation [perturbations, genes]. */
  readonly values: DenseMatrix;
  readonly genes: readonly string[];
  /** As in GenePrediction. */
  readonly unit: string;
  readonly scale?: number;
  /** Perturbed genes of which training learned nothing: their rows are as they were drawn. */
  readonly untrained: readonly string[];
}

/** Options of attend. */
export interface AttendOptions {
  /** The cells that look at each other; one section or field of view of the model unless given. */
  cells?: ArrayLike<number>;
  /** Which field of view, where a column of obs tells them apart; the first unless given. */
  section?: string;
  /** Layer, counted from 0; the last unless given. */
  layer?: number;
}

/** Who attends to whom among some cells. */
export interface Attention {
  /** Numbers of the cells. */
  readonly cells: Int32Array;
  /** The mean over the heads [cells, cells]: row i has what cell i takes from each. */
  readonly weights: DenseMatrix;
  readonly layer: number;
  /** What a reader has to know. */
  readonly notices: readonly string[];
}

/** One modality as predicted from another. */
export interface ModalityPrediction {
  /** [cells of the data, features of the target], in the unit of the data trained on; NaN for a cell without the given modality */
  readonly values: DenseMatrix;
  readonly features: readonly string[];
  /** Whether cells beside those that are asked about can move an answer. */
  readonly kind: 'inductive' | 'transductive';
}

/** Which cell of one modality is which of the other. */
export interface Matching {
  /** Probability of each pair [cells of the first, cells of the second], rows add up to 1. */
  readonly probabilities: DenseMatrix;
  /** How alike the cells of each pair are, the same in both directions, larger for more alike; of the same shape. */
  readonly similarity?: DenseMatrix;
  readonly first: readonly string[];
  readonly second: readonly string[];
}

/** A class for each cell. */
export interface Classification {
  readonly classes: readonly string[];
  /** [cells, classes], rows add up to 1. */
  readonly probabilities: DenseMatrix;
}

/** Options of generate. */
export interface GenerateOptions {
  /** The state that the cells of the data are in; the model's first transition unless given. */
  control?: string;
  /** What is to be generated: a state, a condition, a class. */
  target?: string;
  /** How many for each cell. Default 1. */
  samples?: number;
  seed?: number;
}

/** Square pictures, one for each cell. */
export interface ModelImages extends CellPictures {
  readonly values: Float32Array;
}

/** What a model generated. */
export interface Generated {
  /** One row for each sample [samples, features]. */
  readonly values: DenseMatrix;
  readonly features: readonly string[];
  /** Pictures, where the model draws them; `values` is then what they measure. */
  readonly images?: ModelImages;
  /** How real pictures are cut out of an image on the same scale, as ImageSource.batch takes it. With `images`. */
  readonly crop?: ImageCropsOptions;
  /** What a reader has to know: crops beyond the picture, cells without an outline. Absent means nothing. */
  readonly notices?: readonly string[];
}

/** A vector of the picture at each cell, and who made it. */
export interface ImageVectors {
  /** [cells, width] */
  readonly values: DenseMatrix;
  /** The encoder, or several, by name; a file's with the beginning of its SHA-256. */
  readonly encoder: string;
  /** What a reader has to know: crops beyond the picture, sections with few cells. */
  readonly notices: readonly string[];
}

/** Options of retrieve. */
export interface RetrieveOptions {
  /** What is searched with. */
  query?: 'image' | 'gene';
  /** Nearest items for each query. Default 10. */
  k?: number;
}

/** The nearest items of another kind. */
export interface Retrieval {
  /** [queries, k] numbers of the items, nearest first. */
  readonly nearest: Int32Array;
  readonly k: number;
  /** [queries, k] cosine similarities. */
  readonly similarity: Float32Array;
  /** Who made the vectors that were compared, where the model says it. */
  readonly encoder?: string;
}
