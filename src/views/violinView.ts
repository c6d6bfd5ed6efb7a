import { checkAnnData } from '../data/checkAnnData';
import type { AnnData } from '../data';
import { TissuebookError } from '../errors';
import type { ColumnName, LayerName } from '../names';
import { checkArgument, checkOptions, objectWith, type OptionCheck, text } from '../options';
import { readable } from '../protocol';
import { cellValues, type ColorBy } from './cellColor';
import { isColor } from './hoverField';
import { linkCells } from './linkedGroups';
import { encodeNumbers, quantile } from './numbers';
import { View } from './view';
import { type Wording, words, wordingChecks } from './wording';

/** How a value is shown by group. */
export interface ViolinOptions extends Wording {
  /** A feature, an obs column of numbers, or { name, values }. */
  value: ColorBy;
  /** The obs column whose labels are the groups. Groups without a cell are left out. */
  by: ColumnName;
  /** Where the values of features come from. Default: X. */
  layer?: LayerName;
}

const checks: Record<keyof ViolinOptions, OptionCheck> = { ...wordingChecks, value: isColor, by: text, layer: text };

/** Groups side by side at most: more cannot be told apart (ours). */
const MAX_GROUPS = 60;

/**
 * How a value is spread over the cells of each group: `violinView(tumour, { value: 'CD45', by: 'phenotype' })`. Cells
 * selected in a tissue or an embedding of the same data show as violins of their own; a click on a violin selects its
 * cells.
 *
 * @throws TissuebookError 'missing-key' for a value or column that is not there (with near names), 'invalid-argument'
 *   for a value of labels or groups of numbers, 'too-large' beyond 60 groups
 */
export function violinView(adata: AnnData, options: ViolinOptions): View {
  checkAnnData('violinView', 'adata', adata);
  checkOptions('violinView', options, checks);
  checkArgument('violinView', 'options', options, objectWith('value', 'by'));
  const found = cellValues(adata, options.value, options.layer);
  const groups = cellValues(adata, options.by);
  if (found.kind !== 'value') throw wrong('value', found.name, 'holds labels: choose a column of numbers');
  if (groups.kind !== 'category') throw wrong('by', groups.name, 'holds numbers: choose a column of labels');
  const { codes, categories } = groups.column;
  const seen = new Set(codes);
  const labels = categories.filter((_, code) => seen.has(code));
  if (labels.length > MAX_GROUPS) {
    throw new TissuebookError('too-large', `violinView: "${options.by}" has ${labels.length} groups.`, {
      argument: 'by',
      found: labels.length,
      advice: `A picture has room for ${MAX_GROUPS}: choose some with subset.`,
    });
  }
  const medians = labels.map((label) => {
    const code = categories.indexOf(label);
    return `${label} ${readable(quantile(Array.from(found.values).filter((_, i) => codes[i] === code), 0.5))}`; // prettier-ignore
  });
  return new View(
    {
      ...words(options, {
        title: `${found.name} by ${options.by}`,
        description: `How ${found.name} is spread over the cells of each ${options.by}. Medians: ${medians.join(', ')}.`,
      }),
      kind: 'violin',
      groups: labels,
      groupTitle: options.by,
      valueTitle: found.name,
      values: encodeNumbers(found.values, found.name),
      cells: linkCells(adata, { column: options.by, labels }),
    },
    { adata },
  );
}

function wrong(argument: string, name: string, what: string): TissuebookError {
  return new TissuebookError('invalid-argument', `violinView: "${name}" ${what}.`, { argument, found: name });
}
