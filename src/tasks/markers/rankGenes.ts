import { cube, exactMath } from '../../exactMath';
import { EventLoopYielder, type WorkOptions } from '../../wasm';
import type { AnnData, Column, Matrix } from '../../data';
import { Table } from '../../data';
import { TissuebookError } from '../../errors';
import { benjaminiHochberg } from '../../metrics';
import type { ColumnName, LayerName } from '../../names';
import { anything, checkOptions, flag, text } from '../../options';
import { normalTails } from '../../metrics/special';
import { MarkerGenes } from './markerGenes';
import { groupMeans, rankSums } from './rankSums';

/** `progress` counts genes. */
export interface RankGenesOptions extends WorkOptions {
  /** The obs column whose labels are the groups: scanpy's groupby. */
  by: ColumnName;
  /** Correct the variance of the rank sums for equal values. false, as scanpy. */
  tieCorrect?: boolean;
  /** A layer in place of X: log1p values. */
  layer?: LayerName;
}

/** What is added to means before their ratio is taken, as scanpy: so that fold changes of unseen genes stay finite. */
const TINY = 1e-9;

/**
 * The genes that set each group of cells apart from all others: Wilcoxon's rank-sum test of each gene, each group against
 * the rest, with Benjamini and Hochberg's correction for the number of genes. As scanpy.tl.rank_genes_groups with method
 * 'wilcoxon'. Fold changes take the values as log1p of something. Cells whose label is missing take no part.
 *
 *     const markers = await rankGenes(adata, { by: 'leiden' });
 *     markers.addTo(adata); // uns['rank_genes_groups']
 *
 * @throws TissuebookError 'missing-key', 'invalid-argument' (no two groups of two cells; no labels), 'not-finite',
 *   'aborted'
 */
export async function rankGenes(adata: AnnData, options: RankGenesOptions): Promise<MarkerGenes> {
  checkOptions('rankGenes', options, {
    by: text,
    tieCorrect: flag,
    layer: text,
    signal: anything,
    progress: anything,
  });
  const by = neededBy(options);
  const { groups, codes } = groupsOf(adata.column(by), by);
  const members = Int32Array.from(codes, (_, i) => i).filter((i) => codes[i]! >= 0);
  const whole = adata.matrix(options.layer);
  checkFinite(whole);
  const x = members.length === whole.rows ? whole : whole.takeRows(members);
  const of = members.map((i) => codes[i]!);
  const sizes = new Float64Array(groups.length);
  for (const code of of) sizes[code]!++;
  checkSizes(by, groups, sizes);
  const { sums, ties } = await rankSums(x, of, groups.length, new EventLoopYielder('rankGenes', options));
  const folds = foldChanges(x, of, sizes);
  const tables = groups.map((name, g) => {
    const scores = new Float64Array(x.columns);
    for (let j = 0; j < x.columns; j++) {
      scores[j] = score(sums[g * x.columns + j]!, sizes[g]!, of.length, options.tieCorrect ? ties[j]! : 0);
    }
    return [name, ranked(adata.var.index, scores, folds.subarray(g * x.columns, (g + 1) * x.columns))] as const;
  });
  return new MarkerGenes(by, new Map(tables), options.tieCorrect ?? false);
}

function neededBy(options: Partial<RankGenesOptions> | undefined): string {
  if (options?.by !== undefined) return options.by;
  throw new TissuebookError('invalid-argument', 'rankGenes: by is needed.', {
    argument: 'by',
    advice: "Name the obs column whose labels are the groups, for example { by: 'leiden' }.",
  });
}

/** How far a rank sum is from what chance gives, in standard deviations; 0 where the gene does not vary. */
function score(sum: number, size: number, all: number, ties: number): number {
  const correction = 1 - ties / (cube(all) - all);
  const deviation = Math.sqrt((correction * size * (all - size) * (all + 1)) / 12);
  const away = sum - (size * (all + 1)) / 2;
  return away === 0 || deviation === 0 ? 0 : away / deviation;
}

function foldChanges(x: Matrix, codes: Int32Array, sizes: Float64Array): Float64Array {
  const { own, all } = groupMeans(x, codes, sizes);
  const total = codes.length;
  return own.map((mean, e) => {
    const size = sizes[Math.floor(e / x.columns)]!;
    const rest = (all[e % x.columns]! * total - mean * size) / (total - size);
    return exactMath.log2((exactMath.expm1(mean) + TINY) / (exactMath.expm1(rest) + TINY));
  });
}

/** Genes by falling score, with their probabilities. */
function ranked(genes: readonly string[], scores: Float64Array, folds: Float64Array): Table {
  const p = scores.map(normalTails);
  const adjusted = benjaminiHochberg(p);
  const order = Int32Array.from(scores, (_, j) => j).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const take = (values: Float64Array): Float64Array => Float64Array.from(order, (j) => values[j]!);
  return new Table(
    Array.from(order, (j) => genes[j]!),
    [
      ['scores', take(scores)],
      ['logfoldchanges', take(folds)],
      ['pvals', take(p)],
      ['pvals_adj', take(adjusted)],
    ],
  );
}

/** The groups that have cells, and the group of each cell (-1 without a label). */
function groupsOf(column: Column, by: string): { groups: string[]; codes: Int32Array } {
  const labels = labelsOf(column, by);
  const seen = new Set(labels);
  const groups =
    column.kind === 'categorical'
      ? column.categories.filter((name) => seen.has(name))
      : [...seen].filter((name) => name !== undefined).sort();
  const code = new Map(groups.map((name, g) => [name, g]));
  return { groups, codes: Int32Array.from(labels, (label) => (label === undefined ? -1 : code.get(label)!)) };
}

function labelsOf(column: Column, by: string): (string | undefined)[] {
  if (column.kind === 'categorical') return Array.from(column.codes, (code) => column.categories[code]);
  if (column.kind === 'numeric' && !column.integer) {
    throw new TissuebookError('invalid-argument', `rankGenes: obs['${by}'] holds measurements, not groups.`, {
      argument: 'by',
      found: by,
    });
  }
  return Array.from(column.values as ArrayLike<unknown>, (value, i) =>
    column.missing?.[i] ? undefined : String(value),
  );
}

function checkSizes(by: string, groups: readonly string[], sizes: Float64Array): void {
  const small = sizes.findIndex((size) => size < 2);
  if (groups.length >= 2 && small < 0) return;
  const found = groups.length < 2 ? `${groups.length} group` : `only ${sizes[small]} cell in "${groups[small]}"`;
  throw new TissuebookError('invalid-argument', `rankGenes: obs['${by}'] has ${found}.`, {
    argument: 'by',
    found: groups.length,
    advice: 'The test compares groups of at least two cells; leave smaller ones out with subset.',
  });
}

function checkFinite(x: Matrix): void {
  const bad = x.values.find((value) => !Number.isFinite(value));
  if (bad === undefined) return;
  throw new TissuebookError('not-finite', `rankGenes: the values hold ${bad}.`, { argument: 'X', found: bad });
}
