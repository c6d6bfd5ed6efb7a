import { type StepRandom, tf } from '../../engine';

const mirrored = (x: tf.Tensor4D): tf.Tensor4D => tf.reverse(x, 2);
const upsideDown = (x: tf.Tensor4D): tf.Tensor4D => tf.reverse(x, 1);
const transposed = (x: tf.Tensor4D): tf.Tensor4D => tf.transpose(x, [0, 2, 1, 3]);

/** Square pictures in all eight orientations: turned by quarters, mirrored or not. @param x [samples, side, side, channels] */
export function orientationsOf(x: tf.Tensor4D): tf.Tensor4D[] {
  const four = [x, mirrored(x)].flatMap((each) => [each, upsideDown(each)]);
  return four.flatMap((each) => [each, transposed(each)]);
}

/**
 * Square pictures, each in one of its eight orientations and with other colors, drawn where the step runs: every channel is stretched and
 * shifted by up to `jitter`.
 *
 * @param x standardized [samples, side, side, channels]
 */
export function turnedAndTinted(x: tf.Tensor4D, random: StepRandom, jitter: number): tf.Tensor4D {
  const [samples, , , channels] = x.shape;
  let out = x;
  for (const change of [mirrored, upsideDown, transposed]) {
    const drawn = random.mask([samples, 1, 1, 1], 0.5);
    out = tf.add(tf.mul(out, tf.sub(1, drawn)), tf.mul(change(out), drawn));
  }
  if (jitter === 0) return out;
  const around = (): tf.Tensor => tf.mul(tf.sub(random.uniform([samples, 1, 1, channels]), 0.5), 2 * jitter);
  return tf.add(tf.mul(out, tf.add(1, around())), around());
}
