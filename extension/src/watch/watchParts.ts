import type { SpatialPayload } from '../../../src/protocol';
import type { FigureSide } from '../figure/figureSide';
import type { CellSelection } from '../selection/cellSelection';

/** What the map of a training has to do with the figure that it is in. */
export interface WatchParts {
  side: FigureSide;
  /** What the reader has selected; undefined where nothing can be. */
  cells(): CellSelection | undefined;
  /** Shows the view again, with another frame. */
  changed(): Promise<void>;
}

/** A view of cells that carries a training. */
export type Watched = SpatialPayload & Required<Pick<SpatialPayload, 'watch' | 'cells'>>;
