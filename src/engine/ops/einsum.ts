import { TissuebookError } from '../../errors';
import { tf } from '../tf';

/**
 * A product of two tensors in Einstein's notation, by one matrix product: einsum('bhqd,bhkd->bhqk', q, k). Gradients
 * flow to both, which TensorFlow.js's own einsum lacks.
 *
 * @param pattern axes of both tensors and of the result, a letter each; an axis of one tensor only must be in the result
 * @throws TissuebookError kind 'invalid-argument' for another pattern, 'shape-mismatch' when sizes disagree
 */
export function einsum(pattern: string, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const [left, right, result] = parse(pattern);
  const sizes = sizesOf(pattern, [left, right], [a, b]);
  const shared = [...left].filter((axis) => right.includes(axis));
  const batch = shared.filter((axis) => result.includes(axis));
  const summed = shared.filter((axis) => !result.includes(axis));
  const rows = [...left].filter((axis) => !right.includes(axis));
  const columns = [...right].filter((axis) => !left.includes(axis));
  const size = (axes: readonly string[]): number => axes.reduce((product, axis) => product * sizes.get(axis)!, 1);
  const arranged = (x: tf.Tensor, axes: string, first: string[], last: string[]): tf.Tensor3D => {
    const order = [...batch, ...first, ...last].map((axis) => axes.indexOf(axis));
    return tf.reshape(tf.transpose(x, order), [size(batch), size(first), size(last)]);
  };
  const product = tf.matMul(arranged(a, left, rows, summed), arranged(b, right, summed, columns));
  const axes = [...batch, ...rows, ...columns];
  const apart = tf.reshape(
    product,
    axes.map((axis) => sizes.get(axis)!),
  );
  return tf.transpose(
    apart,
    [...result].map((axis) => axes.indexOf(axis)),
  );
}

function parse(pattern: string): [string, string, string] {
  const parts = /^([a-zA-Z]*),([a-zA-Z]*)->([a-zA-Z]*)$/.exec(pattern);
  const wrong = (why: string): TissuebookError =>
    new TissuebookError('invalid-argument', `einsum cannot use "${pattern}": ${why}.`, {
      argument: 'pattern',
      found: pattern,
    });
  if (!parts) throw wrong("two tensors and a result are written as 'ij,jk->ik'");
  const [left, right, result] = parts.slice(1) as [string, string, string];
  for (const axes of [left, right, result]) {
    if (new Set(axes).size < axes.length) throw wrong('an axis stands twice in one tensor');
  }
  const alone = [...left, ...right].filter((axis) => left.includes(axis) !== right.includes(axis));
  if (alone.some((axis) => !result.includes(axis))) throw wrong('an axis of one tensor is missing in the result');
  if ([...result].some((axis) => !left.includes(axis) && !right.includes(axis))) {
    throw wrong('the result has an axis that no tensor has');
  }
  return [left, right, result];
}

function sizesOf(pattern: string, axes: readonly string[], tensors: readonly tf.Tensor[]): Map<string, number> {
  const sizes = new Map<string, number>();
  axes.forEach((letters, t) => {
    const { shape } = tensors[t];
    const fits = shape.length === letters.length;
    if (!fits || [...letters].some((axis, i) => (sizes.get(axis) ?? shape[i]) !== shape[i])) {
      throw new TissuebookError('shape-mismatch', `einsum "${pattern}": [${shape.join(', ')}] does not fit.`, {
        argument: t === 0 ? 'a' : 'b',
        found: shape,
      });
    }
    [...letters].forEach((axis, i) => sizes.set(axis, shape[i]));
  });
  return sizes;
}
