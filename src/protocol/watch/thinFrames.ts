import { FRAME_BYTES, MOST_FRAMES } from './watchedRun';

/**
 * Which of some frames stay where there is no room for all: the first, the last, and of those between the ones that lie farthest apart in
 * steps.
 *
 * @param frames in the order of their steps @param bytes of one frame
 */
export function thinFrames<F extends { readonly step: number }>(
  frames: readonly F[],
  bytes: number,
  { most = MOST_FRAMES, room = FRAME_BYTES }: { most?: number; room?: number } = {},
): F[] {
  const count = Math.max(2, Math.min(most, Math.floor(room / Math.max(1, bytes))));
  const kept = [...frames];
  while (kept.length > count) {
    let closest = 1;
    for (let i = 2; i < kept.length - 1; i++) if (gap(kept, i) < gap(kept, closest)) closest = i;
    kept.splice(closest, 1);
  }
  return kept;
}

/** Steps between the frames beside one. */
const gap = (frames: readonly { readonly step: number }[], at: number): number =>
  frames[at + 1]!.step - frames[at - 1]!.step;
