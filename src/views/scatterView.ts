import type { AnnData } from '../data';
import { checkAnnData } from '../data/checkAnnData';
import type { ColorName, LayerName } from '../names';
import { checkArgument, checkOptions, listOf, number, objectWith, oneOf, type OptionCheck, text } from '../options';
import { cellValues, type ColorBy } from './cellColor';
import { cellSet } from './cellSet';
import { fieldPair, fieldPairName } from './fieldPair';
import { hoverField, isColor } from './hoverField';
import { encodeNumbers } from './numbers';
import { colorFields, type ScaleOptions, sharedLabels } from './panelColor';
import { describeCells } from './spatialWords';
import { View } from './view';
import { type Wording, words, wordingChecks } from './wording';

/** How two measures are drawn against each other. */
export interface ScatterOptions extends Wording, ScaleOptions {
  /** A feature or an obs column of numbers along the x axis. */
  x: ColorName;
  /** The same along the y axis. */
  y: ColorName;
  /** An obs column, a feature, or { name, values }; several make panels side by side. */
  color: ColorBy | readonly ColorBy[];
  /** Where the values of features come from. Default: X. */
  layer?: LayerName;
  /** More fields for the tooltip. Default: none. */
  hover?: readonly ColorBy[];
}

const checks: Record<keyof ScatterOptions, OptionCheck> = {
  ...wordingChecks,
  x: text,
  y: text,
  color: (value) => (Array.isArray(value) ? listOf(isColor)(value) : isColor(value)),
  layer: text,
  hover: listOf(isColor),
  palette: listOf((value) => (/^#[0-9a-f]{6}$/i.test(String(value)) ? undefined : 'a color such as #0072b2')),
  vmin: number(),
  vmax: number(),
  scale: oneOf('sequential', 'diverging'),
};

/**
 * Cells by two measures, as a gate in cytometry: `scatterView(tumor, { x: 'CD3', y: 'CD8', color: 'phenotype' })`, as scanpy.pl.scatter. An outline here
 * selects the same cells in the tissue and in every other picture of them, and the code of the selection finds them again with selectCells.
 *
 * @throws TissuebookError 'missing-key' for a field that is not there (with near names), 'invalid-argument' for a field of labels as an axis,
 *   'not-finite' for a value that is no number
 */
export function scatterView(adata: AnnData, options: ScatterOptions): View {
  checkAnnData('scatterView', 'adata', adata);
  checkArgument('scatterView', 'options', options, objectWith('x', 'y', 'color'));
  checkOptions('scatterView', options, checks);
  const { layer } = options;
  const places = fieldPair(adata, options.x, options.y, layer);
  const colors = (Array.isArray(options.color) ? options.color : [options.color]) as ColorBy[];
  const found = colors.map((color) => cellValues(adata, color, layer));
  const hover = (options.hover ?? []).map((field) => cellValues(adata, field, layer));
  const shared = sharedLabels(found, options);
  const [x, y] = [encodeNumbers(places.column(0), options.x), encodeNumbers(places.column(1), options.y)];
  const panels = found.map((color) => ({
    title: color.name,
    x,
    y,
    color: colorFields(color, (values) => values, options, shared),
    hover: hover.map((field) => hoverField(field, (values) => values)),
  }));
  const name = fieldPairName(options.x, options.y, layer);
  return new View(
    {
      ...words(
        options,
        describeCells(
          adata,
          found,
          `${options.x} and ${options.y} colored by`,
          `cells by ${options.x} and ${options.y}`,
        ),
      ),
      kind: 'spatial',
      unit: 'px',
      axes: { x: options.x, y: options.y, free: true },
      panels,
      cells: cellSet(adata, { basis: { name, factor: 1 }, colors: [...colors, ...(options.hover ?? [])], layer }),
      ...(panels.length > 1 && { linked: true }),
    },
    { adata, layer },
  );
}
