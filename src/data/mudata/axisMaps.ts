import { TissuebookError } from '../../errors';
import type { AnnData } from '../annData';

/** For each row of the whole 1 + its row in a modality, 0 where the modality does not have it: as mudata keeps it. */
export type AxisMap = Int32Array;

/** The names of an axis in each modality. */
type Names = ReadonlyMap<string, readonly string[]>;

/** The names of the cells (or features) of each modality. */
export function namesOf(mod: ReadonlyMap<string, AnnData>, axis: 'obs' | 'var'): Names {
  return new Map([...mod].map(([name, adata]) => [name, adata[axis].index]));
}

/**
 * The cells that any modality has, in the order in which they are met.
 *
 * @throws TissuebookError 'invalid-argument' when a modality has a name twice
 */
export function joinNames(names: Names): string[] {
  for (const [name, index] of names) refuseRepeated(name, index);
  return [...new Set([...names.values()].flat())];
}

/** @throws TissuebookError 'invalid-argument' when a cell's name is there twice, by that name */
export function refuseRepeated(modality: string, index: readonly string[]): void {
  const seen = new Set<string>();
  const twice = index.find((name) => seen.size === seen.add(name).size);
  if (twice === undefined) return;
  throw new TissuebookError('invalid-argument', `The cell "${twice}" is there twice in ${modality}.`, {
    argument: modality,
    found: twice,
    advice: 'Cells are matched by name: make the names of obs.index different first.',
  });
}

/** Where the rows of the whole are in each modality whose rows follow each other, as features do. */
export function mapsInTurn(names: Names): Map<string, AxisMap> {
  const length = [...names.values()].reduce((sum, index) => sum + index.length, 0);
  let from = 0;
  return new Map(
    [...names].map(([name, index]) => {
      const map = new Int32Array(length);
      for (let i = 0; i < index.length; i++) map[from + i] = i + 1;
      from += index.length;
      return [name, map];
    }),
  );
}

/** Where the rows of the whole are in each modality, by name; of names that a modality has twice, the first. */
export function mapsByName(whole: readonly string[], names: Names): Map<string, AxisMap> {
  return new Map(
    [...names].map(([name, index]) => {
      const place = new Map<string, number>();
      for (let i = index.length - 1; i >= 0; i--) place.set(index[i]!, i + 1);
      return [name, Int32Array.from(whole, (row) => place.get(row) ?? 0)];
    }),
  );
}

/** Whether the rows of the whole are those of the modalities, one modality after the other. */
export function areInTurn(whole: readonly string[], names: Names): boolean {
  const joined = [...names.values()].flat();
  return joined.length === whole.length && joined.every((name, i) => name === whole[i]);
}

/**
 * Checks that a map leads from each row of the whole to the row of the same name, and to every row once.
 *
 * @param where "obsmap['rna']", for messages
 * @throws TissuebookError 'shape-mismatch'
 */
export function checkMap(where: string, map: AxisMap, whole: readonly string[], index: readonly string[]): void {
  const fail = (what: string, found: unknown): never => {
    throw new TissuebookError('shape-mismatch', `${where} ${what}.`, {
      argument: where,
      found,
      advice: 'Build the MuData anew from its modalities; in Python: mdata.update().',
    });
  };
  if (map.length !== whole.length) fail(`has ${map.length} entries for ${whole.length} rows`, map.length);
  const met = new Uint8Array(index.length);
  map.forEach((place, i) => {
    if (place === 0) return;
    if (place < 0 || place > index.length) fail(`says row ${place} of ${index.length}`, place);
    if (met[place - 1]) fail(`says row ${place} twice`, place);
    if (index[place - 1] !== whole[i]) fail(`leads from "${whole[i]}" to "${index[place - 1]}"`, index[place - 1]);
    met[place - 1] = 1;
  });
  const left = met.indexOf(0);
  if (left >= 0) fail(`does not lead to "${index[left]}"`, index[left]);
}
