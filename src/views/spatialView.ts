import { type AnnData, Outlines, type SlideOverview, type TissueImage, Transcripts } from '../data';
import { checkAnnData } from '../data/checkAnnData';
import { TissuebookError } from '../errors';
import type { ColumnName, LayerName } from '../names';
import {
  anything,
  checkArgument,
  checkOptions,
  listOf,
  number,
  objectWith,
  oneOf,
  type OptionCheck,
  text,
} from '../options';
import {
  encodeArray,
  type Region,
  type SectionImage,
  type ShownTranscripts,
  type SpatialPanel,
  UNIT_NAMES,
} from '../protocol';
import { cellValues, type ColorBy } from './cellColor';
import type { CellValues } from './cellValues';
import { cellHeights } from './cellHeights';
import { cellPlaces, pixelSizeOf, type Places, type PlaceUnit } from './cellPlaces';
import { cellSet } from './cellSet';
import { hoverField, isColor } from './hoverField';
import { type ImageInput, imagesUnder, isImageInput, type SmallImages } from './image/imageUnder';
import { overviewImage } from './image/smallImage';
import { encodeNumbers } from './numbers';
import { describeOutlines, packOutlines } from './packedOutlines';
import { colorFields, type ScaleOptions, sharedLabels } from './panelColor';
import { sectionImage, slideFor, slideImage } from './sectionImage';
import { describeTranscripts, showTranscripts } from './shownTranscripts';
import { describeSpatial } from './spatialWords';
import { View } from './view';
import { type Wording, words, wordingChecks } from './wording';

/** An outline to draw: corners [x, y] in the unit of the picture. */
export interface Outline {
  name: string;
  corners: readonly (readonly [number, number])[];
}

/** How a tissue is shown. */
export interface SpatialOptions extends Wording, ScaleOptions {
  /** An obs column, a feature, or { name, values }; several make panels side by side, zoomed together. */
  color: ColorBy | readonly ColorBy[];
  /** An obs column of groups (sections, patients): one panel a group. Only with one color. */
  panelBy?: ColumnName;
  /** Where the values of features come from. Default: X. */
  layer?: LayerName;
  /** More fields for the tooltip: obs columns or features. Default: none. */
  hover?: readonly ColorBy[];
  /** Outlines in every panel. */
  regions?: readonly Outline[];
  /**
   * Outlines of the cells, drawn instead of points from where cells are about five pixels wide: those of `readOutlines`, by the cells' names, or true for
   * those that the data keep (`keepOutlines`). Up to 500,000 corners are kept in the notebook; more stay with the kernel, which the page asks for those in
   * sight. Default: none.
   */
  outlines?: boolean | Outlines;
  /**
   * Transcripts of the section (`readTranscripts`), drawn as dots over cells and image. The figure lists the genes that are on show; others are added there while
   * the kernel has the table. Of each gene a sample of some 4,000 dots is kept in the notebook; the others come in tiles as one zooms. Not with panelBy. Default: none.
   */
  transcripts?: Transcripts;
  /** Genes, or control probes, whose transcripts are shown at first; 12 at most. Default: none. */
  genes?: readonly string[];
  /**
   * Whether the section's image lies under the cells, where the data have one (uns['spatial'][section]['images'], as
   * squidpy and scanpy keep it), or slides of an ImageSource: `await source.overview(cells)`. Default true. With panelBy, sections and
   * slides are found by the names of the groups. A view of slides zooms into their files while the kernel has them open.
   */
  image?: boolean | ReadonlyMap<string, SlideOverview>;
  /**
   * Shows the cells in three dimensions: an obs column of numbers with their heights, or 'spatial' for the third column of
   * the positions. Dragging turns the picture; panelBy puts sections side by side. Images and regions are not shown.
   */
  z?: ColumnName | 'spatial';
  /** What heights are multiplied by, for example micrometres between sections that are numbered. Default 1. */
  zStep?: number;
  /** Unit of the positions. Default: what uns['spatial_unit'] says, else 'units': it is not known. */
  unit?: PlaceUnit;
  /** Micrometres in a pixel: positions are converted, and shown in micrometres. Default: what is kept with the data (`keepPixelSize`, or the figure's own question). */
  pixelSize?: number;
}

/** How a tissue is shown over an image that is read first. */
export interface ImagedSpatialOptions extends Omit<SpatialOptions, 'image'> {
  /**
   * The path of an image (OME-TIFF, TIFF, JPEG 2000, PNG, JPEG), an image of readImage or readSpatialData, one with how positions fall on it
   * ({ image, scale }, { image, toPixels }), or an ImageSource. Positions in micrometers fall on it by the size of a pixel that its file says;
   * others are taken for pixels of its finest level. Channels beside red, green and blue are shown in colors, from the first percentile to
   * the 99.8th. The notebook keeps a small version; while the kernel has the image open one zooms down to its pixels.
   */
  image: ImageInput;
}

/** Most panels side by side and below each other (ours): a browser page has room for no more. */
const MAX_PANELS = 24;

const checks: Record<keyof SpatialOptions, OptionCheck> = {
  ...wordingChecks,
  color: (value) => (Array.isArray(value) ? listOf(isColor)(value) : isColor(value)),
  panelBy: text,
  layer: text,
  hover: listOf(isColor),
  regions: anything,
  outlines: (value) =>
    typeof value === 'boolean' || value instanceof Outlines ? undefined : 'true, or what readOutlines gives',
  image: (value) =>
    typeof value === 'boolean' || value instanceof Map || isImageInput(value)
      ? undefined
      : 'true, false, the path of an image, a TissueImage, a Slide, an ImageSource, or what its overview() gives',
  transcripts: (value) => (value instanceof Transcripts ? undefined : 'what readTranscripts gives'),
  genes: listOf(text),
  z: text,
  zStep: number(1e-9),
  unit: oneOf('um', 'px', 'units'),
  pixelSize: number(1e-9),
  palette: listOf((value) => (/^#[0-9a-f]{6}$/i.test(String(value)) ? undefined : 'a color such as #0072b2')),
  vmin: number(),
  vmax: number(),
  scale: oneOf('sequential', 'diverging'),
};

/**
 * Cells or spots at their places in the tissue, y downwards as in images.
 *
 * `spatialView(tumour, { color: 'phenotype' })` colors by an obs column; a list of colors makes panels side by side
 * that zoom together, for example before and after: `color: [{ name: 'before', values: a }, { name: 'after', values: b }]`.
 *
 * `spatialView(stack, { color: 'layer', z: 'section', zStep: 10 })` stacks sections in three dimensions.
 *
 * `await spatialView(tumour, { color: 'phenotype', image: 'scan.ome.tif' })` lays an image under the cells, into which one zooms.
 *
 * `spatialView(tumour, { color: 'phenotype', outlines: await readOutlines('cell_boundaries.parquet') })` fills the outlines of cells when one comes near.
 *
 * `spatialView(tumour, { color: 'phenotype', transcripts: await readTranscripts('outs'), genes: ['EPCAM', 'CD3E'] })` shows transcripts as dots.
 *
 * @returns the view; a promise of it where an image must be read first
 * @throws TissuebookError 'missing-key' for a color that is not there (with near names) or data without positions,
 *   'not-finite' for a position that is not a number, 'unknown-option', 'shape-mismatch' for outlines or transcripts that lie elsewhere, and as
 *   readImage and ImageSource
 */
export function spatialView(adata: AnnData, options: ImagedSpatialOptions): Promise<View>;
export function spatialView(adata: AnnData, options: SpatialOptions): View;
export function spatialView(adata: AnnData, options: SpatialOptions | ImagedSpatialOptions): View | Promise<View> {
  checkAnnData('spatialView', 'adata', adata);
  checkArgument('spatialView', 'options', options, objectWith());
  checkOptions('spatialView', options, checks);
  const pixelSize = pixelSizeOf(adata, options);
  const { image, ...rest } = { ...options, ...(pixelSize !== undefined && { pixelSize }) };
  if (!isImageInput(image)) return viewOf(adata, { ...rest, ...(image !== undefined && { image }) });
  return imagesUnder(adata, image, pixelSize ?? 1).then((images) => viewOf(adata, rest, images));
}

/** @param under images that were read to lie under the cells */
function viewOf(adata: AnnData, options: SpatialOptions, under?: SmallImages): View {
  const colors = listColors(options);
  const places = cellPlaces(adata, options);
  const found = colors.map((color) => cellValues(adata, color, options.layer));
  const hover = (options.hover ?? []).map((field) => cellValues(adata, field, options.layer));
  const groups = options.panelBy === undefined ? undefined : panelGroups(adata, options.panelBy);
  const parts = groups
    ? groups.map(({ name, cells }) => ({ title: name, color: found[0]!, cells }))
    : found.map((color) => ({ title: color.name, color, cells: undefined }));
  const shared = sharedLabels(found, options);
  const heights = options.z === undefined ? undefined : cellHeights(adata, options.z, options.zStep);
  const images = heights ? undefined : new SectionImages(adata, options, under);
  const panels = parts.map(({ title, color, cells }): SpatialPanel => {
    const take = <T extends ArrayLike<number>>(values: T): ArrayLike<number> => (cells ? pick(values, cells) : values);
    return {
      title,
      x: encodeNumbers(take(places.x), 'x'),
      y: encodeNumbers(take(places.y), 'y'),
      color: colorFields(color, take, options, shared),
      hover: hover.map((field) => hoverField(field, take)),
      ...(cells && { cells: encodeArray(cells) }),
      ...(heights && { z: encodeNumbers(take(heights), 'z') }),
      ...images?.under(groups ? title : undefined),
      ...(!heights && options.regions?.length && { regions: options.regions.map(encodeOutline) }),
    };
  });
  const factor = options.pixelSize ?? 1;
  const outlines = options.outlines && !heights ? packOutlines(adata, options.outlines, places, factor) : undefined;
  const transcripts = heights ? undefined : transcriptsOf(options, places);
  const made = describeSpatial(adata, found, options.panelBy);
  if (outlines) made.description += ` ${[describeOutlines(outlines), ...outlines.notices].join(' ')}`;
  if (transcripts) made.description += ` ${describeTranscripts(transcripts)}`;
  return new View(
    {
      ...words(options, made),
      kind: 'spatial',
      unit: places.unit,
      panels,
      ...(images?.list.length && { images: images.list }),
      ...(heights && {
        space: { z: options.z === 'spatial' ? `z (${UNIT_NAMES[places.unit]})` : options.z! },
      }),
      cells: cellSet(adata, {
        basis: { name: 'spatial', factor },
        colors: [...colors, ...(options.hover ?? [])],
        panelBy: options.panelBy,
        layer: options.layer,
      }),
      ...(outlines && { outlines: outlines.sent }),
      ...(transcripts && { transcripts }),
      ...(!groups && panels.length > 1 && { linked: true }),
    },
    { adata, layer: options.layer },
    images?.zoomed,
    transcripts && new Map([[transcripts.key, options.transcripts!]]),
  );
}

function transcriptsOf(
  { transcripts, genes, panelBy, pixelSize }: SpatialOptions,
  places: Places,
): ShownTranscripts | undefined {
  // prettier-ignore
  if (transcripts && panelBy === undefined) return showTranscripts(transcripts, genes ?? [], places, pixelSize);
  if (!transcripts && !genes) return undefined;
  throw new TissuebookError('invalid-argument', transcripts ? 'spatialView: transcripts are of one section, not of a panel for each group.' : 'spatialView: genes need transcripts.', {
    argument: transcripts ? 'panelBy' : 'transcripts',
    advice: transcripts ? 'Show one section: subset the cells.' : "Give them too: { transcripts: await readTranscripts('outs'), genes: ['EPCAM'] }.",
  }); // prettier-ignore
}

function listColors({ color, panelBy }: SpatialOptions): ColorBy[] {
  const colors = Array.isArray(color) ? (color as ColorBy[]) : [color as ColorBy];
  const wrong =
    color === undefined || colors.length === 0
      ? 'needs a color: an obs column, a feature, or { name, values }'
      : colors.length > MAX_PANELS
        ? `has ${colors.length} colors; ${MAX_PANELS} panels are the most`
        : panelBy !== undefined && colors.length > 1
          ? 'takes one color when panelBy is given'
          : undefined;
  if (wrong)
    throw new TissuebookError('invalid-argument', `spatialView ${wrong}.`, { argument: 'color', found: color });
  return colors;
}

function panelGroups(adata: AnnData, panelBy: string): { name: string; cells: Int32Array }[] {
  const groups = cellValues(adata, panelBy);
  const labels = groups.kind === 'category' ? groups.column.categories : [];
  if (labels.length === 0 || labels.length > MAX_PANELS) {
    throw new TissuebookError('invalid-argument', `panelBy: "${panelBy}" has ${labels.length || 'no'} groups.`, {
      argument: 'panelBy',
      found: panelBy,
      advice: `It takes an obs column with 1 to ${MAX_PANELS} groups; choose some with subset.`,
    });
  }
  const codes = (groups as Extract<CellValues, { kind: 'category' }>).column.codes;
  return labels
    .map((name, code) => ({ name, cells: Int32Array.from(codes.keys()).filter((i) => codes[i] === code) }))
    .filter(({ cells }) => cells.length > 0);
}

/** The images of the panels, each once. */
class SectionImages {
  readonly list: SectionImage[] = [];
  /** Those of which a page may ask for finer pixels, by their keys. */
  readonly zoomed = new Map<string, TissueImage>();
  readonly #found = new Map<string | undefined, { image?: number }>();

  constructor(
    readonly adata: AnnData,
    readonly options: SpatialOptions,
    readonly read: SmallImages | undefined,
  ) {}

  /** The panel's field for its section; nothing without an image. */
  under(section: string | undefined): { image?: number } {
    const known = this.#found.get(section);
    if (known) return known;
    const found = this.#imageOf(section);
    const field = found ? { image: this.list.push(found) - 1 } : {};
    this.#found.set(section, field);
    return field;
  }

  #imageOf(section: string | undefined): SectionImage | undefined {
    const { image = true, pixelSize = 1 } = this.options;
    if (!this.read && typeof image !== 'object')
      return image ? sectionImage(this.adata, section, pixelSize) : undefined;
    const overview = typeof image === 'object' ? slideFor(image, section) : undefined;
    const small = overview ? overviewImage(overview, pixelSize) : this.read?.get(undefined) ?? (this.read && slideFor(this.read, section)); // prettier-ignore
    if (small) this.zoomed.set(small.key, small.image);
    return small?.section ?? (overview && slideImage(overview, pixelSize));
  }
}

function encodeOutline({ name, corners }: Outline): Region {
  return {
    name,
    x: encodeNumbers(
      corners.map((corner) => corner[0]),
      `regions["${name}"]`,
    ),
    y: encodeNumbers(
      corners.map((corner) => corner[1]),
      `regions["${name}"]`,
    ),
  };
}

function pick(values: ArrayLike<number>, cells: Int32Array): Float64Array {
  return Float64Array.from(cells, (i) => values[i]!);
}
