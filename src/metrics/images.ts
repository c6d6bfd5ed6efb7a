import { exactMath } from '../exactMath';
import { TissuebookError } from '../errors';
import { checkImage } from './checks';
import { meanSquaredError } from './reconstruction';

/** Pixels of an image, row by row, channels together; values from 0 to 1. */
export interface ImageLike {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: ArrayLike<number>;
}

/** Side of the window over which structural similarity compares, and its two constants (Wang et al. 2004). */
const WINDOW = 7;
const [C1, C2] = [0.01 ** 2, 0.03 ** 2];

/** The peak signal-to-noise ratio in decibels, for values from 0 to 1; infinite for equal images. */
export function peakSignalToNoise(truth: ImageLike, guess: ImageLike): number {
  checkImage('peakSignalToNoise', 'truth', truth);
  checkImage('peakSignalToNoise', 'guess', guess);
  checkSameSize('peakSignalToNoise', truth, guess);
  return -10 * exactMath.log10(meanSquaredError(truth.values, guess.values));
}

/**
 * Structural similarity (Wang et al. 2004) for values from 0 to 1, with a uniform window of 7 x 7 and sample covariances,
 * averaged over the windows that lie inside and over the channels. As skimage.metrics.structural_similarity.
 *
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument' for an image smaller than the window
 */
export function structuralSimilarity(truth: ImageLike, guess: ImageLike): number {
  checkImage('structuralSimilarity', 'truth', truth);
  checkImage('structuralSimilarity', 'guess', guess);
  checkSameSize('structuralSimilarity', truth, guess);
  const { height, width, channels } = truth;
  if (Math.min(height, width) < WINDOW) {
    throw new TissuebookError(
      'invalid-argument',
      `structuralSimilarity: images of ${height} x ${width} are too small.`,
      {
        found: [height, width],
        advice: `The window has a side of ${WINDOW} pixels.`,
      },
    );
  }
  let [sum, windows] = [0, 0];
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y + WINDOW <= height; y++) {
      for (let x = 0; x + WINDOW <= width; x++, windows++) sum += windowSimilarity(truth, guess, y, x, c);
    }
  }
  return sum / windows;
}

function windowSimilarity(a: ImageLike, b: ImageLike, top: number, left: number, channel: number): number {
  const n = WINDOW * WINDOW;
  let [sumA, sumB, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + WINDOW; y++) {
    for (let x = left; x < left + WINDOW; x++) {
      const at = (y * a.width + x) * a.channels + channel;
      const [p, q] = [a.values[at]!, b.values[at]!];
      sumA += p;
      sumB += q;
      aa += p * p;
      bb += q * q;
      ab += p * q;
    }
  }
  const [meanA, meanB] = [sumA / n, sumB / n];
  const covariance = (sum: number, product: number): number => (sum - n * product) / (n - 1);
  const [varA, varB, both] = [covariance(aa, meanA ** 2), covariance(bb, meanB ** 2), covariance(ab, meanA * meanB)];
  return ((2 * meanA * meanB + C1) * (2 * both + C2)) / ((meanA ** 2 + meanB ** 2 + C1) * (varA + varB + C2));
}

function checkSameSize(where: string, a: ImageLike, b: ImageLike): void {
  if (a.height === b.height && a.width === b.width && a.channels === b.channels) return;
  throw new TissuebookError('shape-mismatch', `${where}: images of different sizes.`, {
    found: [a.height, a.width, a.channels, b.height, b.width, b.channels],
  });
}
