import type { AnnData } from '../data';
import { TissuebookError } from '../errors';
import { cellValues } from './cellColor';

/** What the cells of each label express. */
export interface GroupExpression {
  /** The labels that cells have, in the order of the column. */
  labels: string[];
  genes: string[];
  /** Means over all cells of a label [labels, genes]. */
  means: Float64Array;
  /** Shares of a label's cells above the cutoff [labels, genes]. */
  shares: Float64Array;
}

export interface GroupExpressionOptions {
  genes: readonly string[];
  by: string;
  layer?: string | undefined;
  /** Above which a cell expresses a gene. */
  cutoff?: number | undefined;
}

/** @throws TissuebookError 'missing-key' (a gene or column that is not there), 'invalid-argument' (numbers for labels, no gene) */
export function groupExpression(where: string, adata: AnnData, options: GroupExpressionOptions): GroupExpression {
  const { by, layer, cutoff = 0 } = options;
  const genes = [...options.genes];
  const groups = cellValues(adata, by);
  if (groups.kind !== 'category' || genes.length === 0) {
    const labels = groups.kind === 'category';
    throw new TissuebookError('invalid-argument', `${where}: ${labels ? 'there is no gene to show' : `"${by}" holds numbers, not labels`}.`, {
      argument: labels ? 'genes' : 'by',
      found: labels ? 0 : by,
    }); // prettier-ignore
  }
  const { codes, categories } = groups.column;
  const sizes = new Float64Array(categories.length);
  for (const code of codes) if (code >= 0) sizes[code]!++;
  const kept = categories.flatMap((_, code) => (sizes[code]! > 0 ? [code] : []));
  const row = new Int32Array(categories.length).fill(-1);
  kept.forEach((code, at) => (row[code] = at));
  const means = new Float64Array(kept.length * genes.length);
  const shares = new Float64Array(means.length);
  genes.forEach((gene, j) => {
    const values = adata.feature(gene, layer === undefined ? {} : { layer });
    codes.forEach((code, cell) => {
      if (code < 0) return;
      const at = row[code]! * genes.length + j;
      means[at]! += values[cell]! / sizes[code]!;
      if (values[cell]! > cutoff) shares[at]! += 1 / sizes[code]!;
    });
  });
  return { labels: kept.map((code) => categories[code]!), genes, means, shares: shares.map((share) => Math.min(1, share)) }; // prettier-ignore
}

/** Each column of a matrix brought to a scale of its own: from 0 to 1 ('unit'), or in standard deviations from its mean ('z'); columns that do not vary are 0. */
export function scaledColumns(values: Float64Array, columns: number, scale: 'unit' | 'z'): Float64Array {
  const out = values.slice();
  const rows = values.length / columns;
  for (let j = 0; j < columns; j++) {
    const own = Float64Array.from({ length: rows }, (_, i) => values[i * columns + j]!);
    const mean = own.reduce((sum, value) => sum + value, 0) / rows;
    const deviation = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, rows - 1));
    const low = Math.min(...own);
    const [from, step] = scale === 'z' ? [mean, deviation] : [low, Math.max(...own) - low];
    own.forEach((value, i) => (out[i * columns + j] = step > 0 ? (value - from) / step : 0));
  }
  return out;
}
