import { valuesOf, type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import type { ColumnName } from '../../names';
import { checkOptions, listOf, text } from '../../options';
import { isTCellName } from './tCellNames';

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

export interface TCellsOptions {
  /** The labels that are T cells, as the column has them. Default: those that are named as T cells are: see isTCellName. */
  names?: readonly string[];
}

/** T cells of a data set. */
export interface TCells {
  /** The labels that name them, in sorted order. */
  types: string[];
  /** The other labels, in sorted order: what was not taken for T cells. */
  others: string[];
  /** The cells by number. */
  cells: number[];
}

/**
 * The T cells, judged by the words of their labels: 'CD8 T cells', 'T CD4 naive', 'Treg', 'gdT', 'CD4 TCM'; not 'Tumor', 'T/NK'
 * or 'Aberrant T cells'. `types` and `others` say what was matched.
 *
 * @param labels the obs column with cell types
 * @throws TissuebookError 'missing-key' (no such column; a name that no cell has)
 * @example
 * tCells(tumour, 'phenotype')
 * tCells(tumour, 'cluster', { names: ['3', '7'] })
 */
export function tCells(adata: AnnData, labels: ColumnName, options: TCellsOptions = {}): TCells {
  checkOptions('tCells', options, { names: listOf(text) });
  const { names } = options;
  const values = valuesOf(adata.column(labels)).map((label) => (label === null ? undefined : String(label)));
  const known = [...new Set(values.filter((label) => label !== undefined))].sort();
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new TissuebookError('missing-key', `tCells: no cell is called "${unknown}" in obs["${labels}"].`, {
      argument: 'names',
      found: unknown,
      advice: `It has: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ` and ${known.length - 20} more` : ''}.`,
    });
  }
  const types = new Set(known.filter((label) => (names ? names.includes(label) : isTCellName(label))));
  return {
    types: [...types],
    others: known.filter((label) => !types.has(label)),
    cells: [...values.keys()].filter((cell) => types.has(values[cell] ?? '')),
  };
}

/** The features that are customary markers of activated T cells, as the data name them; case and separators do not count. */
export function activationMarkers(adata: AnnData): string[] {
  return adata.var.index.filter((name) => ACTIVATION.includes(name.toUpperCase().replace(/[^A-Z0-9]/g, '')));
}
