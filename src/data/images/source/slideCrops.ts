import { TissuebookError } from '../../../errors';
import { DenseMatrix } from '../../denseMatrix';
import { listNames } from '../../table';
import { type Crops, cropsAt } from '../cropsAt';
import type { CellShapes, ShapedCell } from './cellShapes';
import { channelNumbers, type ImageCropsOptions, rangeOf } from './cropOptions';
import type { PlacedSlide } from './slide';
import { type CropWriter, writeCrop } from './writeCrop';

/** Crops of cells that are on one slide. */
export interface ImageCrops {
  /** The slide; '' where a batch has cells of several. */
  slide: string;
  /** Which cells, by their place in the data. */
  rows: Int32Array;
  /** Names of the channels. */
  channels: string[];
  /** [n, side, side, channels], or [n, channels, side, side] with layout 'channels-first'. */
  shape: [number, number, number, number];
  values: Float32Array | Uint8Array;
  /** The share of each crop that lies on the image: 0 where none of it does. */
  inside: Float32Array;
  /** 1 for each crop that was blanked as was asked; 0 where the cell has no outline or label. */
  blanked: Uint8Array;
  /** What must be known of these crops, in sentences: cells off the image, cells without an outline. */
  notices: string[];
}

/** Cells of a slide, with their positions in its pixels. */
export interface CellsOnSlide {
  slide: PlacedSlide;
  unit: 'pixels' | 'micrometers';
  rows: Int32Array;
  names: string[];
  labels: number[] | undefined;
  /** [n, 2] */
  xy: DenseMatrix;
  notices: string[];
}

/** Bytes that a batch takes unless its size is said. */
const BATCH_BYTES = 64 * 2 ** 20;

/** The crops of a slide's cells, in their order. */
export async function* slideCrops(
  cells: CellsOnSlide,
  options: ImageCropsOptions,
): AsyncGenerator<ImageCrops, void, undefined> {
  const { slide } = cells;
  const { side, signal, blank = 'nothing', type = 'float32' } = options;
  const writer = writerFor(slide, options);
  const shapes = blank !== 'nothing' || options.width === 'largest' ? slide.shapes(cells.unit) : undefined;
  const scale = (await widthInPixels(cells, options, shapes)) / side;
  const xy = options.width === 'largest' ? await middles(cells, shapes!) : cells.xy;
  const batch = options.batch ?? usualBatch(slide, writer, type);
  const kept = new Uint8Array(side * side);
  const twice = new SharedLabels();
  for await (const crops of cropsAt(slide.image, xy, { size: side, scale, batch, ...(signal && { signal }) })) {
    const found = emptyCrops(cells, crops, writer, type);
    for (let i = crops.from; i < crops.to; i++) {
      const window = { x: xy.get(i, 0) - (side * scale) / 2, y: xy.get(i, 1) - (side * scale) / 2, side, scale };
      const known = blank !== 'nothing' && (await shapes!.keep(kept, shapedCell(cells, i), window, blank));
      found.blanked[i - crops.from] = known ? 1 : 0;
      if (known && shapes?.label) twice.see(await shapes.label(shapedCell(cells, i)), cells.names[i]!);
      const at = (i - crops.from) * side * side;
      const covered = crops.covered.subarray(4 * (i - crops.from), 4 * (i - crops.from) + 4);
      const crop = { values: crops.values, at: at * writer.from, covered, kept: known ? kept : undefined };
      writeCrop(found.values, at * writer.channels.length, crop, writer);
      found.inside[i - crops.from] = ((covered[1]! - covered[0]!) * (covered[3]! - covered[2]!)) / (side * side);
    }
    yield { ...found, notices: [...noticesOf(cells, crops, found, blank !== 'nothing'), ...twice.said()] };
  }
}

function writerFor(slide: PlacedSlide, options: ImageCropsOptions): CropWriter {
  const { image } = slide;
  const { side, padding = 'black', background = 'black', layout = 'channels-last' } = options;
  return {
    side,
    from: image.channels.length,
    channels: channelNumbers(image, options.channels),
    padding,
    background,
    range: rangeOf(image, options.range),
    channelsFirst: layout === 'channels-first',
  };
}

async function widthInPixels(
  { slide, unit }: CellsOnSlide,
  { side, width = side, unit: of = 'pixels' }: ImageCropsOptions,
  shapes: CellShapes | undefined,
): Promise<number> {
  if (width !== 'largest') {
    if (of === 'positions') return width * slide.perPosition(unit);
    return of === 'pixels' ? width : width / slide.micrometers(unit);
  }
  const largest = await shapes!.largest();
  if (largest > 0) return largest;
  throw new TissuebookError('missing-key', `The slide "${slide.name}" has no cell with an outline.`, {
    argument: 'width',
    found: 'largest',
  });
}

/** The middles of the cells' boxes; the positions of cells without one. */
async function middles(cells: CellsOnSlide, shapes: CellShapes): Promise<DenseMatrix> {
  const values = Float64Array.from(cells.xy.values);
  for (let i = 0; i < cells.rows.length; i++) {
    const box = await shapes.box(shapedCell(cells, i));
    if (box) values.set([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], 2 * i);
  }
  return new DenseMatrix(cells.rows.length, 2, values);
}

function shapedCell({ names, labels, xy }: CellsOnSlide, i: number): ShapedCell {
  return { name: names[i]!, label: labels?.[i], x: xy.get(i, 0), y: xy.get(i, 1) };
}

function usualBatch({ image }: PlacedSlide, { side, from, channels }: CropWriter, type: 'float32' | 'uint8'): number {
  const read = from * { uint8: 1, uint16: 2, float32: 4 }[image.type];
  const written = channels.length * (type === 'uint8' ? 1 : 4);
  return Math.min(256, Math.max(1, Math.floor(BATCH_BYTES / (side * side * (read + written)))));
}

function emptyCrops(
  { slide, rows }: CellsOnSlide,
  { from, to }: Crops,
  { side, channels, channelsFirst }: CropWriter,
  type: 'float32' | 'uint8',
): ImageCrops {
  const n = to - from;
  const length = n * side * side * channels.length;
  return {
    slide: slide.name,
    rows: rows.subarray(from, to),
    channels: channels.map((c) => slide.image.channels[c]!),
    shape: channelsFirst ? [n, channels.length, side, side] : [n, side, side, channels.length],
    values: type === 'uint8' ? new Uint8Array(length) : new Float32Array(length),
    inside: new Float32Array(n),
    blanked: new Uint8Array(n),
    notices: [],
  };
}

/** Cells that have one number in a label image: each is shown with the others of it. */
class SharedLabels {
  readonly #owners = new Map<number, string>();
  #shared: string[] = [];

  see(label: number, name: string): void {
    const owner = this.#owners.get(label);
    if (owner === undefined) this.#owners.set(label, name);
    else if (owner !== name) this.#shared.push(`${owner} and ${name} (${label})`);
  }

  /** What was found since the last time. */
  said(): string[] {
    const shared = this.#shared;
    this.#shared = [];
    if (shared.length === 0) return [];
    return [`${shared.length} cells have the number of another cell in the label image, and are shown together with it: ${listNames(shared)}.`]; // prettier-ignore
  }
}

function noticesOf(cells: CellsOnSlide, { from, to }: Crops, found: ImageCrops, blank: boolean): string[] {
  const names = cells.names.slice(from, to);
  const off = names.filter((_, i) => found.inside[i] === 0);
  const shapeless = blank ? names.filter((_, i) => found.blanked[i] === 0) : [];
  return [
    ...(from === 0 ? cells.notices : []),
    ...(off.length ? [`${off.length} of ${names.length} crops lie outside of ${cells.slide.name}: ${listNames(off)}.`] : []), // prettier-ignore
    ...(shapeless.length ? [`${shapeless.length} of ${names.length} cells have no outline, their crops are whole: ${listNames(shapeless)}.`] : []), // prettier-ignore
  ];
}
