import { type AnnData, valuesOf } from '../../data';
import { listNames } from '../../data/table';
import { TissuebookError } from '../../errors';
import type { Model } from '../../models';
import { groupSplit, tileSplit } from '../../prepare';
import { trainAndTest } from '../shared/trainAndTest';
import type { GenerateShapesOptions } from './generateOptions';

/** Cells of a state that both sides of the split must have (ours). */
const LEAST = 20;

export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** Whole groups, or whole tiles of tissue. */
export function splitCells(adata: AnnData, model: Model, options: GenerateShapesOptions): Split {
  const { groups, tiles = 8, test = 0.35, seed = 0 } = options;
  const section = options.section ?? model.frame?.sectionColumn ?? '';
  const key = 'generate part';
  const asked = { validation: 0, test, seed, key };
  const divided = groups
    ? groupSplit(adata, { ...asked, by: groups })
    : tileSplit(adata, { ...asked, tiles, ...(section !== '' && { sections: section }) });
  return trainAndTest(divided, key);
}

/** Cells of both states on both sides. @throws TissuebookError 'missing-key', 'invalid-argument' */
export function cellsOf(adata: AnnData, { state, control, target }: GenerateShapesOptions, split: Split) {
  const states = valuesOf(adata.column(state)).map(String);
  const of = (rows: Int32Array, name: string): Int32Array => {
    if (!states.includes(name)) {
      throw new TissuebookError('missing-key', `generate: no cell has the state "${name}" in obs["${state}"].`, {
        argument: 'state',
        found: name,
        advice: `States: ${listNames([...new Set(states)])}.`,
      });
    }
    const found = rows.filter((cell) => states[cell] === name);
    if (found.length >= LEAST) return found;
    const where = rows === split.train ? 'to learn from' : 'held out';
    throw new TissuebookError('invalid-argument', `generate: ${found.length} cells with "${name}" are ${where}.`, {
      argument: 'test',
      found: found.length,
      advice: `At least ${LEAST} are needed: hold out another share, or take smaller tiles.`,
    });
  };
  const both = (rows: Int32Array) => ({ control: of(rows, control), target: of(rows, target) });
  return { train: both(split.train), test: both(split.test) };
}
