import { tf } from '../../../engine';
import type { AnnData, ImageCropsOptions } from '../../../data';
import { usedRange } from '../crops';
import type { SpatiaInput } from '../input';
import type { FlowPictures, SpatiaConfig } from '../settings';

/** The values that are black and white; the type's own where absent. */
export type Range = readonly [number, number] | undefined;

/** Pictures of some cells as they flow: a byte a value, the same scale for every section, so that colors stay what they are. */
export class FlowCrops {
  readonly #values: Uint8Array;
  readonly #each: number;
  readonly #slot: Map<number, number>;
  readonly notices: readonly string[];

  /** @param cells by number @param values [cells, side, side, channels] */
  constructor(cells: ArrayLike<number>, values: Uint8Array, notices: readonly string[]) {
    this.#values = values;
    this.#each = values.length / cells.length;
    this.#slot = new Map(Array.from(cells, (cell, at) => [cell, at]));
    this.notices = notices;
  }

  /** Pixels of some cells from -1 to 1 [n, side * side * channels]. */
  rows(cells: ArrayLike<number>): tf.Tensor2D {
    const out = new Float32Array(cells.length * this.#each);
    for (let i = 0; i < cells.length; i++) {
      const from = this.#slot.get(cells[i])! * this.#each;
      for (let at = 0; at < this.#each; at++) out[i * this.#each + at] = this.#values[from + at] / 127.5 - 1;
    }
    return tf.tensor2d(out, [cells.length, this.#each]);
  }
}

/** Reads pictures of some cells. @param range of flowRange() */
export async function flowCrops(
  input: SpatiaInput,
  config: SpatiaConfig,
  pictures: FlowPictures,
  cells: Int32Array,
  range: Range,
): Promise<FlowCrops> {
  const { values, notices } = await input.image!.batch(input.adata, {
    ...cropOptions(input, config, pictures, range),
    type: 'uint8',
    obs: cells,
  });
  return new FlowCrops(cells, values as Uint8Array, notices);
}

/** How the crops of the flow are cut out of an image. */
export function cropOptions(
  { unit }: Pick<SpatiaInput, 'unit'>,
  { blank }: Pick<SpatiaConfig, 'blank'>,
  { side, channels, width }: FlowPictures,
  range: Range,
): ImageCropsOptions {
  return { side, width, unit, channels, blank, ...(range && { range }) };
}

/** Black and white of an image that uses little of its type's range, over some cells. */
export async function flowRange(
  input: SpatiaInput,
  config: SpatiaConfig,
  pictures: FlowPictures,
  cells: AnnData,
): Promise<Range> {
  return usedRange(input.image!, cells, cropOptions(input, config, pictures, undefined));
}
