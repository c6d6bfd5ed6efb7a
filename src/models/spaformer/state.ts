import type { ModelState } from '../training/modelState';
import type { SpaformerConfig } from './config';

/** What training fixes beside the weights. */
export interface SpaformerState extends ModelState {
  readonly config: SpaformerConfig;
  /** Reach of the spatial graph, in the unit of the positions. */
  readonly radius: number;
  /** Mean total count of the cells trained on, which the sizes of 'zinb' are relative to. */
  readonly depth: number;
}
