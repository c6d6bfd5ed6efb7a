import { valuesOf, type AnnData } from '../../data';

/** Words that only T cells' labels hold, once separators are blanks. */
const T_CELL = /\bT cells?\b|\bT lymphocytes?\b|\bTregs?\b|\bCD\d+ ?\+? ?T\b/i;
/** Labels that name tumour cells or doubtful ones as well. */
const NOT_T_CELL = /tumou?r|cancer|aberrant|doublet|malignant|lymphoma|(^|[ ,+/])(non|not) T\b/i;

/** Customary markers of activated T cells: checkpoint receptors, proliferation, MHC class II, the IL-2 receptor and others. */
const ACTIVATION = [
  'PD1',
  'PDCD1',
  'CD279',
  'KI67',
  'MKI67',
  'HLADR',
  'HLADRA',
  'CD25',
  'IL2RA',
  'CD69',
  'CD38',
  'ICOS',
  'GZMB',
  'GRANZYMEB',
];

/** T cells of a data set. */
export interface TCells {
  /** The labels that name them, in sorted order. */
  types: string[];
  /** The cells by number. */
  cells: number[];
}

/**
 * The T cells, judged by the words of their labels: 'CD8 T cells', 'T_cell', 'Treg'; not 'Tumor' or 'Aberrant T cells'.
 *
 * @param labels the obs column with cell types
 * @throws TissuebookError 'missing-key'
 */
export function tCells(adata: AnnData, labels: string): TCells {
  const names = valuesOf(adata.column(labels)).map((label) => String(label ?? ''));
  const plain = (name: string): string => name.replace(/[_\-.]+/g, ' ');
  const types = [...new Set(names)].filter((name) => T_CELL.test(plain(name)) && !NOT_T_CELL.test(plain(name))).sort();
  return { types, cells: [...names.keys()].filter((cell) => types.includes(names[cell]!)) };
}

/** The features that are customary markers of activated T cells, as the data name them; case and separators do not count. */
export function activationMarkers(adata: AnnData): string[] {
  return adata.var.index.filter((name) => ACTIVATION.includes(name.toUpperCase().replace(/[^A-Z0-9]/g, '')));
}
