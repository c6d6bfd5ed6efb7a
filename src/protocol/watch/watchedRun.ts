import type { EncodedArray } from '../view/encodedArray';
import type { Intervention, InterventionKind } from './intervention';

/** What the cells of a tissue are colored by while a model learns. */
export const WATCH_COLORS = ['tokens', 'clusters', 'error'] as const;

export type WatchColor = (typeof WATCH_COLORS)[number];

/** How a frame's codes become colors; the same for all frames of a run. */
export type WatchScale =
  | { by: 'category'; name: string; labels: string[]; palette: string[] }
  /** Codes 0 to 254 stand for `vmin` to `vmax`; what lies outside has the color of the end. */
  | { by: 'value'; name: string; vmin: number; vmax: number };

/** How the cells of a tissue looked to a model at one moment of its training. */
export interface WatchFrame {
  /** Steps and epochs that were done. */
  step: number;
  epoch: number;
  /** [nCells], uint8 or uint16: the largest number of the type is a cell that is not shown. */
  codes: EncodedArray;
}

/** How far a watched training is, and its loss. */
export interface WatchProgress {
  /** Steps that were done, and how many there are unless something ends it. */
  done: number;
  of: number;
  /** Some of the steps that were done, up to LOSS_POINTS, and the loss at each. */
  steps: number[];
  losses: number[];
}

/** A training that is watched on a tissue: what a spatial payload says of it. */
export interface WatchedRun {
  /** Names the run to the kernel. */
  id: string;
  status: 'running' | 'ended';
  /** What the cells are colored by, and what the model can color them by. */
  color: WatchColor;
  colors: WatchColor[];
  progress: WatchProgress;
  /** Undefined until the first frame. */
  scale?: WatchScale;
  /** In the order of their steps. */
  frames: WatchFrame[];
  /** Frames that there were, of which `frames` may be some. */
  seen: number;
  interventions: Intervention[];
  /** What can be done to the run. */
  steer: InterventionKind[];
  /** Why nothing, or not everything, can be done; what part of the cells is shown. Empty when there is nothing to say. */
  notes: string[];
}

/** Most frames of a run, in memory as in a payload (ours): a scrubber has no finer places. */
export const MOST_FRAMES = 64;
/** Most points of the line that shows the loss (ours): more cannot be seen at its width. */
export const LOSS_POINTS = 200;
/** Bytes of all frames of a run in memory, at most (ours). */
export const FRAME_BYTES = 16_000_000;
/** Frames that a saved notebook keeps beside the last one, and their bytes in all (ours). */
export const SAVED_FRAMES = 7;
export const SAVED_BYTES = 400_000;
