import { type AnnData } from '../data';
import { checkAnnData } from '../data/checkAnnData';
import { TissuebookError } from '../errors';
import type { ColumnName } from '../names';
import { checkArgument, checkOptions, objectWith, oneOf, text } from '../options';
import { readable } from '../protocol';
import { attentionShares, type AttentionWeights, checkAttention } from './attentionShares';
import { cellValues } from './cellColor';
import { heatmapView } from './heatmapView';
import type { View } from './view';
import { type Wording, wordingChecks } from './wording';

/** How attention between groups of cells is shown. */
export interface AttentionMatrixOptions extends Wording {
  /** An obs column of labels, for example the cells' types. */
  labels: ColumnName;
  /**
   * 'ratio': what a cell of the row's label gives to those of the column's, in multiples of what it would give if it looked at all
   * other cells alike; 1 is no preference. 'share': the share itself, which is large for a frequent label. Default 'ratio' (ours).
   */
  measure?: 'ratio' | 'share';
}

/**
 * Attention from label to label as a heat map: rows look, columns are looked at, means over the cells of a row. What a cell takes from
 * itself is left out. `attentionMatrixView(tissue, await cellplm.attend(tissue), { labels: 'phenotype' })`.
 *
 * @throws TissuebookError 'missing-key' (no such column), 'invalid-argument' (a column of numbers, no cell with a label),
 *   'shape-mismatch' (weights of other cells)
 */
export function attentionMatrixView(
  adata: AnnData,
  attention: AttentionWeights,
  options: AttentionMatrixOptions,
): View {
  checkAnnData('attentionMatrixView', 'adata', adata);
  checkArgument('attentionMatrixView', 'options', options, objectWith('labels'));
  checkOptions('attentionMatrixView', options, { ...wordingChecks, labels: text, measure: oneOf('ratio', 'share') });
  checkAttention('attentionMatrixView', adata, attention);
  const { labels, measure = 'ratio', ...wording } = options;
  const { names, codes } = labelsOf(adata, attention, labels);
  const counts = names.map((_, code) => codes.filter((each) => each === code).length);
  const shares = meanShares(attention, codes, names.length);
  const values = shares.map((row, a) =>
    row.map((share, b) => (measure === 'share' ? share : share / evenShare(counts, codes.length, a, b))),
  );
  const found = values.flat().filter((value) => !Number.isNaN(value));
  const side = found.reduce((most, value) => Math.max(most, Math.abs(value - 1)), 1e-9);
  return heatmapView(
    { rows: names, columns: names, values },
    {
      title: `Attention from ${labels} to ${labels}`,
      rowTitle: `${labels} that looks`,
      columnTitle: `${labels} that is looked at`,
      valueTitle: measure === 'share' ? 'share of attention' : 'attention, times an even share',
      ...(measure === 'share' ? { vmin: 0 } : { scale: 'diverging', vmin: 1 - side, vmax: 1 + side }),
      description: describe(names, counts, values, measure, attention.notices ?? []),
      ...wording,
    },
  );
}

/** Labels that occur among the cells, and the code of each cell; -1 where it has none. */
function labelsOf(adata: AnnData, { cells }: AttentionWeights, labels: string): { names: string[]; codes: number[] } {
  const found = cellValues(adata, labels);
  if (found.kind !== 'category') {
    throw new TissuebookError('invalid-argument', `attentionMatrixView: "${labels}" holds numbers, not labels.`, {
      argument: 'labels',
      found: labels,
      advice: 'Choose an obs column with labels.',
    });
  }
  const { categories, codes } = found.column;
  const own = Array.from(cells, (cell) => codes[cell]);
  const used = [...categories.keys()].filter((code) => own.includes(code));
  if (used.length === 0) {
    throw new TissuebookError('invalid-argument', `attentionMatrixView: none of these cells has a "${labels}".`, {
      argument: 'labels',
      found: labels,
    });
  }
  return { names: used.map((code) => categories[code]), codes: own.map((code) => used.indexOf(code)) };
}

/** What cells of a label give to those of each, of all that they give to others: means over the cells [labels, labels]. */
function meanShares(attention: AttentionWeights, codes: readonly number[], labels: number): number[][] {
  const sums = Array.from({ length: labels }, () => new Array<number>(labels).fill(0));
  const cells = new Array<number>(labels).fill(0);
  codes.forEach((own, at) => {
    if (own < 0) return;
    const shares = attentionShares(attention, at);
    const given = 1 - shares[at];
    if (!(given > 0)) return;
    cells[own]++;
    shares.forEach((share, place) => {
      if (place !== at && codes[place] >= 0) sums[own][codes[place]] += share / given;
    });
  });
  return sums.map((row, a) => row.map((sum) => (cells[a] > 0 ? sum / cells[a] : NaN)));
}

/** The share that cells of one label would give to those of another if they looked at all others alike; NaN where there is none. */
function evenShare(counts: readonly number[], cells: number, a: number, b: number): number {
  const others = counts[b] - (a === b ? 1 : 0);
  return others > 0 ? others / (cells - 1) : NaN;
}

function describe(
  names: readonly string[],
  counts: readonly number[],
  values: readonly (readonly number[])[],
  measure: 'ratio' | 'share',
  notices: readonly string[],
): string {
  const all = values.flatMap((row, a) => row.map((value, b) => ({ value, words: `${names[a]} to ${names[b]}` })));
  const sorted = all.filter(({ value }) => !Number.isNaN(value)).sort((x, y) => y.value - x.value);
  const [most, least] = [sorted[0], sorted.at(-1)];
  const unit = measure === 'share' ? '' : ' times an even share';
  const rare = names.filter((_, at) => counts[at] < 5);
  return [
    `Mean attention between ${names.length} labels of ${readable(counts.reduce((a, b) => a + b, 0))} cells.`,
    ...(most && least
      ? [
          `Most: ${most.words} (${readable(most.value)}${unit}); least: ${least.words} (${readable(least.value)}${unit}).`,
        ]
      : []),
    ...(rare.length > 0 ? [`Of fewer than five cells: ${rare.join(', ')}.`] : []),
    ...notices,
  ].join(' ');
}
