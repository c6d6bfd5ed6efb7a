import { compilingBackend } from '../compile/backend';
import { tf } from '../tf';

/** Rows and columns of the product that is timed: 2 GFLOP, ten milliseconds (ours). */
const SIZE = 1024;
const RUNS = 5;

let measured: number | undefined;

/**
 * Additions and multiplications a second of one large product of matrices, the quickest of five: what this machine can do. Once for the
 * process. Undefined without TensorFlow, and on a GPU, which would have to be waited for.
 */
export function productSpeed(): number | undefined {
  const backend = compilingBackend();
  if (!backend || backend.binding.isUsingGpuDevice()) return undefined;
  return (measured ??= tf.tidy(() => {
    const [a, b] = [tf.fill([SIZE, SIZE], 0.5), tf.fill([SIZE, SIZE], 0.25)];
    let best = Infinity;
    for (let run = 0; run < RUNS; run++) {
      const begin = performance.now();
      tf.matMul(a, b).dispose();
      best = Math.min(best, performance.now() - begin);
    }
    return (2 * SIZE ** 3) / (best / 1000);
  }));
}
