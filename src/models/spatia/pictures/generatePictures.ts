import type { DenseMatrix } from '../../../data';
import { startEngine, tf } from '../../../engine';
import { shapesOfPictures } from '../../../prepare/morphology/shapesOfPictures';
import type { Generated, ModelImages } from '../../contract';
import { evenParts } from '../../training/evenParts';
import { rowTensor } from '../crops';
import { carry } from '../flow/carry';
import type { SpatiaInput } from '../input';
import type { FlowPictures } from '../settings';
import type { SpatiaState } from '../state';
import { decodeCrops, encodeCrops, SHRINKING } from './cropAutoencoder';
import { cropOptions, flowCrops, type Range } from './flowCrops';

/** Pixels that flow together (ours): 128 pictures of 32 x 32. */
const PIXELS = 2 ** 17;

/**
 * The picture that each cell would have after a transition: its own, carried along the flow, as pixels or as latents. What the pictures
 * measure is `values`, as shapesOfPictures() has it.
 *
 * @param transition its number among the model's @param condition [cells, conditionWidth]
 */
export async function generatePictures(
  state: SpatiaState,
  input: SpatiaInput,
  transition: number,
  condition: DenseMatrix,
): Promise<Generated> {
  await startEngine();
  const pictures = state.flow!.pictures!;
  const { side } = pictures;
  const channels = pictures.channels.length;
  const each = side * side * channels;
  const range = await rangeOf(state);
  const values = new Float32Array(input.cells * each);
  const notices = new Set<string>();
  for (const cells of evenParts(input.cells, Math.max(1, Math.floor(PIXELS / side ** 2)))) {
    const crops = await flowCrops(input, state.config, pictures, cells, range);
    for (const notice of crops.notices) notices.add(notice);
    const end = tf.tidy(() => {
      const start = placesOf(state, pictures, crops.rows(cells));
      return picturesOf(state, pictures, carry(state, start, transition, rowTensor(condition, cells)));
    });
    values.set(await end.data(), cells[0] * each);
    end.dispose();
  }
  const images: ModelImages = { values, side, channels };
  const crop = cropOptions(input, state.config, pictures, range);
  const { values: measured, features } = shapesOfPictures(images);
  return { values: measured, features, images, crop, notices: [...notices] };
}

/**
 * Pictures that went through the autoencoder: what is lost where latents flow. As they are where pixels flow.
 *
 * @param rows pixels from -1 to 1 [n, side * side * channels]
 */
export const throughLatents = (state: SpatiaState, pictures: FlowPictures, rows: tf.Tensor2D): tf.Tensor2D =>
  picturesOf(state, pictures, placesOf(state, pictures, rows));

/** The values that are black and white. */
async function rangeOf({ parameters }: SpatiaState): Promise<Range> {
  const [low, high] = await parameters.get('flow.range').data();
  return high > low ? [low, high] : undefined;
}

/** Pixels as they flow [n, latent]. */
function placesOf(
  { config, parameters }: SpatiaState,
  { side, channels }: FlowPictures,
  rows: tf.Tensor2D,
): tf.Tensor2D {
  if (config.space === 'pixels') return rows;
  const p = parameters.at('autoencoder');
  const latents = encodeCrops(p, tf.reshape(rows, [-1, side, side, channels.length]));
  return tf.div(tf.sub(tf.reshape(latents, [rows.shape[0], -1]), p.get('mean')), p.get('deviation'));
}

/** Pixels from 0 to 1 of what flowed [n, side * side * channels]. */
function picturesOf({ config, parameters }: SpatiaState, { side }: FlowPictures, places: tf.Tensor2D): tf.Tensor2D {
  const unit = (pixels: tf.Tensor): tf.Tensor2D => tf.clipByValue(tf.mul(tf.add(pixels, 1), 0.5), 0, 1) as tf.Tensor2D;
  if (config.space === 'pixels') return unit(places);
  const p = parameters.at('autoencoder');
  const [n] = places.shape;
  const latents = tf.add(tf.mul(places, p.get('deviation')), p.get('mean'));
  const small = side / SHRINKING;
  return unit(tf.reshape(decodeCrops(p, tf.reshape(latents, [n, small, small, config.latentChannels])), [n, -1]));
}
