import type { ModelState } from '../training/modelState';
import type { FlowPictures, SpatiaConfig } from './settings';

/** What the flow learned on, beside its weights. */
export interface FlowState {
  /** Where pictures flow, as pixels or as latents; absent where features of shape flow. */
  readonly pictures?: FlowPictures;
  /** Features of shape, in order; none where pictures flow. */
  readonly shapes: readonly string[];
  /** Whether a feature flows as its logarithm. */
  readonly logarithmic: readonly boolean[];
  /** Of the cells trained on, on that scale. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** What a control is known by: principal components of its expression, or the model's own vector. */
  readonly condition: 'expression' | 'embedding';
  /** Channels of that, and of a transition's signature. */
  readonly conditionWidth: number;
  readonly signatureWidth: number;
}

/** What training fixes beside the weights. */
export interface SpatiaState extends ModelState {
  readonly config: SpatiaConfig;
  /** Which branches were trained. */
  readonly branches: { readonly image: boolean; readonly genes: boolean };
  /** Names of the pictures' channels; none without pictures. */
  readonly channels: readonly string[];
  /** Whether X held counts, and the moments of each feature on the scale that enters. */
  readonly counts: boolean;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly flow?: FlowState;
}
