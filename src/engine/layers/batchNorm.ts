import { batchNormalize } from '../ops/batchNormalize';
import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import { tf } from '../tf';

/** What the running statistics keep of themselves at a training step (PyTorch's momentum of 0.1). */
const KEPT = 0.9;

/** Makes `weight` (ones), `bias` (zeros), and the running statistics `running_mean` (zeros) and `running_var` (ones), which
 * are not trained; each (channels). */
export function createBatchNorm(p: Parameters, channels: number, random: Random): void {
  p.create('weight', [channels], random, { init: 'ones' });
  p.create('bias', [channels], random, { init: 'zeros' });
  p.create('running_mean', [channels], random, { init: 'zeros', trainable: false });
  p.create('running_var', [channels], random, { init: 'ones', trainable: false });
}

/**
 * Batch normalization of `x` [samples, ..., channels]. In training the batch's own mean and variance are used, and the
 * running ones move towards them (the variance divided by one less than the rows, as PyTorch has it); otherwise the
 * running ones are used and nothing changes.
 *
 * @param epsilon default 1e-5 (PyTorch's)
 */
export function batchNorm<T extends tf.Tensor>(p: Parameters, x: T, training: boolean, epsilon = 1e-5): T {
  if (!training) {
    const scale = tf.mul(p.get('weight'), tf.rsqrt(tf.add(p.get('running_var'), epsilon)));
    return tf.add(tf.mul(tf.sub(x, p.get('running_mean')), scale), p.get('bias')) as T;
  }
  const { y, statistics } = batchNormalize(x, p.get('weight'), p.get('bias'), epsilon);
  const rows = x.size / x.shape.at(-1)!;
  move(p, 'running_mean', statistics.mean, 1);
  move(p, 'running_var', statistics.variance, rows / (rows - 1));
  return y;
}

/** The statistics are at the step's disposal once they are taken up: nothing is differentiated through them. */
function move(p: Parameters, name: string, fresh: tf.Tensor, scale: number): void {
  const running = p.get(name);
  const next = tf.tidy(() => tf.add(tf.mul(running, KEPT), tf.mul(fresh, scale * (1 - KEPT))));
  running.assign(next as tf.Variable);
  tf.dispose([next, fresh]);
}
