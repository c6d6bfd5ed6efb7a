import { DenseMatrix } from '../denseMatrix';

/** A batch of square crops, channels last: what `ImageSource.crops` gives. */
export interface ColorCrops {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** Features beside those of each channel. */
const SHARED = ['gray 10%', 'gray 90%', 'edges', 'edges s.d.', 'spots', 'dark'] as const;

/** Names of the features of crops with these channels. */
export const colorFeatureNames = (channels: readonly string[]): string[] => [
  ...channels.map((name) => `${name} mean`),
  ...channels.map((name) => `${name} s.d.`),
  ...SHARED,
];

/**
 * What a picture looks like in a few numbers, without any learning: mean and deviation of each channel; of gray the 10th and 90th
 * percentile, the mean and deviation of its slope, the mean of its bend, and the share of pixels darker than halfway between the
 * darkest and the brightest. Twelve for three colors (ours): the baseline of what a network sees in a picture.
 *
 * @param crops [n, side, side, channels], side 3 or more
 * @returns [n, 2 channels + 6], in the order of `colorFeatureNames`
 */
export function colorFeatures({ shape, values }: ColorCrops): DenseMatrix {
  const [n, side, , channels] = shape as [number, number, number, number];
  const size = side * side * channels;
  const out = new DenseMatrix(n, 2 * channels + SHARED.length, new Float64Array(n * (2 * channels + SHARED.length)));
  for (let i = 0; i < n; i++) {
    const planes = Array.from({ length: channels }, (_, c) =>
      Float64Array.from({ length: side * side }, (__, p) => values[i * size + p * channels + c]!),
    );
    out.row(i).set(featuresOf(planes, side));
  }
  return out;
}

function featuresOf(planes: readonly Float64Array[], side: number): number[] {
  const pixels = side * side;
  const gray = new Float64Array(pixels);
  for (const plane of planes) plane.forEach((value, p) => (gray[p]! += value / planes.length));
  const sorted = gray.slice().sort();
  const moments = planes.map(meanAndDeviation);
  const { slopes, bends } = textureOf(gray, side);
  const middle = (sorted[0]! + sorted[pixels - 1]!) / 2;
  return [
    ...moments.map(({ mean }) => mean),
    ...moments.map(({ deviation }) => deviation),
    sorted[Math.floor(0.1 * pixels)]!,
    sorted[Math.floor(0.9 * pixels)]!,
    meanAndDeviation(slopes).mean,
    meanAndDeviation(slopes).deviation,
    meanAndDeviation(bends).mean,
    gray.filter((value) => value < middle).length / pixels,
  ];
}

/** The length of the slope and the size of the Laplacian at each inner pixel. */
function textureOf(gray: Float64Array, side: number): { slopes: Float64Array; bends: Float64Array } {
  const inner = (side - 2) ** 2;
  const [slopes, bends] = [new Float64Array(inner), new Float64Array(inner)];
  for (let v = 1, at = 0; v < side - 1; v++) {
    for (let u = 1; u < side - 1; u++, at++) {
      const here = v * side + u;
      const [left, right, above, below] = [gray[here - 1]!, gray[here + 1]!, gray[here - side]!, gray[here + side]!];
      slopes[at] = Math.hypot(right - left, below - above);
      bends[at] = Math.abs(left + right + above + below - 4 * gray[here]!);
    }
  }
  return { slopes, bends };
}

function meanAndDeviation(values: Float64Array): { mean: number; deviation: number } {
  let [mean, squares] = [0, 0];
  for (const value of values) mean += value / values.length;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
