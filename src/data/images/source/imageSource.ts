import { TissuebookError } from '../../../errors';
import { anything, checkOptions, integer, listOf, oneOf, text } from '../../../options';
import type { AnnData } from '../../annData';
import { positionsOf } from '../../arrays';
import { type Column, valueAt } from '../../column';
import { coordinates, MICROMETER } from '../../coordinates';
import { cellsOf } from '../../mudata/cellsOf';
import type { MuData } from '../../mudata/muData';
import { DenseMatrix } from '../../denseMatrix';
import { listNames } from '../../table';
import { TissueImage } from '../tissueImage';
import { checkCropOptions, type ImageCropsOptions } from './cropOptions';
import { type CellsOnSlide, type ImageCrops, slideCrops } from './slideCrops';
import { joinCrops } from './joinCrops';
import { PlacedSlide, type Slide } from './slide';
import { type SlideExtent, slideExtent } from './slideExtent';
import { type SlideOverview, slideOverview, type SlideOverviewOptions } from './slideOverview';

export interface ImageSourceOptions {
  /** The obs column that names the slide of each cell; needed where there are several slides. */
  section?: string;
  /** What positions count. What uns['spatial_unit'] of the cells says, else pixels of the finest level. */
  unit?: 'pixels' | 'micrometers';
  /** The obs column with the number of each cell in `labels`. The number that lies under its position. */
  label?: string;
}

/** Where cells lie on their slides. */
export interface CellPlaces {
  /** The slide of each cell. */
  slides: string[];
  /** x and y in pixels of the finest level [cells, 2]. */
  pixels: DenseMatrix;
  /** 1 for a cell that lies on its image. */
  on: Uint8Array;
}

/**
 * What a model takes beside cells: the images of their tissue, one or a slide for each section, with crops at cells. It
 * does not keep the cells: crops are asked for with any data that have positions, as some cells of a split.
 *
 * @example
 * const source = new ImageSource(imageOf(adata)); // the image that a Visium section keeps
 * for await (const { rows, values, notices } of source.crops(adata, { side: 32, width: 55, unit: 'micrometers' }))
 *   console.log(rows, values.length, notices);
 *
 * @example
 * const scan = await readImage('scan.ome.tif');
 * const cells = new ImageSource({ image: scan, outlines }, { unit: 'micrometers' });
 * // One scale for the slide, by its largest cell, and everything but the cell black.
 * cells.crops(adata, { side: 64, width: 'largest', blank: 'outside', channels: ['DAPI'] });
 */
export class ImageSource {
  readonly #slides: ReadonlyMap<string, PlacedSlide>;
  readonly #options: ImageSourceOptions;

  /**
   * @param slides an image, a slide, or slides by name: { MOB1: slide, MOB2: slide }
   * @throws TissuebookError 'invalid-argument' (no slide; several without `section`; a slide that says too much)
   */
  constructor(slides: TissueImage | Slide | Readonly<Record<string, Slide>>, options: ImageSourceOptions = {}) {
    checkOptions('ImageSource', options, { section: text, unit: oneOf('pixels', 'micrometers'), label: text });
    this.#slides = new Map(byName(slides).map(([name, slide]) => [name, new PlacedSlide(name, slide)]));
    this.#options = options;
    if (this.#slides.size === 0 || (this.#slides.size > 1 && options.section === undefined)) {
      throw new TissuebookError('invalid-argument', `ImageSource: ${this.#slides.size} slides and no section.`, {
        argument: 'section',
        advice: 'Name the obs column that says on which slide a cell is: { section: "sample" }.',
      });
    }
  }

  /** The names of the slides. */
  get slides(): string[] {
    return [...this.#slides.keys()];
  }

  /** Names of the channels that all slides have, in the order of the first. */
  get channels(): string[] {
    const [first, ...others] = [...this.#slides.values()].map(({ image }) => image.channels);
    return first!.filter((name) => others.every((channels) => channels.includes(name)));
  }

  /**
   * Crops at cells, batch by batch and slide by slide, so that memory stays bounded by a batch and the images' caches.
   * `rows` says which cells a batch has. A crop that does not lie on its image is said in `notices`, and `inside` is 0.
   *
   * @throws TissuebookError 'missing-key' (no positions, no such column, channel or slide, no outlines to blank by, no
   *   size of a pixel), 'invalid-argument', 'unknown-option', and as `TissueImage.region` while crops are read
   */
  crops(data: AnnData | MuData, options: ImageCropsOptions): AsyncGenerator<ImageCrops, void, undefined> {
    checkCropOptions('crops', options);
    const cells = cellsOf(data);
    const { index } = cells.obs;
    const rows = options.obs ? positionsOf(options.obs, index, 'obs') : Int32Array.from(index.keys());
    return slideBySlide(this.#onSlides(cells, rows), options);
  }

  /**
   * The crops of some cells together in the order of `obs`, as a training step takes them.
   *
   * @throws TissuebookError as `crops`
   */
  async batch(data: AnnData | MuData, options: Omit<ImageCropsOptions, 'batch'>): Promise<ImageCrops> {
    checkCropOptions('batch', options);
    const { index } = data.obs;
    const rows = options.obs ? positionsOf(options.obs, index, 'obs') : Int32Array.from(index.keys());
    if (rows.length === 0)
      throw new TissuebookError('invalid-argument', 'batch: no cell is chosen.', { argument: 'obs' });
    const parts: ImageCrops[] = [];
    for await (const part of this.crops(data, options)) parts.push(part);
    return joinCrops(rows, parts);
  }

  /**
   * Where cells lie on their slides; no pixel is read.
   * @throws TissuebookError as `crops`
   */
  places(data: AnnData | MuData): CellPlaces {
    const cells = cellsOf(data);
    const slides: string[] = Array<string>(cells.nObs).fill('');
    const pixels = DenseMatrix.zeros(cells.nObs, 2);
    const on = new Uint8Array(cells.nObs);
    for (const { slide, rows, xy } of this.#onSlides(cells, Int32Array.from(cells.obs.index.keys()))) {
      const { width, height } = slide.image;
      rows.forEach((row, i) => {
        const [x, y] = [xy.get(i, 0), xy.get(i, 1)];
        slides[row] = slide.name;
        pixels.row(row).set([x, y]);
        on[row] = x >= 0 && y >= 0 && x <= width && y <= height ? 1 : 0;
      });
    }
    return { slides, pixels, on };
  }

  /**
   * Each slide as a whole in few pixels, by name, to lie under its cells: `spatialView(cells, { color, image: await source.overview(cells) })`.
   * Of a pyramid the level is read that is fine enough.
   *
   * @throws TissuebookError 'missing-key' (no size of a pixel), 'invalid-argument' (channels that make no picture, positions that are turned on
   *   a slide), and as `TissueImage.region`
   */
  async overview(
    data: AnnData | MuData,
    options: SlideOverviewOptions = {},
  ): Promise<ReadonlyMap<string, SlideOverview>> {
    checkOptions('overview', options, {
      side: integer(16, 2000),
      channels: listOf(text),
      range: anything,
      signal: anything,
    });
    const unit = this.#unit(cellsOf(data));
    const found = new Map<string, SlideOverview>();
    for (const [name, slide] of this.#slides) found.set(name, await slideOverview(slide, unit, options));
    return found;
  }

  /**
   * Where each slide lies among the positions of its cells, by name; no pixel is read.
   *
   * @throws TissuebookError 'missing-key' (no size of a pixel), 'invalid-argument' (positions that are turned on a slide)
   */
  extents(data: AnnData | MuData): ReadonlyMap<string, SlideExtent> {
    const unit = this.#unit(cellsOf(data));
    return new Map([...this.#slides].map(([name, slide]) => [name, slideExtent(slide, unit)]));
  }

  /** Closes the files of all images. */
  async close(): Promise<void> {
    for (const slide of this.#slides.values()) await slide.close();
  }

  /** What it is, as text. */
  toString(): string {
    const lines = [...this.#slides.values()].map(({ name, image }) => `${name}: ${image}`.replaceAll(/^/gm, '  '));
    return [`ImageSource of ${this.#slides.size} ${this.#slides.size === 1 ? 'slide' : 'slides'}`, ...lines].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }

  /** The cells of each slide, with where they are in its pixels. */
  #onSlides(cells: AnnData, rows: Int32Array): CellsOnSlide[] {
    const { points, unit: said } = coordinates(cells);
    const unit = this.#unit(cells);
    const labels = this.#options.label === undefined ? undefined : cells.column(this.#options.label);
    const unsaid = this.#options.unit === undefined && said === undefined;
    return [...this.#rowsOfSlides(cells, rows)].map(([name, here]) => {
      const slide = this.#slides.get(name)!;
      return {
        slide,
        unit,
        rows: here,
        names: Array.from(here, (row) => cells.obs.index[row]!),
        labels: labels && Array.from(here, (row) => labelAt(labels, row)),
        xy: slide.toPixels(points.takeRows(here).takeColumns([0, 1]), unit),
        notices: unsaid && !slide.placed ? ['Nothing says the unit of the positions: taken for pixels.'] : [],
      };
    });
  }

  /** What positions count. */
  #unit(cells: AnnData): 'pixels' | 'micrometers' {
    const { unit: said } = coordinates(cells);
    return this.#options.unit ?? (said !== undefined && MICROMETER.test(said) ? 'micrometers' : 'pixels');
  }

  #rowsOfSlides(cells: AnnData, rows: Int32Array): Map<string, Int32Array> {
    const { section } = this.#options;
    if (section === undefined) return new Map([[this.slides[0]!, rows]]);
    const column = cells.column(section);
    const found = new Map<string, number[]>();
    for (const row of rows) {
      const name = String(valueAt(column, row) ?? '');
      if (!this.#slides.has(name)) {
        throw new TissuebookError('missing-key', `The cell "${cells.obs.index[row]}" is on the slide "${name}".`, {
          argument: 'section',
          found: name,
          advice: `Slides: ${listNames(this.slides)}. Leave other cells out with obs.`,
        });
      }
      const there = found.get(name);
      if (there) there.push(row);
      else found.set(name, [row]);
    }
    return new Map([...found].map(([name, list]) => [name, Int32Array.from(list)]));
  }
}

function byName(slides: TissueImage | Slide | Readonly<Record<string, Slide>>): [string, Slide][] {
  if (slides instanceof TissueImage) return [[slides.name, { image: slides }]];
  if (isSlide(slides)) return [[slides.image.name, slides]];
  return Object.entries(slides);
}

function isSlide(slides: Slide | Readonly<Record<string, Slide>>): slides is Slide {
  return slides.image instanceof TissueImage;
}

function labelAt(labels: Column, row: number): number {
  const value = Number(valueAt(labels, row) ?? 0);
  return Number.isFinite(value) ? value : 0;
}

async function* slideBySlide(
  parts: readonly CellsOnSlide[],
  options: ImageCropsOptions,
): AsyncGenerator<ImageCrops, void, undefined> {
  for (const part of parts) yield* slideCrops(part, options);
}
