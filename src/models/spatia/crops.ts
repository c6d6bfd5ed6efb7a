import { AnnData, type DenseMatrix, type ImageCropsOptions, type ImageSource, Table } from '../../data';
import { buildIndex } from '../../neighbors';
import type { Random } from '../../random';
import { tf } from '../../engine';
import type { SpatiaInput } from './input';
import type { Niches } from './niches';
import type { SpatiaConfig } from './settings';

/** Square pictures of one size in memory, a byte a value, and the moments that bring them to one scale. */
export interface Crops {
  readonly count: number;
  readonly size: number;
  readonly channels: number;
  /** [count, size, size, channels] */
  readonly values: Uint8Array;
  /** Number of each crop's section. */
  readonly section: ArrayLike<number>;
  /** Taken off and divided by, from 0 to 1, by section and channel. */
  readonly mean: readonly Float64Array[];
  readonly deviation: readonly Float64Array[];
  readonly notices: readonly string[];
}

/** Pictures of all cells. @param channels by name, in the model's order */
export async function cellCrops(input: SpatiaInput, config: SpatiaConfig, channels: readonly string[]): Promise<Crops> {
  const width = config.cropWidth === 'auto' ? pitchOf(input) : config.cropWidth;
  const found = await read(input, config, input.adata, width, channels, config.blank);
  return { ...found, section: input.section, ...momentsOf(found, input.section, config.standardize) };
}

/** Pictures of all niches, on the scale of the cells' pictures. */
export async function nicheCrops(
  input: SpatiaInput,
  config: SpatiaConfig,
  channels: readonly string[],
  niches: Niches,
  { mean, deviation }: Crops,
): Promise<Crops> {
  const { obs } = input.adata;
  const tiles = new AnnData({
    obs: new Table(
      Array.from(niches.member, (_, at) => `niche ${at}`),
      obs.names.map((name) => [name, obs.take(niches.member).get(name)] as const),
    ),
    var: new Table([]),
    obsm: [['spatial', niches.middles]],
    uns: new Map([...input.adata.uns].filter(([key]) => key === 'spatial_unit')),
  });
  const found = await read(input, config, tiles, niches.side * config.nicheContext, channels, 'nothing');
  const section = Int32Array.from(niches.member, (cell) => input.section[cell]);
  return { ...found, section, mean, deviation };
}

async function read(
  { image, unit }: SpatiaInput,
  { imageSize }: SpatiaConfig,
  cells: AnnData,
  width: number,
  channels: readonly string[],
  blank: SpatiaConfig['blank'],
): Promise<Pick<Crops, 'count' | 'size' | 'channels' | 'values' | 'notices'>> {
  const asked = { side: imageSize, width, unit, channels, blank } as const;
  const range = await usedRange(image!, cells, asked);
  const crops = await image!.batch(cells, { ...asked, type: 'uint8', ...(range && { range }) });
  return {
    count: cells.nObs,
    size: imageSize,
    channels: channels.length,
    values: crops.values as Uint8Array,
    notices: crops.notices,
  };
}

/** Crops that are looked at for the range of values, and the share of their pixels below its end (ours). */
const LOOKED_AT = 128;
const WHITE = 0.998;
/** An image that uses less of the range of its type is stretched: 16 bits often hold 8 or 12 (ours). */
const LITTLE = 0.25;

/** The values that are black and white where an image uses little of its type's range; the type's own where it uses more. */
export async function usedRange(
  image: ImageSource,
  cells: AnnData,
  asked: Pick<ImageCropsOptions, 'side' | 'width' | 'unit' | 'channels' | 'blank'>,
): Promise<readonly [number, number] | undefined> {
  const step = Math.ceil(cells.nObs / LOOKED_AT);
  const obs = Int32Array.from({ length: Math.ceil(cells.nObs / step) }, (_, i) => i * step);
  const white = async (range?: readonly [number, number]): Promise<number> => {
    const { values } = await image.batch(cells, { ...asked, obs, ...(range && { range }) });
    const sorted = Float32Array.from(values).sort();
    return sorted[Math.min(sorted.length - 1, Math.floor(WHITE * sorted.length))];
  };
  const share = await white();
  if (share >= LITTLE || share <= 0) return undefined;
  // Values themselves, as long as they stay below the end of 32 bits.
  const end = 2 ** 32;
  return [0, (await white([0, end])) * end];
}

/** The median distance of a cell to the nearest other one of its section. */
export function pitchOf({ points, section }: SpatiaInput): number {
  const all = Int32Array.from({ length: points!.rows }, (_, i) => i);
  const near = buildIndex(points!, { groups: section }).nearest(all, 2);
  const lengths = Array.from(all, (cell) => {
    const other = near[2 * cell] === cell ? near[2 * cell + 1] : near[2 * cell];
    return other < 0 ? NaN : Math.hypot(points!.get(cell, 0) - points!.get(other, 0), points!.get(cell, 1) - points!.get(other, 1)); // prettier-ignore
  }).filter((length) => length > 0);
  lengths.sort((a, b) => a - b);
  return lengths[lengths.length >> 1] ?? 1;
}

function momentsOf(
  { count, size, channels, values }: Pick<Crops, 'count' | 'size' | 'channels' | 'values'>,
  section: ArrayLike<number>,
  standardize: boolean,
): Pick<Crops, 'mean' | 'deviation'> {
  const sections = Math.max(...Array.from(section)) + 1;
  const zeros = () => Array.from({ length: sections }, () => new Float64Array(channels));
  const [mean, deviation, squares, pixels] = [zeros(), zeros(), zeros(), new Float64Array(sections)];
  if (!standardize) return { mean, deviation: deviation.map((row) => row.fill(1)) };
  const each = size * size * channels;
  for (let crop = 0; crop < count; crop++) {
    const s = section[crop];
    pixels[s] += size * size;
    for (let at = crop * each; at < (crop + 1) * each; at++) {
      const value = values[at] / 255;
      mean[s][at % channels] += value;
      squares[s][at % channels] += value * value;
    }
  }
  for (let s = 0; s < sections; s++) {
    for (let c = 0; c < channels; c++) {
      mean[s][c] /= Math.max(1, pixels[s]);
      deviation[s][c] = Math.sqrt(Math.max(0, squares[s][c] / Math.max(1, pixels[s]) - mean[s][c] ** 2)) || 1;
    }
  }
  return { mean, deviation };
}

/**
 * Some crops as the network takes them [chosen, size, size, channels]; a number below 0 is an empty picture.
 *
 * @param turns draws one of the eight turns and mirrors of a square for each; none unless given
 */
export function cropTensor(crops: Crops, chosen: ArrayLike<number>, turns?: Random): tf.Tensor4D {
  const { size, channels, values, section, mean, deviation } = crops;
  const each = size * size * channels;
  const out = new Float32Array(chosen.length * each);
  for (let i = 0; i < chosen.length; i++) {
    const crop = chosen[i];
    const turn = turns ? turns.integer(0, 8) : 0;
    if (crop < 0) continue;
    const [m, d] = [mean[section[crop]], deviation[section[crop]]];
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const from = crop * each + placeOf(size, y, x, turn) * channels;
        const to = i * each + (y * size + x) * channels;
        for (let c = 0; c < channels; c++) out[to + c] = (values[from + c] / 255 - m[c]) / d[c];
      }
    }
  }
  return tf.tensor4d(out, [chosen.length, size, size, channels]);
}

/** The pixel that a turned or mirrored picture has at a place. */
function placeOf(size: number, y: number, x: number, turn: number): number {
  let [row, column] = turn & 4 ? [x, y] : [y, x];
  if (turn & 1) row = size - 1 - row;
  if (turn & 2) column = size - 1 - column;
  return row * size + column;
}

/** Rows of a matrix as a tensor. */
export const rowTensor = (of: DenseMatrix, rows: ArrayLike<number>): tf.Tensor2D =>
  tf.tensor2d(Float32Array.from(of.takeRows(rows).values), [rows.length, of.columns]);
