import { type AnnData, categorical, type Column } from '../../data';
import { TissuebookError } from '../../errors';
import { number, type OptionCheck, seed as seedCheck, text } from '../../options';
import { Random } from '../../random';
import { recordStep } from '../record';

/** The parts that cells are given to; the order of their codes. */
const PARTS = ['train', 'validation', 'test'];

/** What every split takes. */
export interface SplitOptions {
  /** The share of the cells for validation. 0.1 (our choice). */
  validation?: number;
  /** The share of the cells for testing. 0.2 (our choice). */
  test?: number;
  /** The obs column that takes the parts 'train', 'validation' and 'test'. 'split'. */
  key?: string;
  /** uint32. 0. */
  seed?: number;
}

export const splitChecks: Record<keyof SplitOptions, OptionCheck> = {
  validation: number(0, 1),
  test: number(0, 1),
  key: text,
  seed: seedCheck,
};

/** Cells in groups that must stay together: the group of each cell, 0 to count - 1. */
export interface Grouping {
  codes: Int32Array;
  count: number;
}

/**
 * Gives whole groups to the parts at random and writes the part of each cell into obs.
 *
 * @throws TissuebookError 'invalid-argument' when nothing is left for training, or there are fewer groups than parts
 */
export function partition(where: string, adata: AnnData, grouping: Grouping, options: SplitOptions): AnnData {
  const { validation = 0.1, test = 0.2, key = 'split', seed = 0 } = options;
  const parts = 1 + [validation, test].filter((share) => share > 0).length;
  if (validation + test >= 1) {
    throw new TissuebookError('invalid-argument', `${where}: validation and test leave nothing to train on.`, {
      argument: 'test',
      found: validation + test,
    });
  }
  if (grouping.count < parts) {
    throw new TissuebookError('invalid-argument', `${where}: ${grouping.count} groups cannot fill ${parts} parts.`, {
      argument: 'by',
      found: grouping.count,
    });
  }
  const part = partOfGroups(grouping, [validation, test], new Random(seed));
  const obs = adata.obs.clone();
  obs.set(
    key,
    categorical(
      Array.from(grouping.codes, (code) => PARTS[part[code]!]!),
      { categories: PARTS },
    ),
  );
  return recordStep(adata, `${where}(validation ${validation}, test ${test}, seed ${seed})`, { obs }, { options });
}

/** Takes groups in random order for validation, then for testing; the rest is for training. */
function partOfGroups({ codes, count }: Grouping, shares: readonly number[], draws: Random): Int32Array {
  const sizes = new Float64Array(count);
  for (const code of codes) sizes[code]!++;
  const order = [...draws.permutation(count)];
  const part = new Int32Array(count);
  let needed = shares.filter((share) => share > 0).length + 1;
  shares.forEach((share, s) => {
    if (share === 0) return;
    needed--;
    let cells = 0;
    for (let taken = 0; order.length > needed; taken++) {
      const size = sizes[order[0]!]!;
      if (taken > 0 && cells + size / 2 > share * codes.length) break;
      cells += size;
      part[order.shift()!] = s + 1;
    }
  });
  return part;
}

/** The groups of an obs column. @throws TissuebookError 'missing-key', 'invalid-argument' for cells without a group */
export function groupingOf(where: string, adata: AnnData, name: string): Grouping {
  const column = adata.column(name);
  const code = new Map<unknown, number>();
  const codes = Int32Array.from({ length: adata.nObs }, (_, i) => {
    const value = groupAt(column, i);
    if (value === undefined) {
      throw new TissuebookError('invalid-argument', `${where}: cell ${i} has no value in obs['${name}'].`, {
        argument: name,
        found: i,
        advice: 'Leave such cells out with subset, or give them a group.',
      });
    }
    if (!code.has(value)) code.set(value, code.size);
    return code.get(value)!;
  });
  return { codes, count: code.size };
}

function groupAt(column: Column, i: number): string | number | undefined {
  if (column.kind === 'categorical') return column.codes[i]! < 0 ? undefined : column.codes[i];
  const value = column.values[i]!;
  return column.missing?.[i] || Number.isNaN(value) ? undefined : value;
}
