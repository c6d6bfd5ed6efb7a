import type { AnnData } from '../data';
import { DenseMatrix } from '../data';
import { checkAnnData } from '../data/checkAnnData';
import type { ColumnName, FeatureName, LayerName } from '../names';
import { checkArgument, checkOptions, listOf, number, objectWith, oneOf, text } from '../options';
import type { HeatmapPayload } from '../protocol';
import { groupExpression, scaledColumns } from './groupExpression';
import { heatmapView } from './heatmapView';
import { linkCells } from './linkedGroups';
import { encodeNumbers } from './numbers';
import { View } from './view';
import { type Wording, wordingChecks } from './wording';

/** How a dot plot is shown. */
export interface DotPlotOptions extends Wording {
  /** Features, from left to right. */
  genes: readonly FeatureName[];
  /** The obs column whose labels are the rows: scanpy's groupby. */
  by: ColumnName;
  /** Where the values come from. Default: X. */
  layer?: LayerName;
  /** A cell above it expresses a gene. Default 0, as scanpy. */
  cutoff?: number;
  /** 'gene': colors of each gene from its lowest label to its highest, as scanpy's standard_scale 'var'. Default 'none'. */
  scale?: 'none' | 'gene';
}

const checks = {
  ...wordingChecks,
  genes: listOf(text),
  by: text,
  layer: text,
  cutoff: number(),
  scale: oneOf('none', 'gene'),
};

/**
 * What labels express: a dot for each label and gene, its color the mean over all cells of the label, its area the share of cells that express the gene. As
 * scanpy.pl.dotplot. A click on a dot selects the cells of its label in the tissue; cells selected elsewhere are marked at their rows.
 *
 * @throws TissuebookError 'missing-key' for a gene or column that is not there (with near names), 'invalid-argument' for a column of numbers
 * @example
 * dotPlotView(tumor, { genes: ['EPCAM', 'CD3E', 'MS4A1'], by: 'phenotype' });
 */
export function dotPlotView(adata: AnnData, options: DotPlotOptions): View {
  checkAnnData('dotPlotView', 'adata', adata);
  checkArgument('dotPlotView', 'options', options, objectWith('genes', 'by'));
  checkOptions('dotPlotView', options, checks);
  const { by, layer, cutoff } = options;
  const { labels, genes, means, shares } = groupExpression('dotPlotView', adata, { genes: options.genes, by, layer, cutoff }); // prettier-ignore
  const values = options.scale === 'gene' ? scaledColumns(means, genes.length, 'unit') : means;
  const { payload } = heatmapView(
    { rows: labels, columns: genes, values: new DenseMatrix(labels.length, genes.length, values) },
    {
      title: options.title ?? `Expression by ${by}`,
      rowTitle: by,
      columnTitle: 'dots: share of cells, in area',
      valueTitle: options.scale === 'gene' ? 'mean, of its range' : 'mean',
      scale: 'sequential',
      ...(options.caption !== undefined && { caption: options.caption }),
      ...(options.description !== undefined && { description: options.description }),
      ...(options.id !== undefined && { id: options.id }),
    },
  );
  return new View(
    {
      ...(payload as HeatmapPayload),
      sizes: encodeNumbers(shares, 'shares', [labels.length, genes.length]),
      sizeTitle: 'share of cells',
      cells: linkCells(adata, { column: by, labels }),
    },
    { adata },
  );
}
