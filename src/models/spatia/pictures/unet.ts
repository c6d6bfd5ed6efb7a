import {
  convolution,
  createConvolution,
  createFilm,
  createGroupNorm,
  createLinear,
  groupNorm,
  linear,
  tf,
  type Parameters,
  type Random,
} from '../../../engine';
import { silu } from '../silu';
import { doubled } from './doubled';

/** Sizes of a U-Net over a grid of places. */
export interface UnetConfig {
  /** Places along each side; halved once less than there are `multiples`. */
  readonly side: number;
  /** Channels of a place. */
  readonly channels: number;
  /** Channels inside at the full size. A multiple of 8. */
  readonly width: number;
  /** Channels at each size, from the full one down, as multiples of `width`. */
  readonly multiples: readonly number[];
}

/** Channels over 8 are normalized together (ours). */
const GROUPS = 8;

/**
 * Makes `in`, `down.l`, `shrink.l`, `middle`, `up.l`, `norm` and `out`: one residual block at each size on the way down and up. The last
 * convolution is zero at the start, so that nothing moves.
 *
 * @param condition channels of what every block is modulated by
 */
export function createUnet(
  p: Parameters,
  { channels, width, multiples }: UnetConfig,
  condition: number,
  random: Random,
): void {
  const widths = multiples.map((multiple) => multiple * width);
  createConvolution(p.at('in'), channels, widths[0], 3, random);
  widths.forEach((own, l) => {
    createBlock(p.at('down').at(l), own, own, condition, random);
    if (l + 1 < widths.length) createConvolution(p.at('shrink').at(l), own, widths[l + 1], 3, random);
  });
  createBlock(p.at('middle'), widths.at(-1)!, widths.at(-1)!, condition, random);
  widths.forEach((own, l) => {
    const below = widths[l + 1] ?? own;
    createBlock(p.at('up').at(l), below + own, own, condition, random);
  });
  createGroupNorm(p.at('norm'), widths[0], random);
  p.at('out').create('weight', [channels, widths[0], 3, 3], random, { init: 'zeros' });
  p.at('out').create('bias', [channels], random, { init: 'zeros' });
}

/**
 * What a U-Net says of pictures.
 *
 * @param x [n, side, side, channels] @param condition [n, condition] @returns [n, side, side, channels]
 */
export function unet(
  p: Parameters,
  { multiples }: Pick<UnetConfig, 'multiples'>,
  x: tf.Tensor4D,
  condition: tf.Tensor2D,
): tf.Tensor4D {
  const told = silu(condition);
  const seen: tf.Tensor4D[] = [];
  let h = convolution(p.at('in'), x);
  for (let l = 0; l < multiples.length; l++) {
    h = block(p.at('down').at(l), h, told);
    seen.push(h);
    if (l + 1 < multiples.length) h = convolution(p.at('shrink').at(l), h, 2);
  }
  h = block(p.at('middle'), h, told);
  for (let l = multiples.length - 1; l >= 0; l--) {
    if (l + 1 < multiples.length) h = doubled(h);
    h = block(p.at('up').at(l), tf.concat([h, seen[l]], 3), told);
  }
  return tf.add(convolution(p.at('out'), silu(groupNorm(p.at('norm'), h, GROUPS))), p.at('out').get('bias'));
}

function createBlock(p: Parameters, inputs: number, outputs: number, condition: number, random: Random): void {
  createGroupNorm(p.at('norm1'), inputs, random);
  createConvolution(p.at('conv1'), inputs, outputs, 3, random);
  createFilm(p.at('film'), condition, outputs, random);
  createGroupNorm(p.at('norm2'), outputs, random);
  createConvolution(p.at('conv2'), outputs, outputs, 3, random);
  if (inputs !== outputs) createLinear(p.at('past'), inputs, outputs, random);
}

/**
 * A residual block: norm, SiLU and convolution twice, the condition between them by residual FiLM. It keeps its result alone; what gradients
 * need of it is kept by the tape.
 */
function block(p: Parameters, x: tf.Tensor4D, told: tf.Tensor2D): tf.Tensor4D {
  return tf.tidy(() => {
    const first = convolution(p.at('conv1'), silu(groupNorm(p.at('norm1'), x, GROUPS)));
    const modulated = filmOfPictures(p.at('film'), groupNorm(p.at('norm2'), first, GROUPS), told);
    const second = convolution(p.at('conv2'), silu(modulated));
    const past = x.shape[3] === second.shape[3] ? x : linear(p.at('past'), x);
    return tf.add(past, second);
  });
}

/** Residual FiLM, the same at every place: h + (gamma(c) h + beta(c)). @param h [n, height, width, channels] @param c [n, condition] */
function filmOfPictures(p: Parameters, h: tf.Tensor4D, c: tf.Tensor2D): tf.Tensor4D {
  const [n, , , channels] = h.shape;
  const spread = (name: string): tf.Tensor4D => tf.reshape(linear(p.at(name), c), [n, 1, 1, channels]);
  return tf.add(h, tf.add(tf.mul(spread('gamma'), h), spread('beta')));
}
