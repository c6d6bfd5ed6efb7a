import { type AnnData, DenseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import type { ModelData, PictureEncoder } from '../../models';
import { anything, checkOptions, number, oneOf, text } from '../../options';
import { recordStep } from '../../prepare';
import { needPicture, pitchOf } from '../shared/pictured';

export interface EncodeImagesOptions {
  /** The entry of obsm that takes the vectors. 'X_picture'. */
  key?: string;
  /** What a crop covers, in `unit`. Three times the usual distance between cells of a slide. */
  width?: number;
  /** What `width` counts: 'pixels', 'micrometers', or the unit of the 'positions'. 'positions'. */
  unit?: 'pixels' | 'micrometers' | 'positions';
  signal?: AbortSignal;
}

/** Crops that are encoded together. */
const TOGETHER = 16;

/**
 * A vector of the picture at each cell by an encoder of one's own, for models that take vectors of obsm (`nicheImage` of ST-Align) and all
 * that takes an entry of obsm.
 *
 * @returns a new AnnData with obsm[key] [nObs, width], and the encoder's name in uns[key + '_encoder']
 * @throws TissuebookError 'invalid-argument' (no picture, fewer channels than the encoder takes), 'shape-mismatch', 'aborted'
 */
export async function encodeImages(
  data: ModelData,
  encoder: PictureEncoder,
  options: EncodeImagesOptions = {},
): Promise<AnnData> {
  checkOptions('encodeImages', options, {
    key: text,
    width: number(Number.MIN_VALUE),
    unit: oneOf('pixels', 'micrometers', 'positions'),
    signal: anything,
  });
  const { cells, image } = needPicture('encodeImages', data);
  const { key = 'X_picture', unit = 'positions', signal } = options;
  const channels = image.channels.slice(0, encoder.channels);
  if (channels.length < encoder.channels) {
    const sentence = `encodeImages: ${encoder.name} takes ${encoder.channels} channels, the picture has ${channels.length}.`;
    throw new TissuebookError('invalid-argument', sentence, { argument: 'data', found: channels });
  }
  const width = options.width ?? 3 * pitchOf('encodeImages', cells, slideCodes(image.places(cells).slides));
  const { side, name } = encoder;
  let out: DenseMatrix | undefined;
  const crop = { side, width, unit, channels, padding: 'mean', batch: TOGETHER, ...(signal && { signal }) } as const;
  for await (const { rows, values } of image.crops(cells, crop)) {
    const found = await encoder.embed(values as Float32Array, rows.length);
    out ??= DenseMatrix.zeros(cells.nObs, found.width);
    rows.forEach((row, i) => out!.row(row).set(found.values.subarray(i * found.width, (i + 1) * found.width)));
  }
  return recordStep(
    cells,
    `encodeImages(${name}, key ${key}, width ${width} ${unit})`,
    {
      obsm: new Map(cells.obsm).set(key, out!),
      uns: new Map(cells.uns).set(`${key}_encoder`, name),
    },
    { options: { ...options, encoder: name } },
  );
}

/** Positions of one slide say nothing of those of another. */
function slideCodes(slides: readonly string[]): Int32Array {
  const numbers = new Map([...new Set(slides)].map((name, code) => [name, code]));
  return Int32Array.from(slides, (name) => numbers.get(name)!);
}
