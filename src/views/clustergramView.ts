import { type AnnData, DenseMatrix } from '../data';
import { checkAnnData } from '../data/checkAnnData';
import { type Linkage, linkage } from '../metrics';
import type { ColumnName, FeatureName, LayerName } from '../names';
import { checkArgument, checkOptions, listOf, objectWith, oneOf, text } from '../options';
import { encodeArray, type HeatmapPayload, type MatrixTree } from '../protocol';
import { groupExpression, scaledColumns } from './groupExpression';
import { heatmapView } from './heatmapView';
import { linkCells } from './linkedGroups';
import { View } from './view';
import { type Wording, wordingChecks } from './wording';

/** How a clustergram is shown. */
export interface ClustergramOptions extends Wording {
  /** Features. */
  genes: readonly FeatureName[];
  /** The obs column whose labels are the rows. */
  by: ColumnName;
  /** Where the values come from. Default: X. */
  layer?: LayerName;
  /** 'gene': each gene in standard deviations over the labels; 'none': means as they are. Default 'gene'. */
  scale?: 'gene' | 'none';
  /** What is put in order by a tree. Default 'both'. */
  cluster?: 'both' | 'rows' | 'columns';
  /** How far two clusters are apart. Default 'average'. */
  method?: 'average' | 'ward' | 'complete' | 'single';
  /** Between labels, and between genes. Default 'euclidean'. */
  metric?: 'euclidean' | 'correlation';
}

const checks = {
  ...wordingChecks,
  genes: listOf(text),
  by: text,
  layer: text,
  scale: oneOf('gene', 'none'),
  cluster: oneOf('both', 'rows', 'columns'),
  method: oneOf('average', 'ward', 'complete', 'single'),
  metric: oneOf('euclidean', 'correlation'),
};

/**
 * What labels express, with like labels and like genes together: means as colored fields, and the trees that put them in order (scipy's linkage), as seaborn's clustermap. A click on a
 * field selects the cells of its label in the tissue; cells selected elsewhere are marked at their rows.
 *
 * @throws TissuebookError 'missing-key' for a gene or column that is not there (with near names), 'invalid-argument' for a column of numbers, or as linkage
 * @example
 * clustergramView(tumor, { genes: markers.top('B cell', 30), by: 'phenotype', method: 'ward' });
 */
export function clustergramView(adata: AnnData, options: ClustergramOptions): View {
  checkAnnData('clustergramView', 'adata', adata);
  checkArgument('clustergramView', 'options', options, objectWith('genes', 'by'));
  checkOptions('clustergramView', options, checks);
  const { by, layer, scale = 'gene', cluster = 'both' } = options;
  const found = groupExpression('clustergramView', adata, { genes: options.genes, by, layer });
  const [n, m] = [found.labels.length, found.genes.length];
  const values = new DenseMatrix(n, m, scale === 'gene' ? scaledColumns(found.means, m, 'z') : found.means);
  const how = { ...(options.method && { method: options.method }), ...(options.metric && { metric: options.metric }) };
  const rows = cluster !== 'columns' && n > 1 ? linkage(values, how) : undefined;
  const columns = cluster !== 'rows' && m > 1 ? linkage(transposed(values), how) : undefined;
  const shown = values.takeRows(rows?.leaves ?? all(n)).takeColumns(columns?.leaves ?? all(m));
  const labels = Array.from(rows?.leaves ?? all(n), (at) => found.labels[at]!);
  const { payload } = heatmapView(
    { rows: labels, columns: Array.from(columns?.leaves ?? all(m), (at) => found.genes[at]!), values: shown },
    {
      title: options.title ?? `Expression by ${by}, like beside like`,
      rowTitle: by,
      columnTitle: 'gene',
      valueTitle: scale === 'gene' ? 'mean, standard deviations' : 'mean',
      ...(options.caption !== undefined && { caption: options.caption }),
      ...(options.description !== undefined && { description: options.description }),
      ...(options.id !== undefined && { id: options.id }),
    },
  );
  return new View(
    {
      ...(payload as HeatmapPayload),
      ...(rows && { rowTree: treeOf(rows) }),
      ...(columns && { columnTree: treeOf(columns) }),
      cells: linkCells(adata, { column: by, labels }),
    },
    { adata },
  );
}

const all = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

function transposed(matrix: DenseMatrix): DenseMatrix {
  const columns = Array.from({ length: matrix.columns }, (_, j) => [...matrix.column(j)]);
  return DenseMatrix.fromRows(columns);
}

/** A tree over what is shown: its leaves are places from left to right. */
function treeOf({ merges, heights, leaves }: Linkage): MatrixTree {
  const place = new Int32Array(leaves.length);
  leaves.forEach((leaf, at) => (place[leaf] = at));
  const shown = Int32Array.from(merges, (cluster) => (cluster < leaves.length ? place[cluster]! : cluster));
  return { merges: encodeArray(shown, [heights.length, 2]), heights: encodeArray(heights) };
}
