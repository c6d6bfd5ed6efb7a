import type { ModelState } from '../training/modelState';
import type { StalignConfig } from './config';

/** Vectors of an encoder of the user's that a model takes in place of its own. */
export interface GivenVectors {
  /** Key of obsm. */
  readonly key: string;
  readonly width: number;
  /** Who made them, as uns says it; '' where nothing does. */
  readonly encoder: string;
}

/** What training fixes beside the weights. */
export interface StalignState extends ModelState {
  readonly config: StalignConfig;
  /** Names of the channels of the pictures. */
  readonly channels: readonly string[];
  /** Usual distance between spots in training, and what crops are wide, in the unit of the positions. */
  readonly pitch: number;
  readonly spotWidth: number;
  readonly nicheWidth: number;
  readonly spotGene: GivenVectors | undefined;
  readonly nicheImage: GivenVectors | undefined;
}
