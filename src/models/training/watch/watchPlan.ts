import type { CellWeights } from './cellWeights';
import type { Look } from './look';

/** How a model's training takes part in being watched and steered; a text says why it does not. */
export interface WatchPlan {
  /**
   * What it says of some cells while it trains, cheaper than by what it can be asked of whole data. Told cells of the data by number; those
   * that it does not read are left out of the answer by NaN, -1 or a row of zeros.
   */
  readonly look?: Look | string;
  /** How its cells are weighed. */
  readonly steering?: SteeringPlan | string;
}

/** What it takes to weigh the cells of a training. */
export interface SteeringPlan {
  /** The trainer asks them before each batch. */
  readonly weights: CellWeights;
  /** Places of cells of the data, by number; -1 for one that the model leaves out. The number itself unless given. */
  placesOf?(cells: Int32Array): Int32Array;
  /** Places of the cells trained on. */
  readonly trained: Int32Array;
  /** Whether cells that are held out are still seen as the company of others. */
  readonly company?: boolean;
}

/** Said of models that say nothing of steering. */
export const NO_WEIGHTS = 'its training does not weigh cells one by one';
