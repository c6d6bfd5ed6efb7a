import { TissuebookError } from '../../errors';
import { checkArgument, checkOptions, integer, number } from '../../options';
import { checkLabelImage, flood, type LabelImage } from './labelImage';

export interface OtsuThresholdOptions {
  /** Equal bins between the least and the largest value, for values that are no whole numbers. 256. */
  bins?: number;
}

/** Whole numbers further apart than this are binned as others are. */
const MOST_BINS = 2 ** 16;

/**
 * The value that parts an image into a dark and a bright class with the largest variance between them (Otsu 1979), as
 * skimage.filters.threshold_otsu: what is above it is foreground. Whole numbers have one bin a value; of a constant image it is that
 * value, and nothing is above.
 *
 * @param values pixels in any order
 * @throws TissuebookError 'invalid-argument' (no pixels), 'not-finite'
 */
export function otsuThreshold(values: ArrayLike<number>, options: OtsuThresholdOptions = {}): number {
  checkArgument('otsuThreshold', 'values', values, (given) =>
    given !== null && typeof given === 'object' && (given as ArrayLike<number>).length > 0 ? undefined : 'pixels',
  );
  checkOptions('otsuThreshold', options, { bins: integer(2, MOST_BINS) });
  let [low, high, whole] = [Infinity, -Infinity, true];
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (!Number.isFinite(value)) {
      throw new TissuebookError('not-finite', `otsuThreshold: pixel ${at} is not a number.`, { found: value });
    }
    low = Math.min(low, value);
    high = Math.max(high, value);
    whole &&= Number.isInteger(value);
  }
  if (low === high) return low;
  const each = whole && high - low < MOST_BINS;
  const bins = each ? high - low + 1 : (options.bins ?? 256);
  const centerOf = (bin: number): number => (each ? low + bin : low + ((bin + 0.5) * (high - low)) / bins);
  const counts = new Float64Array(bins);
  for (let at = 0; at < values.length; at++) {
    counts[Math.min(bins - 1, Math.floor(each ? values[at] - low : ((values[at] - low) / (high - low)) * bins))]++;
  }
  return bestCut(counts, centerOf);
}

/** The first center with the largest variance between what is at most it and what is above. */
function bestCut(counts: Float64Array, centerOf: (bin: number) => number): number {
  let [total, whole] = [0, 0];
  counts.forEach((count, bin) => {
    total += count;
    whole += count * centerOf(bin);
  });
  let [best, cut, below, sum] = [-1, centerOf(0), 0, 0];
  for (let bin = 0; bin + 1 < counts.length; bin++) {
    below += counts[bin];
    sum += counts[bin] * centerOf(bin);
    if (below === 0) continue;
    const variance = below * (total - below) * (sum / below - (whole - sum) / (total - below)) ** 2;
    // Rounding makes no later bin better.
    if (variance > best * (1 + 1e-9)) [best, cut] = [variance, centerOf(bin)];
  }
  return cut;
}

/**
 * Numbers the parts of an image that are above a threshold, joined by sides or corners, from 1 in the order of their first pixel;
 * 0 elsewhere. As skimage.measure.label.
 */
export function labelForeground(image: LabelImage, threshold: number): LabelImage {
  checkLabelImage('labelForeground', image);
  checkArgument('labelForeground', 'threshold', threshold, number());
  const { width, height, values } = image;
  const labels = new Int32Array(width * height);
  let count = 0;
  for (let at = 0; at < labels.length; at++) {
    if (labels[at] === 0 && values[at] > threshold) {
      flood({ width, height, values }, at, (value) => value > threshold, labels, ++count);
    }
  }
  return { width, height, values: labels };
}
