import type { Parameters } from '../../engine';
import type { Steering } from '../contract';

/** What training fixes: the configuration, the features by name, the weights. Models add what else new data must meet. */
export interface ModelState {
  readonly config: object;
  readonly features: readonly string[];
  readonly parameters: Parameters;
  /** What its training warned of, for every answer; set when a training ends. */
  notices?: readonly string[];
  /** What a person did to its training; set when a training ends. */
  steering?: Steering | undefined;
}
