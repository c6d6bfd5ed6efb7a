import { gatherRows, tf, type Random } from '../../engine';

/**
 * Patches of images [samples, patches, patch * patch * channels]: row by row, and within a patch by row, column, channel.
 *
 * @param image [samples, height, width, channels]; height and width are multiples of the patch
 */
export function patchify(image: tf.Tensor, patch: number): tf.Tensor3D {
  const [, height, width, channels] = image.shape;
  const [rows, columns] = [height / patch, width / patch];
  const apart = tf.reshape(image, [-1, rows, patch, columns, patch * channels]);
  return tf.reshape(tf.transpose(apart, [0, 1, 3, 2, 4]), [-1, rows * columns, patch * patch * channels]);
}

/** The images that patchify() took apart. @param shape [samples, height, width, channels] */
export function unpatchify(
  patches: tf.Tensor3D,
  patch: number,
  [samples, height, width, channels]: readonly [number, number, number, number],
): tf.Tensor4D {
  const apart = tf.reshape(patches, [samples, height / patch, width / patch, patch, patch * channels]);
  return tf.reshape(tf.transpose(apart, [0, 1, 3, 2, 4]), [samples, height, width, channels]);
}

/** Which patches the encoder sees; numbers run over all samples' patches, row-major. */
export interface PatchMask {
  /** Patches in the order in which they enter, the shown ones first [samples * patches]. */
  readonly order: Int32Array;
  /** Those that are shown [samples * shown]. */
  readonly kept: Int32Array;
  /** Where each patch stands in the order [samples * patches]. */
  readonly restore: Int32Array;
  /** 1 for a hidden patch [samples, patches]. */
  readonly mask: Float32Array;
}

/**
 * Orders patches by rising noise, the lower number first among equals, and shows the first floor(patches (1 - share)).
 *
 * @param noise [samples, patches]
 * @param share how many are hidden; 0.75 in ViT-MAE
 */
export function maskPatches(noise: ArrayLike<number>, samples: number, share: number): PatchMask {
  const patches = noise.length / samples;
  const ranked = Int32Array.from(noise, (_, at) => at);
  for (let begin = 0; begin < ranked.length; begin += patches) {
    ranked.subarray(begin, begin + patches).sort((a, b) => noise[a] - noise[b] || a - b);
  }
  return maskOf(ranked, samples, Math.floor(patches * (1 - share)));
}

/** The mask that shows the first `shown` patches of each sample's order. @param order as in PatchMask */
export function maskOf(order: Int32Array, samples: number, shown: number): PatchMask {
  const patches = order.length / samples;
  const restore = new Int32Array(order.length);
  const mask = new Float32Array(order.length).fill(1);
  order.forEach((patch, at) => {
    restore[patch] = at;
    if (at % patches < shown) mask[patch] = 0;
  });
  return { order, kept: order.filter((_, at) => at % patches < shown), restore, mask };
}

/** Noise for maskPatches() [samples, patches]. */
export const maskNoise = (samples: number, patches: number, random: Random): Float32Array =>
  random.fillUniform(samples * patches, 0, 1);

/** Rows of [samples, tokens, width] by their numbers over all samples: [samples, count, width]. */
export function pickTokens(x: tf.Tensor3D, rows: tf.Tensor1D, count: number): tf.Tensor3D {
  const [samples, , width] = x.shape;
  return tf.reshape(gatherRows(tf.reshape(x, [-1, width]), rows), [samples, count, width]);
}

/** Every patch back at its place, a token in the stead of hidden ones [samples, patches, width]. */
export function refill(visible: tf.Tensor3D, token: tf.Tensor, restore: tf.Tensor1D): tf.Tensor3D {
  const [samples, shown, width] = visible.shape;
  const patches = restore.shape[0] / samples;
  const hidden = repeated(token, samples, patches - shown, width);
  return pickTokens(tf.concat([visible, hidden], 1), restore, patches);
}

/** A vector as tokens of every sample. */
export const repeated = (x: tf.Tensor, samples: number, tokens: number, width = x.shape.at(-1)!): tf.Tensor3D =>
  tf.broadcastTo(tf.reshape(x, [1, -1, width]), [samples, tokens, width]) as tf.Tensor3D;

/**
 * Places in the plane [count, width], row-major: the first half of the width is for the row, the second for the column; of each the sines
 * come first, then the cosines, of place / 10000^(i / (width / 4)).
 *
 * @param places row and column of each, [count, 2] row-major
 * @param width a multiple of 4
 */
export function gridEncoding(places: ArrayLike<number>, width: number): Float32Array {
  const quarter = width / 4;
  const result = new Float32Array((places.length / 2) * width);
  for (let half = 0; half < places.length; half++) {
    for (let i = 0; i < quarter; i++) {
      const angle = places[half] * 10000 ** (-i / quarter);
      result[2 * half * quarter + i] = Math.sin(angle);
      result[(2 * half + 1) * quarter + i] = Math.cos(angle);
    }
  }
  return result;
}

/** The encoding of a square grid's patches, row by row [side * side, width]. */
export function patchEncoding(side: number, width: number): Float32Array {
  const places = Array.from({ length: side * side }, (_, i) => [Math.floor(i / side), i % side]).flat();
  return gridEncoding(places, width);
}
