import type { Derived } from '../../protocol';

/** Names that functions add to what they are given, unless their options say others. */
const ADDS: Readonly<Record<string, string>> = {
  asinh: '',
  dpt: 'dpt_pseudotime X_diffmap',
  filterCells: 'n_counts n_genes',
  filterGenes: 'n_counts n_cells',
  groupSplit: 'split',
  highlyVariableGenes:
    'highly_variable highly_variable_rank means dispersions dispersions_norm variances variances_norm',
  leiden: 'leiden',
  log1p: '',
  lsi: 'X_lsi LSI',
  neighbors: 'connectivities distances',
  normalizeTotal: '',
  pca: 'X_pca PCs',
  randomSplit: 'split',
  scale: 'mean std',
  tfidf: '',
  tileSplit: 'split',
  umap: 'X_umap',
  withCounts: '',
};

/** Methods that give a part of their object. */
const PARTS = new Set(['AnnData.subset', 'AnnData.view', 'MuData.subset']);

/** What a call gives, where it is the data that it was given: all their names, or some of them, and those that it adds. */
export function derivedBy(callee: string): Derived | undefined {
  if (PARTS.has(callee)) return { from: 'object', adds: [] };
  if (!Object.hasOwn(ADDS, callee)) return undefined;
  return { from: 0, adds: ADDS[callee]!.split(' ').filter((name) => name) };
}
