import type { DatasetFileName, DatasetName, DatasetPictureName, ModelName } from '../../src';
import type { QualityContext } from './context';

/** What a run measured, by the names that marks use: { perplexity: 46.9 }. */
export type Numbers = Readonly<Record<string, number>>;

/** What the mean over seeds of one number must reach. */
export interface Mark {
  /** Name among the numbers of a run. */
  readonly figure: string;
  readonly goal: 'at least' | 'at most';
  /** The mark itself. */
  readonly value: number;
  /** What the reference implementation reached, or the best possible; the margin is what lies between it and the mark. */
  readonly reference: number;
}

/** The numbers of all runs, as a card writes them. */
export interface Measured {
  values(figure: string): number[];
  mean(figure: string): number;
  /** Mean and standard deviation over seeds: '.49 ± .01'. */
  spread(figure: string, digits?: number): string;
  /** The mean alone, for baselines. */
  shown(figure: string, digits?: number): string;
}

/** One line of a model's card: its subject is fixed, so that a new measurement takes the place of the one before. */
export interface CardLine {
  /** Data, sizes and seeds. */
  readonly what: string;
  /** The numbers, with what baselines reached. */
  value(found: Measured): string;
}

/** One question about a model on measured data, and the numbers that its answers must reach. */
export interface QualityTarget {
  /** 'T1': what command lines and reports call it. */
  readonly id: string;
  readonly model: ModelName;
  readonly title: string;
  /** Files of the data folder, by name without '.h5ad'. */
  readonly data: readonly string[];
  /** Data sets of the library, which are fetched once. */
  readonly named?: readonly (DatasetName | DatasetPictureName | DatasetFileName)[];
  readonly seeds: readonly number[];
  /** Trains with one seed and measures. */
  run(seed: number, context: QualityContext): Promise<Numbers>;
  /** Measures what needs the runs of several seeds, or none. */
  together?(seeds: readonly number[], context: QualityContext): Promise<Numbers>;
  readonly marks: readonly Mark[];
  /** Asked by this project alone: no list of targets names it. */
  readonly own?: boolean;
  readonly card: readonly CardLine[];
}

/** The mark of a number that should be high: `atLeast('perplexity', 35, 45)`. */
export function atLeast(figure: string, value: number, reference: number): Mark {
  return { figure, goal: 'at least', value, reference };
}

/** The mark of a number that should be low. */
export function atMost(figure: string, value: number, reference: number): Mark {
  return { figure, goal: 'at most', value, reference };
}
