import { startEngine, tf } from '../../engine';
import type { Retrieval } from '../contract';

/** Queries that are looked at together. */
const TOGETHER = 256;

/** Vectors of one kind: spot and niche apart [items, width] each. */
export interface RetrievalVectors {
  readonly spot: Float32Array;
  readonly niche: Float32Array;
}

/** The nearest items of each query by the mean of the cosine similarities of spots and of niches (ours). */
export async function nearestItems(
  queries: RetrievalVectors,
  items: RetrievalVectors,
  count: number,
  k: number,
): Promise<Retrieval> {
  await startEngine();
  const [nearest, similarity] = [new Int32Array(count * k), new Float32Array(count * k)];
  const all = tf.tidy(() => bothOf(items, 0, count, count));
  try {
    for (let from = 0; from < count; from += TOGETHER) {
      const to = Math.min(count, from + TOGETHER);
      const found = tf.tidy(() => {
        const cosines = tf.matMul(bothOf(queries, from, to, count), all, false, true);
        const { values, indices } = tf.topk(cosines, k);
        return { values, indices };
      });
      similarity.set(await found.values.data<'float32'>(), from * k);
      nearest.set(await found.indices.data<'int32'>(), from * k);
      tf.dispose(found);
    }
  } finally {
    all.dispose();
  }
  return { nearest, k, similarity };
}

/** Spot and niche vectors side by side, each of length the root of a half, so that a product is the mean of two cosines. */
function bothOf({ spot, niche }: RetrievalVectors, from: number, to: number, count: number): tf.Tensor2D {
  const unit = (values: Float32Array): tf.Tensor2D => {
    const width = values.length / count;
    const x = tf.tensor2d(values.subarray(from * width, to * width), [to - from, width]);
    return tf.div(x, tf.mul(tf.maximum(tf.norm(x, 2, 1, true), 1e-12), Math.SQRT2));
  };
  return tf.concat([unit(spot), unit(niche)], 1);
}
