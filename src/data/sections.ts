import { valuesOf, type AnnData } from './index';
import { TissuebookError } from '../errors';

/** Which section every cell belongs to. */
export interface Sections {
  /** Number of each cell's section, into `sections`. */
  section: Int32Array;
  /** Names in sorted order; one, '', where no column tells sections apart. */
  sections: string[];
}

/**
 * Sections by a column of obs.
 *
 * @param name the column; '' for one section
 * @throws TissuebookError 'missing-key' (no such column), 'invalid-argument' (a cell without a value there)
 */
export function readSections(where: string, adata: AnnData, name: string): Sections {
  if (name === '') return { section: new Int32Array(adata.nObs), sections: [''] };
  const labels = valuesOf(adata.column(name));
  const missing = labels.indexOf(null);
  if (missing >= 0) {
    throw new TissuebookError('invalid-argument', `${where}: cell "${adata.obs.index[missing]}" has no "${name}".`, {
      argument: 'section',
      found: null,
      advice: 'Every cell must belong to a section.',
    });
  }
  const sections = [...new Set(labels.map(String))].sort();
  const number = new Map(sections.map((label, i) => [label, i]));
  return { section: Int32Array.from(labels, (label) => number.get(String(label))!), sections };
}
