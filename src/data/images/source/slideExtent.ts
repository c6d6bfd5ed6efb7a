import { TissuebookError } from '../../../errors';
import { DenseMatrix } from '../../denseMatrix';
import type { TissueImage } from '../tissueImage';
import type { PlacedSlide } from './slide';

/** Where an image lies among the positions of its cells. */
export interface SlideExtent {
  readonly image: TissueImage;
  /** Its left and right, and its upper and lower edge, in the unit of the positions. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/**
 * The edges of a slide, by its factor or, where a function says where positions fall, by three of them.
 *
 * @throws TissuebookError 'invalid-argument' for positions that are turned or mirrored on the image, or bent
 */
export function slideExtent(slide: PlacedSlide, unit: 'pixels' | 'micrometers'): SlideExtent {
  const { image } = slide;
  if (slide.scaled) {
    const pixel = slide.perPosition(unit);
    return { image, x: [0, image.width / pixel], y: [0, image.height / pixel] };
  }
  const step = 1000;
  const points = new DenseMatrix(4, 2, Float64Array.of(0, 0, step, 0, 0, step, step, step));
  const { values: at } = slide.toPixels(points, unit);
  const [left, top] = [at[0]!, at[1]!];
  const [perX, perY] = [(at[2]! - left) / step, (at[5]! - top) / step];
  const off = [at[3]! - top, at[4]! - left, at[6]! - left - perX * step, at[7]! - top - perY * step];
  // A thousandth of a pixel for each unit: less cannot be seen in any picture.
  const straight = off.every((difference) => Math.abs(difference) <= 1e-3 * step * Math.min(perX, perY));
  if (perX > 0 && perY > 0 && straight) {
    return { image, x: [-left / perX, (image.width - left) / perX], y: [-top / perY, (image.height - top) / perY] };
  }
  throw new TissuebookError('invalid-argument', `The positions of cells are turned or bent on ${slide.name}.`, {
    argument: 'data',
    advice: 'A picture lies under cells whose positions are pixels times a factor, moved or not.',
  });
}
