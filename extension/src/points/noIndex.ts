import KDBush from 'kdbush';

/**
 * The index of a single point, for regl-scatterplot, which would else index a million of them for gestures of its own
 * on each draw: outlines and the pointer are ours here.
 */
export const NO_INDEX: ArrayBuffer = singlePoint();

function singlePoint(): ArrayBuffer {
  const index = new KDBush(1);
  index.add(0, 0);
  index.finish();
  return index.data as ArrayBuffer;
}
