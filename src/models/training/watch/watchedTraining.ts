import type { AnnData } from '../../../data';
import type { ModelState } from '../modelState';
import type { Look } from './look';

/** What a watch is made for. */
export interface WatchedTraining {
  /** The function as its user calls it. */
  readonly where: string;
  /** The model as a reader knows it. */
  readonly title: string;
  /** What is known of the cells; all are told by their number here. */
  readonly cells: AnnData;
  readonly look: Look;
  /** Cells that `look` can be asked about, where it is not all of them. */
  readonly part?: Int32Array | undefined;
  /** Has `look` speak of a state that is being trained. */
  hold(state: ModelState): void;
  /** Cells that are in no input and no target from the start: a test of the model may need them. */
  readonly heldOut: Int32Array;
  readonly seed: number;
  /** False repeats the interventions of a run that is taken up, and shows nothing. */
  readonly shows: boolean;
}
