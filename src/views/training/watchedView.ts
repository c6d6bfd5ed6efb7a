import {
  encodeArray,
  frameColor,
  type Intervention,
  type InterventionKind,
  readable,
  recolored,
  SAVED_BYTES,
  SAVED_FRAMES,
  type SpatialPayload,
  thinFrames,
  type WatchColor,
  type WatchedRun,
  type WatchProgress,
  type WatchScale,
} from '../../protocol';

/** What a picture needs of a training that is watched: plain data, which TrainingWatch has. */
export interface ShownWatch {
  readonly id: string;
  readonly status: 'running' | 'ended';
  readonly color: WatchColor;
  readonly colors: readonly WatchColor[];
  readonly progress: WatchProgress;
  readonly scale: WatchScale | undefined;
  readonly frames: readonly {
    readonly step: number;
    readonly epoch: number;
    readonly codes: Uint8Array | Uint16Array;
  }[];
  readonly seen: number;
  readonly interventions: readonly Intervention[];
  readonly steer: readonly InterventionKind[];
  readonly notes: readonly string[];
}

/** What a page is told of a watched run, beside its frames. */
export function watchedRun(watch: ShownWatch): Omit<WatchedRun, 'frames'> {
  const { id, status, color, colors, progress, scale, seen, interventions, steer, notes } = watch;
  return {
    id,
    status,
    color,
    colors: [...colors],
    progress,
    ...(scale && { scale }),
    seen,
    interventions: [...interventions],
    steer: status === 'running' ? [...steer] : [],
    notes: [...notes],
  };
}

/**
 * A view of cells as its last frame colors them, with as many frames as a notebook is to keep: the last one, and up to seven more in
 * 400 kB. How many there were is said.
 *
 * @param base a view of the same cells in any color
 */
export function watchedView(base: SpatialPayload, watch: ShownWatch): SpatialPayload {
  const last = watch.frames.at(-1);
  const run = watchedRun(watch);
  if (!last || !watch.scale) return { ...base, watch: { ...run, frames: [] } };
  const kept = savedFrames(watch);
  const bytes = kept.reduce((sum, { codes }) => sum + codes.byteLength, 0);
  const notes =
    kept.length < watch.seen
      ? [`${kept.length} of ${watch.seen} frames are kept in the notebook (${readable(Math.round(bytes / 1000))} kB).`]
      : [];
  const frames = kept.map(({ step, epoch, codes }) => ({ step, epoch, codes: encodeArray(codes) }));
  const shown = recolored(base, frameColor(watch.scale, last.codes));
  return { ...shown, watch: { ...run, notes: [...run.notes, ...notes], frames } };
}

function savedFrames({ frames }: ShownWatch): ShownWatch['frames'] {
  const bytes = frames[0]!.codes.byteLength;
  const most = Math.max(1, Math.min(1 + SAVED_FRAMES, Math.floor(SAVED_BYTES / bytes)));
  return most === 1 ? frames.slice(-1) : thinFrames(frames, bytes, { most, room: SAVED_BYTES + bytes });
}
