import type { AnnData, SlideOverview } from '../data';
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
import { encodeArray, type Region, type SectionImage, type SpatialPanel, UNIT_NAMES } from '../protocol';
import { cellValues, type ColorBy } from './cellColor';
import type { CellValues } from './cellValues';
import { cellHeights } from './cellHeights';
import { cellPlaces, type PlaceUnit } from './cellPlaces';
import { cellSet } from './cellSet';
import { hoverField, isColor } from './hoverField';
import { encodeNumbers } from './numbers';
import { colorFields, type ScaleOptions, sharedLabels } from './panelColor';
import { sectionImage, slideImage } from './sectionImage';
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
   * Whether the section's image lies under the cells, where the data have one (uns['spatial'][section]['images'], as
   * squidpy and scanpy keep it), or slides of an ImageSource: `await source.overview(cells)`. Default true. With panelBy, sections and
   * slides are found by the names of the groups.
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
  /** Micrometres in a pixel: positions are converted, and shown in micrometres. */
  pixelSize?: number;
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
  image: (value) =>
    typeof value === 'boolean' || value instanceof Map
      ? undefined
      : 'true, false, or what overview() of an ImageSource gives',
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
 * @throws TissuebookError 'missing-key' for a color that is not there (with near names) or data without positions,
 *   'not-finite' for a position that is not a number, 'unknown-option'
 */
export function spatialView(adata: AnnData, options: SpatialOptions): View {
  checkAnnData('spatialView', 'adata', adata);
  checkArgument('spatialView', 'options', options, objectWith());
  checkOptions('spatialView', options, checks);
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
  const images = heights ? undefined : new SectionImages(adata, options);
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
  return new View(
    {
      ...words(options, describeSpatial(adata, found, options.panelBy)),
      kind: 'spatial',
      unit: places.unit,
      panels,
      ...(images?.list.length && { images: images.list }),
      ...(heights && {
        space: { z: options.z === 'spatial' ? `z (${UNIT_NAMES[places.unit]})` : options.z! },
      }),
      cells: cellSet(adata, {
        basis: { name: 'spatial', factor: options.pixelSize ?? 1 },
        colors: [...colors, ...(options.hover ?? [])],
        panelBy: options.panelBy,
        layer: options.layer,
      }),
      ...(!groups && panels.length > 1 && { linked: true }),
    },
    { adata, layer: options.layer },
  );
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
  readonly #found = new Map<string | undefined, { image?: number }>();

  constructor(
    readonly adata: AnnData,
    readonly options: SpatialOptions,
  ) {}

  /** The panel's field for its section; nothing without an image. */
  under(section: string | undefined): { image?: number } {
    const known = this.#found.get(section);
    if (known) return known;
    const { image = true, pixelSize = 1 } = this.options;
    const found = typeof image === 'object' ? slideImage(image, section, pixelSize) : image ? sectionImage(this.adata, section, pixelSize) : undefined; // prettier-ignore
    const field = found ? { image: this.list.push(found) - 1 } : {};
    this.#found.set(section, field);
    return field;
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
