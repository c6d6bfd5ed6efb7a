import { exactMath } from '../../exactMath';
import type { DenseMatrix } from '../../data';
import { frechetDistance, kernelInceptionDistance, peakSignalToNoise, structuralSimilarity } from '../../metrics';
import type { ModelImages } from '../../models';

/** How far pictures are from those of the target. */
export interface PictureScores {
  /** The Frechet distance of features of a network, taken as normal; lower is better. */
  readonly fid: number;
  /** The unbiased kernel distance of the same features; around 0 for equal distributions, also below. */
  readonly kid: number;
  /** To the picture of the transport partner, in decibels, of the mean squared error over all pairs; absent for it itself. */
  readonly psnr: number | undefined;
  /** To the same, mean over pairs. */
  readonly ssim: number | undefined;
}

/** Distances of features [pictures, width]. */
export const featureDistances = (pictures: DenseMatrix, target: DenseMatrix): Pick<PictureScores, 'fid' | 'kid'> => ({
  fid: frechetDistance(pictures, target),
  kid: kernelInceptionDistance(pictures, target),
});

/** Least side over which structural similarity looks. */
const WINDOW = 7;

/** How alike pictures are, one by one. @param places of the truth of each guess */
export function pairedScores(
  guess: ModelImages,
  truth: ModelImages,
  places: ArrayLike<number>,
): Pick<PictureScores, 'psnr' | 'ssim'> {
  const { side, channels } = guess;
  const each = side * side * channels;
  const image = ({ values }: ModelImages, at: number) => ({
    height: side,
    width: side,
    channels,
    values: values.subarray(at * each, (at + 1) * each),
  });
  let [error, alike] = [0, 0];
  for (let i = 0; i < places.length; i++) {
    const [a, b] = [image(truth, places[i]), image(guess, i)];
    error += exactMath.pow(10, -peakSignalToNoise(a, b) / 10) / places.length;
    if (side >= WINDOW) alike += structuralSimilarity(a, b) / places.length;
  }
  return { psnr: -10 * exactMath.log10(error), ssim: side >= WINDOW ? alike : undefined };
}
