import type { ModelState } from '../training/modelState';
import type { ScmoformerConfig } from './config';
import type { MemorySizes } from './memory';

/** What training fixes beside the weights. Features are the genes. */
export interface ScmoformerState extends ModelState {
  readonly config: ScmoformerConfig;
  readonly proteins: readonly string[];
  /** Whether RNA came as counts. */
  readonly counts: boolean;
  readonly sizes: MemorySizes;
  /** Whether the genes have a prior graph that they are encoded by. */
  readonly encoded: boolean;
  /** Whether cells without proteins were in the graph of the training. */
  readonly transductive: boolean;
}
