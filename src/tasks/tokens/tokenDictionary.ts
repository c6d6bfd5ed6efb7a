import { coordinates, valuesOf, type AnnData } from '../../data';
import { knnGraph } from '../../graph';
import type { ColumnName } from '../../names';
import { checkOptions, integer, text } from '../../options';
import { featureContrast } from './featureContrast';
import { TokenDictionary, type TokenEntry } from './tokenDictionaryResult';
import { readSections } from '../../data/sections';

export interface TokenDictionaryOptions {
  /** Column of obs with the tokens. 'squint_token'. */
  tokens?: ColumnName;
  /** Column of obs with cell types, for what a token consists of. None unless given. */
  labels?: ColumnName;
  /** Column of obs that tells sections apart. One section unless given. */
  section?: ColumnName;
  /** Neighbors of a cell, for how much a token's cells lie together: 8, as in SQUINT. */
  neighbors?: number;
}

/**
 * What each token stands for: how many cells carry it, of which types, which features are higher in them than in all
 * cells, where they lie and how much together. Features are compared by the difference of means in standard deviations over
 * all cells, counts after scaling to the median total and log1p (ours; SQUINT shows marker plots, section 5.4).
 *
 * @throws TissuebookError 'missing-key' (no such column, no X, no positions), 'not-finite'
 */
export function tokenDictionary(adata: AnnData, options: TokenDictionaryOptions = {}): TokenDictionary {
  checkOptions('tokenDictionary', options, { tokens: text, labels: text, section: text, neighbors: integer(1, 1000) });
  const { tokens = 'squint_token', labels, section, neighbors = 8 } = options;
  const names = valuesOf(adata.column(tokens)).map((token) => (token === null ? null : String(token)));
  const order = new Intl.Collator('en', { numeric: true });
  const known = [...new Set(names.filter((name) => name !== null))].sort(order.compare);
  const place = new Map(known.map((name, at) => [name, at]));
  const codes = Int32Array.from(names, (name) => (name === null ? -1 : place.get(name)!));
  const members = known.map((_, token) => codes.reduce((count, code) => count + (code === token ? 1 : 0), 0));

  const contrast = featureContrast('tokenDictionary', adata, codes, known.length);
  const types = labels === undefined ? undefined : countTypes(adata, labels, codes, known.length);
  const together = sameTokenNeighbors(adata, codes, known.length, neighbors, section);
  const centers = centersOf(adata, codes, known.length);
  const entries = known.map((token, at): TokenEntry => {
    const contrasts = adata.var.index.map((feature, j) => ({ feature, difference: contrast.get(at, j) }));
    return {
      token,
      cells: members[at]!,
      share: members[at]! / adata.nObs,
      types: types ? types.labels.map((label, j) => ({ label, share: types.counts[at]![j]! / members[at]! })) : [],
      features: contrasts,
      together: together[at]!,
      center: centers[at]!,
    };
  });
  return new TokenDictionary(entries, adata.var.index);
}

/** How many cells of each token are of each type; labels from the most frequent on. */
function countTypes(
  adata: AnnData,
  name: string,
  codes: Int32Array,
  tokens: number,
): { labels: string[]; counts: number[][] } {
  const values = valuesOf(adata.column(name));
  const frequency = new Map<string, number>();
  for (const value of values) if (value !== null) frequency.set(String(value), (frequency.get(String(value)) ?? 0) + 1);
  const labels = [...frequency.keys()].sort((a, b) => frequency.get(b)! - frequency.get(a)! || (a < b ? -1 : 1));
  const place = new Map(labels.map((label, at) => [label, at]));
  const counts = Array.from({ length: tokens }, () => labels.map(() => 0));
  values.forEach((value, cell) => {
    if (value !== null && codes[cell]! >= 0) counts[codes[cell]!]![place.get(String(value))!]!++;
  });
  return { labels, counts };
}

/** Of the neighbors of a token's cells, the share that carry the same token. */
function sameTokenNeighbors(
  adata: AnnData,
  codes: Int32Array,
  tokens: number,
  k: number,
  section: string | undefined,
): Float64Array {
  const groups = readSections('tokenDictionary', adata, section ?? '').section;
  const graph = knnGraph(coordinates(adata).points, { k, groups });
  const same = new Float64Array(tokens);
  const all = new Float64Array(tokens);
  codes.forEach((token, cell) => {
    if (token < 0) return;
    for (const other of graph.neighbors(cell)) {
      all[token]!++;
      if (codes[other] === token) same[token]!++;
    }
  });
  return same.map((count, token) => count / Math.max(1, all[token]!));
}

/** The mean position of each token's cells. */
function centersOf(adata: AnnData, codes: Int32Array, tokens: number): [number, number][] {
  const { points } = coordinates(adata);
  const sums = Array.from({ length: tokens }, () => [0, 0, 0]);
  codes.forEach((token, cell) => {
    if (token < 0) return;
    const sum = sums[token]!;
    sum[0]! += points.get(cell, 0);
    sum[1]! += points.get(cell, 1);
    sum[2]!++;
  });
  return sums.map(([x, y, count]) => [x! / count!, y! / count!]);
}
