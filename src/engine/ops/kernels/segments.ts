import { TissuebookError } from '../../../errors';
import { tf } from '../../tf';
import type { HostKernel, OwnKernel } from './kernel';

/** x [rows, ...], segmentIds [rows] -> [numSegments, ...]. Rows with a negative id are left out. */
export const SEGMENT_SUM = 'UnsortedSegmentSum';
/** The same with the largest value; a segment without rows is the lowest float32. */
export const SEGMENT_MAX = 'UnsortedSegmentMax';

const LOWEST = -3.4028234663852886e38;

interface Attributes {
  numSegments: number;
}

type Fold = (out: Float32Array, to: number, x: ArrayLike<number>, from: number, width: number) => void;

const add: Fold = (out, to, x, from, width) => {
  for (let j = 0; j < width; j++) out[to + j] += x[from + j];
};

const greatest: Fold = (out, to, x, from, width) => {
  for (let j = 0; j < width; j++) if (x[from + j] > out[to + j]) out[to + j] = x[from + j];
};

/** Every segment starts with `start`, and takes in its rows one by one. */
function folded(start: number, into: Fold): HostKernel<Attributes> {
  return {
    shape: ([x], { numSegments }) => [numSegments, ...x.slice(1)],
    fill: (out, [x, ids], { numSegments }) => {
      out.fill(start);
      const width = x.shape.slice(1).reduce((a, b) => a * b, 1);
      for (let i = 0; i < ids.values.length; i++) {
        const segment = ids.values[i];
        if (segment < 0) continue;
        if (segment >= numSegments) throw outOfRange(segment, numSegments);
        into(out, segment * width, x.values, i * width, width);
      }
    },
  };
}

function outOfRange(segment: number, count: number): TissuebookError {
  return new TissuebookError('invalid-argument', `Segment ${segment} does not exist: there are ${count} segments.`, {
    argument: 'ids',
    found: segment,
  });
}

export const segments: OwnKernel<Attributes>[] = [
  {
    name: SEGMENT_SUM,
    inputs: ['x', 'segmentIds'],
    host: folded(0, add),
  },
  {
    name: SEGMENT_MAX,
    inputs: ['x', 'segmentIds'],
    host: folded(LOWEST, greatest),
    tensorflow: (backend, [x, ids], { numSegments }) =>
      backend.executeSingleOutput('UnsortedSegmentMax', [], [x, ids, tf.scalar(numSegments, 'int32')]),
  },
];
