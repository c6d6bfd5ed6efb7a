import type { ModelImages } from '../../models';

/** Real pictures of cells that are learned from, and of the control cells that are asked about. */
export interface KnownPictures {
  readonly from: ModelImages;
  readonly to: ModelImages;
  readonly control: ModelImages;
}

/** Pictures that some sets hold. */
export const countOf = ({ values, side, channels }: ModelImages): number => values.length / (side * side * channels);

/** Some pictures, in the order of their places. */
export function takePictures(pictures: ModelImages, places: ArrayLike<number>): ModelImages {
  const each = pictures.side ** 2 * pictures.channels;
  const values = new Float32Array(places.length * each);
  for (let i = 0; i < places.length; i++) {
    values.set(pictures.values.subarray(places[i] * each, (places[i] + 1) * each), i * each);
  }
  return { ...pictures, values };
}

/**
 * Every control picture moved, pixel by pixel, by the difference of the mean pictures of both states, or brought to the target's mean and
 * standard deviation at each pixel. Values stay between 0 and 1.
 */
export function movedPictures({ from, to, control }: KnownPictures, by: 'mean' | 'both'): ModelImages {
  const each = control.side ** 2 * control.channels;
  const [a, b] = [momentsOf(from, each), momentsOf(to, each)];
  const values = control.values.map((value, at) => {
    const j = at % each;
    const wider = by === 'both' && a.deviation[j] > 0 ? b.deviation[j] / a.deviation[j] : 1;
    return Math.min(1, Math.max(0, b.mean[j] + (value - a.mean[j]) * wider));
  });
  return { ...control, values };
}

function momentsOf({ values }: ModelImages, each: number): { mean: Float64Array; deviation: Float64Array } {
  const [mean, squares] = [new Float64Array(each), new Float64Array(each)];
  const count = values.length / each;
  values.forEach((value, at) => (mean[at % each] += value / count));
  values.forEach((value, at) => (squares[at % each] += (value - mean[at % each]) ** 2 / count));
  return { mean, deviation: squares.map(Math.sqrt) };
}
