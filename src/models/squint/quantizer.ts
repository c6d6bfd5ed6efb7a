import { gatherRows, l2Normalize, stopGradient, straightThrough, tf, type Parameters, type Random } from '../../engine';
import type { SquintConfig } from './config';

/** What became of the latents of a batch. */
export type Quantized = {
  /** Unit codes with the gradient of the latents, heads side by side [n, dim] */
  readonly z: tf.Tensor2D;
  /** Latent parts of length 1 [heads, n, dim / heads] */
  readonly unit: tf.Tensor3D;
  /** The code of every part [heads, n], int32 */
  readonly tokens: tf.Tensor2D;
  /** ||sg(u) - e||^2, summed over heads [n]; no gradient unless the codes are learned. */
  readonly codeDistance: tf.Tensor1D;
  /** ||u - sg(e)||^2, summed over heads [n] */
  readonly commitDistance: tf.Tensor1D;
};

/** The codes of a quantizer and their moving averages. */
export type Codebook = {
  /** Unit codes [heads, codes, dim / heads] */
  readonly codebook: tf.Tensor3D;
  /** Moving count of a code's members [heads, codes] */
  readonly count: tf.Tensor2D;
  /** Moving sum of a code's members [heads, codes, dim / heads] */
  readonly sum: tf.Tensor3D;
};

/** Makes the codebook and its averages; codes are no trainable parameters, as moving averages change them. */
export function createQuantizer(parameters: Parameters, config: SquintConfig, random: Random): void {
  const shape = [config.heads, config.codes, config.dim / config.heads];
  parameters.create('codebook', shape, random, { init: 'normal', trainable: false });
  parameters.create('ema_count', shape.slice(0, 2), random, { init: 'ones', trainable: false });
  parameters.create('ema_sum', shape, random, { init: 'zeros', trainable: false });
}

/** Cuts latents [n, dim] in heads: unit vectors [heads, n, dim / heads]. */
export function headsOf(h: tf.Tensor2D, heads: number): tf.Tensor3D {
  const parts = tf.reshape(h, [h.shape[0], heads, h.shape[1] / heads]);
  return l2Normalize(tf.transpose(parts, [1, 0, 2]) as tf.Tensor3D);
}

/** The nearest code of every unit vector by cosine, the first of equals [heads, n], int32. */
export function nearestCodes(unit: tf.Tensor3D, codes: tf.Tensor3D): tf.Tensor2D {
  return tf.argMax(tf.matMul(unit, codes, false, true), -1);
}

/**
 * The cosine quantizer (equations 2 and 3): z = u + stopgradient(e - u), e the nearest code of each head.
 *
 * @param options.learnCodes lets the gradient of the code loss reach the codebook; off under moving averages
 */
export function quantize(parameters: Parameters, h: tf.Tensor2D, options: { learnCodes?: boolean } = {}): Quantized {
  const codes = l2Normalize(parameters.get('codebook') as tf.Tensor as tf.Tensor3D);
  const [heads, , width] = codes.shape;
  const n = h.shape[0];
  const unit = headsOf(h, heads);
  const tokens = nearestCodes(unit, codes);
  const picked = takeRows(codes, tokens);
  const e = options.learnCodes ? picked : stopGradient(picked);
  const straight = straightThrough(picked, unit);
  return {
    z: tf.reshape(tf.transpose(straight, [1, 0, 2]), [n, heads * width]),
    unit,
    tokens,
    codeDistance: squaredDistance(stopGradient(unit), e),
    commitDistance: squaredDistance(unit, stopGradient(e)),
  };
}

function squaredDistance(a: tf.Tensor, b: tf.Tensor): tf.Tensor1D {
  return tf.sum(tf.square(tf.sub(a, b)), [0, 2]);
}

/**
 * Spherical k-means, each head for itself: codes start at the vectors of given cells; an iteration assigns every
 * vector to its nearest code, then sets code = sum / ||sum||. A code without members stays, with count 1.
 *
 * @param unit [heads, n, width]
 * @param start the first members [heads, codes], int32
 */
export function kmeansStart(unit: tf.Tensor3D, start: tf.Tensor2D, iterations: number): Codebook {
  return tf.tidy(() => {
    let codebook = takeRows(unit, start);
    let count = tf.ones(start.shape) as tf.Tensor2D;
    let sum = codebook;
    for (let i = 0; i < iterations; i++) {
      const members = membership(nearestCodes(unit, codebook), codebook.shape[1]);
      const found = tf.sum(members, 1) as tf.Tensor2D;
      const filled = tf.greater(found, 0);
      sum = tf.where(tf.expandDims(filled, -1), tf.matMul(members, unit, true, false), codebook) as tf.Tensor3D;
      count = tf.where(filled, found, tf.onesLike(found));
      codebook = l2Normalize(sum);
    }
    return { codebook, count, sum };
  });
}

/**
 * One moving-average update from a batch, and the re-seeding of dead codes:
 * count = decay * count + (1 - decay) * members; sum likewise; code = sum / ||sum||. Then every code with a count
 * below `dead` is replaced: the r-th dead code of head h (by number) becomes the vector of cell `reseed[h, r]`, its
 * count `dead`, its sum `dead` times the vector.
 *
 * @param weight 1 for a cell, 0 for padding [n]
 * @returns the new codebook, and 1 for each code that was dead [heads, codes]
 */
export function updateCodebook(
  before: Codebook,
  unit: tf.Tensor3D,
  tokens: tf.Tensor2D,
  weight: tf.Tensor1D,
  reseed: tf.Tensor2D,
  options: { decay: number; dead: number },
): Codebook & { readonly dead: tf.Tensor2D } {
  const members = membersOf(unit, tokens, weight, before.count.shape[1]);
  return moveCodes(before, members, (rank) => takeRows(unit, takeEntries(reseed, rank)), options);
}

/** How many vectors carry each code, and what they add up to. */
export function membersOf(
  unit: tf.Tensor3D,
  tokens: tf.Tensor2D,
  weight: tf.Tensor1D,
  codes: number,
): Pick<Codebook, 'count' | 'sum'> {
  const members = tf.mul(membership(tokens, codes), tf.reshape(weight, [1, -1, 1])) as tf.Tensor3D;
  return { count: tf.sum(members, 1) as tf.Tensor2D, sum: tf.matMul(members, unit, true, false) as tf.Tensor3D };
}

/** The same update from the members of a batch. @param freshOf vectors for the dead codes of a head, by their rank among them */
export function moveCodes(
  before: Codebook,
  members: Pick<Codebook, 'count' | 'sum'>,
  freshOf: (rank: tf.Tensor2D) => tf.Tensor3D,
  options: { decay: number; dead: number },
): Codebook & { readonly dead: tf.Tensor2D } {
  const { decay, dead } = options;
  const count = tf.add(tf.mul(before.count, decay), tf.mul(members.count, 1 - decay));
  const sum = tf.add(tf.mul(before.sum, decay), tf.mul(members.sum, 1 - decay));
  const isDead = tf.cast(tf.less(count, dead), 'float32');
  const rank = tf.cast(tf.maximum(tf.sub(tf.cumsum(isDead, 1), 1), 0), 'int32');
  const fresh = freshOf(rank as tf.Tensor2D);
  const alive = tf.sub(1, isDead);
  const wide = tf.expandDims(isDead, -1);
  const wideAlive = tf.expandDims(alive, -1);
  return {
    codebook: tf.add(tf.mul(l2Normalize(sum), wideAlive), tf.mul(fresh, wide)),
    count: tf.add(tf.mul(count, alive), tf.mul(isDead, dead)),
    sum: tf.add(tf.mul(sum, wideAlive), tf.mul(tf.mul(fresh, wide), dead)),
    dead: isDead as tf.Tensor2D,
  };
}

/** [heads, n, codes]: 1 where the cell carries the code. */
function membership(tokens: tf.Tensor2D, codes: number): tf.Tensor3D {
  return tf.cast(tf.oneHot(tokens, codes), 'float32') as tf.Tensor3D;
}

/** Each head's own rows of a table: [heads, m, width] from [heads, rows, width] and row numbers [heads, m], int32. */
export function takeRows(table: tf.Tensor3D, rows: tf.Tensor2D): tf.Tensor3D {
  const [heads, count, width] = table.shape;
  const flat = gatherRows(tf.reshape(table, [heads * count, width]), flatPlaces(rows, count));
  return tf.reshape(flat, [heads, rows.shape[1], width]);
}

/** Each head's own entries of a table: [heads, m] from [heads, entries] and places [heads, m], int32. */
function takeEntries(table: tf.Tensor2D, places: tf.Tensor2D): tf.Tensor2D {
  return tf.reshape(tf.gather(tf.reshape(table, [-1]), flatPlaces(places, table.shape[1])), places.shape);
}

function flatPlaces(places: tf.Tensor2D, size: number): tf.Tensor1D {
  const heads = places.shape[0];
  const first = tf.tensor2d(
    Int32Array.from({ length: heads }, (_, head) => head * size),
    [heads, 1],
    'int32',
  );
  return tf.reshape(tf.add(places, first), [-1]) as tf.Tensor1D;
}
