import { TissuebookError } from '../../../errors';
import { DenseMatrix } from '../../denseMatrix';
import type { TissueImage } from '../tissueImage';
import type { CellShapes } from './cellShapes';
import { LabelShapes } from './labelShapes';
import { type CellOutline, OutlineShapes } from './outlineShapes';

/** An image of a section with how positions fall on it, and where cells begin and end. `imageOf` gives one. */
export interface Slide {
  image: TissueImage;
  /** Pixels of the image's finest level for one unit of the positions. By the unit of the positions unless given. */
  scale?: number;
  /** From positions to pixels where no factor says it: `(points) => spatial.pixelsOf('he', points)`. */
  toPixels?: (points: DenseMatrix) => DenseMatrix;
  /** Micrometers that a pixel of the finest level is wide, where the image's file does not say it. */
  micrometers?: number;
  /** The outline of each cell by its name in obs.index, in the unit of the positions. */
  outlines?: ReadonlyMap<string, CellOutline>;
  /** An image of one channel that has in each pixel the number of its cell, 0 where there is none. */
  labels?: TissueImage;
}

/** A slide in use: in pixels of its image. */
export class PlacedSlide {
  readonly name: string;
  readonly image: TissueImage;
  readonly #slide: Slide;
  #shapes: { unit: string; found: CellShapes } | undefined;

  /** @throws TissuebookError 'invalid-argument' (outlines and labels, or scale and toPixels; a size that is no length) */
  constructor(name: string, slide: Slide) {
    const { image, scale, toPixels, micrometers, outlines, labels } = slide;
    const fail = (what: string, argument: string): never => {
      throw new TissuebookError('invalid-argument', `The slide "${name}": ${what}.`, { argument });
    };
    if (outlines && labels) fail('give outlines or labels, not both', 'labels');
    if (scale !== undefined && toPixels) fail('give scale or toPixels, not both', 'scale');
    for (const [argument, value] of Object.entries({ scale, micrometers })) {
      if (value !== undefined && !(value > 0 && value < Infinity)) fail(`${argument} is ${value}`, argument);
    }
    this.name = name;
    this.image = image;
    this.#slide = slide;
  }

  /** Whether positions fall on the image without their unit. */
  get placed(): boolean {
    return this.#slide.scale !== undefined || this.#slide.toPixels !== undefined;
  }

  /** Whether positions fall on the image by one factor, from its upper left corner. */
  get scaled(): boolean {
    return this.#slide.toPixels === undefined;
  }

  /** Positions in pixels. @throws TissuebookError 'missing-key' where the image does not say how wide a pixel is */
  toPixels(points: DenseMatrix, unit: 'pixels' | 'micrometers'): DenseMatrix {
    if (this.#slide.toPixels) return this.#slide.toPixels(points);
    const factor = this.#slide.scale ?? (unit === 'micrometers' ? 1 / this.micrometers(unit) : 1);
    return factor === 1 ? points : points.map((value) => value * factor);
  }

  /** Pixels of the image for one unit of the positions. @throws TissuebookError 'missing-key' as toPixels */
  perPosition(unit: 'pixels' | 'micrometers'): number {
    const { values } = this.toPixels(new DenseMatrix(2, 2, Float64Array.of(0, 0, 1, 0)), unit);
    return Math.hypot(values[2]! - values[0]!, values[3]! - values[1]!);
  }

  /** Micrometers that a pixel is wide. @throws TissuebookError 'missing-key' where nothing says it */
  micrometers(unit: 'pixels' | 'micrometers'): number {
    const { micrometers, image, scale } = this.#slide;
    const found = micrometers ?? image.micrometres ?? (unit === 'micrometers' && scale ? 1 / scale : undefined);
    if (found !== undefined) return found;
    throw new TissuebookError('missing-key', `Nothing says how many micrometers a pixel of ${image.name} is wide.`, {
      argument: 'micrometers',
      advice: `Say it with the slide: { image, micrometers: 0.5 }.`,
    });
  }

  /** The shapes of its cells. @throws TissuebookError 'missing-key' where there are none, and as they are made */
  shapes(unit: 'pixels' | 'micrometers'): CellShapes {
    if (this.#shapes?.unit === unit) return this.#shapes.found;
    const { outlines, labels, image } = this.#slide;
    if (!outlines && !labels) {
      throw new TissuebookError('missing-key', `The slide "${this.name}" has neither outlines nor labels of cells.`, {
        argument: 'outlines',
        advice: 'Say them with the slide: { image, outlines } or { image, labels }.',
      });
    }
    const found = outlines
      ? new OutlineShapes(outlines, (points) => this.toPixels(points, unit), image)
      : new LabelShapes(labels!, image);
    this.#shapes = { unit, found };
    return found;
  }

  async close(): Promise<void> {
    await this.image.close();
    await this.#slide.labels?.close();
  }
}
