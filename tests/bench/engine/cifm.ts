import {
  Parameters,
  Random,
  type StepInputs,
  createMlp,
  edgeDot,
  gatherRows,
  linear,
  segmentSum,
  tf,
} from '../../../src/engine';
import { edgeLengths, rms, silu } from '../../../src/models/cifm/layer';
import { denseCounts, gridCoordinates, gridGraph } from './inputs';
import type { Network } from './workload';

/** Sizes of the workload `cifm`. */
const GENES = 1000;
const DIM = 256;
const DEGREE = 12;
/** Widths of a stack: its last layer moves no coordinates. */
const STACKS = { encoder: [GENES, DIM, DIM], decoder: [DIM, DIM, GENES] };

interface Edges {
  dst: tf.Tensor1D;
  src: tf.Tensor1D;
}

function createNetwork(): Parameters {
  const random = new Random(0);
  const p = new Parameters();
  for (const [stack, widths] of Object.entries(STACKS)) {
    for (let l = 0; l < widths.length - 1; l++) {
      const layer = p.at(stack).at('layers').at(l);
      const bare = { bias: false };
      createMlp(layer.at('intensity'), 1, DIM, 1, random, bare);
      createMlp(layer.at('message'), 2 * widths[l] + 1, DIM, DIM, random, bare);
      if (l < widths.length - 2) createMlp(layer.at('coordinate'), DIM, DIM, 1, random, bare);
      createMlp(layer.at('node'), DIM, DIM, widths[l + 1], random, bare);
    }
  }
  p.create('pad', [DIM], random, { init: 'normal' });
  return p;
}

const bareMlp = (p: Parameters, x: tf.Tensor2D): tf.Tensor2D => linear(p.at('fc2'), silu(linear(p.at('fc1'), x)));

/** Everything linear works per node: the first map of the messages, and the second one, which follows the sum. */
function layer(p: Parameters, z: tf.Tensor2D, c: tf.Tensor2D, { dst, src }: Edges): [tf.Tensor2D, tf.Tensor2D] {
  const [nodes, width] = z.shape;
  const delta = tf.sub(gatherRows(c, dst), gatherRows(c, src)) as tf.Tensor2D;
  const first = p.get('message.fc1.weight') as tf.Tensor as tf.Tensor2D;
  const [own, other, length] = [0, width, 2 * width].map((from, i) =>
    tf.slice(first, [0, from], [-1, i < 2 ? width : 1]),
  );
  const joint = tf.add(
    tf.add(gatherRows(tf.matMul(z, own, false, true), dst), gatherRows(tf.matMul(z, other, false, true), src)),
    tf.mul(edgeLengths(delta), tf.reshape(length, [1, DIM])),
  );
  const inner = edgeDot(z, dst, src);
  const intensity = bareMlp(p.at('intensity'), tf.mul(inner, 1 / Math.sqrt(width)) as tf.Tensor2D);
  const hidden = silu(tf.mul(joint, intensity) as tf.Tensor2D);
  const second = p.get('message.fc2.weight') as tf.Tensor as tf.Tensor2D;
  let moved = c;
  if (p.has('coordinate.fc1.weight')) {
    const merged = tf.matMul(p.get('coordinate.fc1.weight') as tf.Tensor as tf.Tensor2D, second);
    const pull = linear(p.at('coordinate.fc2'), silu(tf.matMul(hidden, merged, false, true)));
    moved = tf.add(c, segmentSum(tf.mul(delta, pull), dst, nodes));
  }
  return [bareMlp(p.at('node'), tf.matMul(segmentSum(hidden, dst, nodes), second, false, true)), moved];
}

/** @param normalized for each layer whether its result is divided by its root mean square */
function stack(p: Parameters, x: tf.Tensor2D, at: tf.Tensor2D, edges: Edges, normalized: boolean[]): tf.Tensor2D {
  let [z, c] = [x, at];
  normalized.forEach((norm, l) => {
    [z, c] = layer(p.at('layers').at(l), z, c, edges);
    if (norm) z = rms(z);
  });
  return z;
}

function objective(p: Parameters) {
  return ({ x, c, mask, keptId, kept, newId, dst, src, innerDst, innerSrc }: StepInputs) => {
    const rows = (of: tf.Tensor, ids: tf.Tensor): tf.Tensor2D => gatherRows(of as tf.Tensor2D, ids as tf.Tensor1D);
    const inner = { dst: innerDst, src: innerSrc } as Edges;
    const z = stack(p.at('encoder'), rows(x, keptId), rows(c, keptId), inner, [true, true]);
    const padded = tf.where(tf.cast(kept, 'bool'), rows(z, newId) as tf.Tensor, p.get('pad')) as tf.Tensor2D;
    const out = stack(p.at('decoder'), padded, c as tf.Tensor2D, { dst, src } as Edges, [true, false]);
    const target = rows(x, mask);
    const positive = tf.cast(tf.greater(target, 0), 'float32');
    const error = tf.square(tf.sub(target, rows(out, mask)));
    const half = (side: tf.Tensor): tf.Tensor => tf.div(tf.sum(tf.mul(error, side)), tf.mul(tf.sum(side), 2));
    return { loss: tf.add(half(positive), half(tf.sub(1, positive))) as tf.Scalar };
  };
}

function makeInputs(cells: number): StepInputs {
  const { dst, src } = gridGraph(cells, DEGREE, true);
  const hidden = (i: number): boolean => i % 20 === 0;
  const everyone = Int32Array.from({ length: cells }, (_, i) => i);
  const keptId = everyone.filter((i) => !hidden(i));
  const newId = everyone.map((i) => Math.max(i - Math.floor(i / 20) - 1, 0));
  const inside = [...dst.keys()].filter((e) => !hidden(dst[e]) && !hidden(src[e]));
  const ids = (values: Int32Array): tf.Tensor1D => tf.tensor1d(values, 'int32');
  const inner = (ends: Int32Array): tf.Tensor1D => ids(Int32Array.from(inside, (e) => newId[ends[e]]));
  return {
    x: tf.tidy(() => tf.log1p(tf.tensor2d(denseCounts(cells, GENES, 5), [cells, GENES]))),
    c: tf.tensor2d(gridCoordinates(cells), [cells, 2]),
    mask: ids(everyone.filter(hidden)),
    keptId: ids(keptId),
    kept: tf.tensor2d(
      Float32Array.from(everyone, (i) => Number(!hidden(i))),
      [cells, 1],
    ),
    newId: ids(newId),
    dst: ids(dst),
    src: ids(src),
    innerDst: inner(dst),
    innerSrc: inner(src),
  };
}

/** The training step of the workload `cifm`, for any number of cells. */
export function cifm(cells: number): Network {
  const p = createNetwork();
  return { parameters: p, inputs: makeInputs(cells), objective: objective(p) };
}
