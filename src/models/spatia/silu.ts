import { tf } from '../../engine';

/** x times its logistic function. */
export const silu = <T extends tf.Tensor>(x: T): T => tf.mul(x, tf.sigmoid(x));
