import { startEngine, tf } from '../../engine';
import { Random } from '../../random';
import { cellCrops, cropTensor } from './crops';
import { autoencodeImage } from './imageAutoencoder';
import type { SpatiaInput } from './input';
import { maskNoise, maskPatches, patchEncoding, patchify, unpatchify } from './patches';
import { networkConfig } from './settings';
import type { SpatiaState } from './state';

/** Pictures of cells with some patches hidden, and what the model makes of these. */
export interface Reconstruction {
  readonly size: number;
  readonly channels: number;
  /** [cells, size, size, channels], in the deviations that the network sees, or from 0 to 1 without `standardize`. */
  readonly truth: Float32Array;
  /** The same with hidden patches as the model fills them in. */
  readonly filled: Float32Array;
  /** 1 for a hidden pixel [cells, size, size]. */
  readonly hidden: Uint8Array;
}

/** Hides patches of each picture and fills them in from the others (He et al. 2022). @param seed fixes which are hidden */
export async function reconstruct(state: SpatiaState, input: SpatiaInput, seed: number): Promise<Reconstruction> {
  await startEngine();
  const { config, channels, parameters } = state;
  const { image } = networkConfig(config, channels.length);
  const crops = await cellCrops(input, config, channels);
  const { size, patch, encoder, decoder } = image;
  const [side, pixels] = [size / patch, size * size];
  const out = {
    size,
    channels: channels.length,
    truth: new Float32Array(input.cells * pixels * channels.length),
    filled: new Float32Array(input.cells * pixels * channels.length),
    hidden: new Uint8Array(input.cells * pixels),
  };
  for (let from = 0; from < input.cells; from += config.batch) {
    const n = Math.min(config.batch, input.cells - from);
    const chosen = Int32Array.from({ length: n }, (_, i) => from + i);
    const noise = maskNoise(n, side * side, new Random(seed).fork(`cells ${from}`));
    const { kept, restore, mask } = maskPatches(noise, n, config.maskImage);
    const places = (width: number): tf.Tensor2D => tf.tensor2d(patchEncoding(side, width), [side * side, width]);
    const [truth, filled] = tf.tidy(() => {
      const pictures = cropTensor(crops, chosen);
      const hidden = tf.tensor2d(mask, [n, side * side]);
      const batch = {
        image: pictures,
        kept: tf.tensor1d(kept, 'int32'),
        restore: tf.tensor1d(restore, 'int32'),
        mask: hidden,
        places: places(encoder.width),
        decoderPlaces: places(decoder.width),
      };
      const { prediction } = autoencodeImage(parameters.at('image'), image, batch);
      const share = tf.expandDims(hidden, 2);
      const patches = tf.add(tf.mul(share, prediction), tf.mul(tf.sub(1, share), patchify(pictures, patch)));
      return [pictures, unpatchify(patches as tf.Tensor3D, patch, [n, size, size, channels.length])];
    });
    out.truth.set(await truth.data(), from * pixels * channels.length);
    out.filled.set(await filled.data(), from * pixels * channels.length);
    tf.dispose([truth, filled]);
    mask.forEach((value, at) => {
      const [cell, place] = [Math.floor(at / (side * side)), at % (side * side)];
      const [top, left] = [Math.floor(place / side) * patch, (place % side) * patch];
      for (let y = 0; y < patch; y++) {
        out.hidden.fill(value, (from + cell) * pixels + (top + y) * size + left, (from + cell) * pixels + (top + y) * size + left + patch); // prettier-ignore
      }
    });
  }
  return out;
}
