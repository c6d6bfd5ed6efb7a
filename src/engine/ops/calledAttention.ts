import { attentionIsCalled } from '../compile/attentionCall';
import { tf } from '../tf';
import { ATTENTION, ATTENTION_GRADIENT } from './kernels';

/**
 * softmaxAttention() as one call of native code, whose scores do not leave the cache; undefined where there is no such call: outside of steps
 * that XLA compiles, and where no library for products is quicker than XLA.
 */
export function calledAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask?: tf.Tensor): tf.Tensor | undefined {
  if (!attentionIsCalled(q, k, v)) return undefined;
  const lead = q.shape.slice(0, -2);
  const items = lead.reduce((product, size) => product * size, 1);
  const flat = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [items, ...x.shape.slice(-2)]);
  const real = mask ? asItems(mask, lead, items) : tf.zeros([items, 0]);
  const attend = tf.customGrad((query: unknown, key: unknown, value: unknown, save: unknown) => {
    const inputs = { q: query as tf.Tensor, k: key as tf.Tensor, v: value as tf.Tensor, real };
    (save as tf.GradSaveFunc)([inputs.q, inputs.k, inputs.v, real]);
    const gradFunc = (toY: tf.Tensor, [savedQ, savedK, savedV, savedReal]: tf.Tensor[]): tf.Tensor[] =>
      run(ATTENTION_GRADIENT, { q: savedQ, k: savedK, v: savedV, real: savedReal, toY });
    return { value: run(ATTENTION, inputs)[0], gradFunc };
  });
  return tf.reshape(attend(flat(q), flat(k), flat(v)), [...lead, q.shape.at(-2)!, v.shape.at(-1)!]);
}

/** A mask [..., keys], leading axes 1, absent or as those of the keys, for each item. */
function asItems(mask: tf.Tensor, lead: number[], items: number): tf.Tensor {
  const numbers = tf.cast(mask, 'float32');
  return tf.reshape(tf.broadcastTo(numbers, [...lead, mask.shape.at(-1)!]), [items, mask.shape.at(-1)!]);
}

function run(kernel: string, inputs: Record<string, tf.Tensor>): tf.Tensor[] {
  const outputs = tf.engine().runKernel(kernel, inputs as tf.NamedTensorMap) as tf.Tensor | tf.Tensor[];
  return Array.isArray(outputs) ? outputs : [outputs];
}
