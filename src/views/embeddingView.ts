import { type AnnData } from '../data';
import { checkAnnData } from '../data/checkAnnData';
import { TissuebookError } from '../errors';
import type { BasisName, LayerName } from '../names';
import {
  checkArgument,
  checkOptions,
  integer,
  listOf,
  number,
  objectWith,
  oneOf,
  type OptionCheck,
  text,
} from '../options';
import type { SpatialPanel } from '../protocol';
import { cellValues, type ColorBy } from './cellColor';
import type { CellValues } from './cellValues';
import { cellSet } from './cellSet';
import { hoverField, isColor } from './hoverField';
import { basisOf, encodePlaces } from './embeddingBasis';
import { colorFields, type ScaleOptions, sharedLabels } from './panelColor';
import { describeCells } from './spatialWords';
import { View } from './view';
import { type Wording, words, wordingChecks } from './wording';

/** How an embedding is shown. */
export interface EmbeddingOptions extends Wording, ScaleOptions {
  /** A key of obsm, with or without its "X_": 'umap', 'X_pca', 'X_squint'. Default: 'X_umap'. */
  basis?: BasisName;
  /** An obs column, a feature, or { name, values }; several make panels side by side, zoomed together. */
  color: ColorBy | readonly ColorBy[];
  /** Which two columns of the basis, from 0. Default [0, 1]. */
  dimensions?: readonly [number, number];
  /** Where the values of features come from. Default: X. */
  layer?: LayerName;
  /** More fields for the tooltip: obs columns or features. Default: none. */
  hover?: readonly ColorBy[];
}

const checks: Record<keyof EmbeddingOptions, OptionCheck> = {
  ...wordingChecks,
  basis: text,
  color: (value) => (Array.isArray(value) ? listOf(isColor)(value) : isColor(value)),
  dimensions: listOf(integer(0)),
  layer: text,
  hover: listOf(isColor),
  palette: listOf((value) => (/^#[0-9a-f]{6}$/i.test(String(value)) ? undefined : 'a color such as #0072b2')),
  vmin: number(),
  vmax: number(),
  scale: oneOf('sequential', 'diverging'),
};

/**
 * Cells at their places in an embedding: `embeddingView(tumour, { color: 'phenotype' })`. A selection
 * made here is shown in the tissue of the same cells, and the reverse.
 *
 * @throws TissuebookError 'missing-key' for a basis or color that is not there (with near names), 'invalid-argument'
 *   for dimensions that it does not have, 'not-finite' for a place that is not a number, 'unknown-option'
 */
export function embeddingView(adata: AnnData, options: EmbeddingOptions): View {
  checkAnnData('embeddingView', 'adata', adata);
  checkArgument('embeddingView', 'options', options, objectWith());
  checkOptions('embeddingView', options, checks);
  const { name, matrix } = basisOf('embeddingView', adata, options.basis);
  const [i, j] = options.dimensions ?? [0, 1];
  if (i >= matrix.columns || j >= matrix.columns) {
    throw new TissuebookError('invalid-argument', `obsm["${name}"] has ${matrix.columns} columns.`, {
      argument: 'dimensions',
      found: options.dimensions,
    });
  }
  const colors = (Array.isArray(options.color) ? options.color : [options.color]) as ColorBy[];
  const hover = (options.hover ?? []).map((field) => cellValues(adata, field, options.layer));
  const found = colors.map((color) => cellValues(adata, color, options.layer));
  const shared = sharedLabels(found, options);
  const [x, y] = [encodePlaces(matrix.column(i), name), encodePlaces(matrix.column(j), name)];
  const panels = found.map((color: CellValues): SpatialPanel => ({
    title: color.name,
    x,
    y,
    color: colorFields(color, (values) => values, options, shared),
    hover: hover.map((field) => hoverField(field, (values) => values)),
  }));
  const short = name.replace(/^X_/, '').toUpperCase();
  return new View(
    {
      ...words(options, describeCells(adata, found, `${short} colored by`, `cells by their ${short}`)),
      kind: 'spatial',
      unit: 'px',
      axes: { x: `${short} ${i + 1}`, y: `${short} ${j + 1}` },
      panels,
      cells: cellSet(adata, {
        basis: { name, factor: 1 },
        colors: [...colors, ...(options.hover ?? [])],
        layer: options.layer,
      }),
      ...(panels.length > 1 && { linked: true }),
    },
    { adata, layer: options.layer },
  );
}
