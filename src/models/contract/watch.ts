import type { Intervention, ViewPayload, WatchColor } from '../../protocol';

/** A view that is shown somewhere: spatialView and embeddingView make one. */
export interface ShownView {
  readonly payload: ViewPayload;
}

/**
 * How a training is watched on its tissue: while it goes, the cells are colored anew by what the model says of them.
 *
 *     const run = model.fit(tumor, { watch: { color: 'tokens', every: 5 } });
 *     watchOf(run).holdOut([4, 17]); // what the buttons of the picture do, in code
 *     await run;
 */
export interface WatchOptions {
  /**
   * By tokens, by clusters of its vectors (k-means; a cluster keeps its color from frame to frame), or by the error of each cell.
   * Unless given, the first of these that the model can.
   */
  color?: WatchColor;
  /** Seconds between two frames at least. More pass where frames take long: they are kept below a twentieth of the time. Default 3 (ours). */
  every?: number;
  /** A view of the same cells that is colored anew in its place; a new one is shown unless given. Data without positions need one. */
  view?: ShownView;
}

/**
 * What a person did to a training while looking at it. It stays with the trained model and its file; whatever would score the model
 * on cells that steered it refuses.
 */
export interface Steering {
  readonly interventions: readonly Intervention[];
  /** The cells that were marked, by name: 8 bytes of the SHA-256 of each name, sorted, in base64. */
  readonly cells: string;
}
