import { tf } from '../../../engine';
import { DenseMatrix } from '../../../data';
import { rowTensor } from '../crops';
import type { FlowCrops } from '../pictures/flowCrops';
import { encodeCrops } from '../pictures/cropAutoencoder';
import type { FlowPictures } from '../settings';
import type { SpatiaState } from '../state';

/** Where cells lie in what flows: features of shape, pixels, or latents of an autoencoder. */
export interface FlowSpace {
  /** Places of some cells [n, latent]. */
  rows(cells: ArrayLike<number>): tf.Tensor2D;
}

/** Features of shape in deviations [cells, shapes]. */
export const featureSpace = (shapes: DenseMatrix): FlowSpace => ({ rows: (cells) => rowTensor(shapes, cells) });

/** Crops that are encoded together (ours). */
const TOGETHER = 256;

/**
 * Latents of the cells learned from, in deviations, whose moments become parameters.
 *
 * @param cells by number, those of `crops`
 */
export async function latentSpace(
  { parameters }: SpatiaState,
  crops: FlowCrops,
  cells: Int32Array,
  { side, channels }: FlowPictures,
): Promise<FlowSpace> {
  const p = parameters.at('autoencoder');
  const width = p.get('mean').shape[0];
  const latents = new Float32Array(cells.length * width);
  for (let from = 0; from < cells.length; from += TOGETHER) {
    const chunk = cells.subarray(from, from + TOGETHER);
    const encoded = tf.tidy(() =>
      encodeCrops(p, tf.reshape(crops.rows(chunk), [chunk.length, side, side, channels.length])),
    );
    latents.set(await encoded.data(), from * width);
    encoded.dispose();
  }
  const { mean, deviation } = moments(latents, width);
  p.set('mean', mean);
  p.set('deviation', deviation);
  const standardized = latents.map((value, at) => (value - mean[at % width]) / deviation[at % width]);
  const all = new DenseMatrix(cells.length, width, standardized);
  const slot = new Map(Array.from(cells, (cell, at) => [cell, at]));
  return {
    rows: (chosen) =>
      rowTensor(
        all,
        Int32Array.from(chosen, (cell) => slot.get(cell)!),
      ),
  };
}

function moments(values: Float32Array, width: number): { mean: Float32Array; deviation: Float32Array } {
  const rows = values.length / width;
  const [sums, squares] = [new Float64Array(width), new Float64Array(width)];
  values.forEach((value, at) => (sums[at % width] += value / rows));
  values.forEach((value, at) => (squares[at % width] += (value - sums[at % width]) ** 2 / rows));
  return { mean: Float32Array.from(sums), deviation: Float32Array.from(squares, (square) => Math.sqrt(square) || 1) };
}
