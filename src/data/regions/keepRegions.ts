import type { AnnData } from '../annData';
import { checkAnnData } from '../checkAnnData';
import { TissuebookError } from '../../errors';
import type { RegionName } from '../../names';
import { nearest } from '../../options';
import { numericArray, stringArray, type StringArray, type NumericArray, type Uns, type UnsValue } from '../uns';
import { checkRegion, type Corner, MOST_CORNERS, type TissueRegion } from './tissueRegion';

/** Where regions are kept in uns. */
export const REGIONS_KEY = 'regions';
const HISTORY = 'history';
const KEY_DIGITS = 6;

/** A region as it is drawn or selected: an outline, or pieces with holes. */
export type DrawnRegion =
  TissueRegion | (Omit<TissueRegion, 'pieces'> & { corners: readonly (readonly [number, number])[] });

/**
 * Keeps named regions with the data, in uns['regions'], from where they are written into files and taken by name: `where: 'tumor core'`.
 * A region of a name that is there takes its place. What was done is added to uns['regions']['history'].
 *
 * @returns the regions that are now kept
 * @throws TissuebookError 'invalid-argument' (no name, no outline, a corner that is not finite), 'too-large'
 *
 * @example
 * keepRegions(tumor, [{ name: 'tumor core', corners: [[0, 0], [500, 0], [500, 400]], color: '#d55e00' }]);
 */
export function keepRegions(adata: AnnData, regions: readonly DrawnRegion[]): TissueRegion[] {
  checkAnnData('keepRegions', 'adata', adata);
  const sound = regions.map((region) => checkRegion('keepRegions', withPieces(region)));
  if (sound.length === 0) return regionsOf(adata);
  const kept = entries(adata);
  const keys = keysByName(kept);
  let unused = unusedNumber(kept);
  const done: string[] = [];
  for (const region of sound) {
    const key = keys.get(region.name);
    const place = key ?? String(unused++).padStart(KEY_DIGITS, '0');
    keys.set(region.name, place);
    kept.set(place, encoded(region));
    done.push(`${key === undefined ? 'added' : 'changed'} "${region.name}"`);
  }
  record(adata, done);
  return regionsOf(adata);
}

/**
 * Takes a region out of the data.
 *
 * @throws TissuebookError 'missing-key' when there is none of the name
 */
export function removeRegion(adata: AnnData, name: string): void {
  regionOf(adata, name);
  const kept = entries(adata);
  kept.delete(keysByName(kept).get(name)!);
  record(adata, [`removed "${name}"`]);
}

/** The regions that are kept with the data, in the order in which they came. @throws TissuebookError 'corrupt' */
export function regionsOf(adata: AnnData): TissueRegion[] {
  checkAnnData('regionsOf', 'adata', adata);
  const kept = keptIn(adata)?.get('entries');
  return kept instanceof Map ? [...kept].map(([key, entry]) => decoded(key, entry)) : [];
}

/** The region of a name. @throws TissuebookError 'missing-key', with the nearest name */
export function regionOf(adata: AnnData, name: RegionName): TissueRegion {
  const all = regionsOf(adata);
  const found = all.find((region) => region.name === name);
  if (found) return found;
  const names = all.map((region) => region.name);
  const meant = nearest(name, names);
  throw new TissuebookError('missing-key', `There is no region "${name}".`, {
    argument: 'region',
    found: name,
    advice: meant
      ? `Did you mean "${meant}"?`
      : names.length > 0
        ? `There are ${names.join(', ')}.`
        : 'keepRegions(adata, [{ name, corners }]) keeps one.',
  });
}

function withPieces(region: DrawnRegion): TissueRegion {
  if (!('corners' in region)) return region;
  const { corners, ...rest } = region;
  return { ...rest, pieces: [[corners]] };
}

function keptIn(adata: AnnData): Uns | undefined {
  const found = adata.uns.get(REGIONS_KEY);
  return found instanceof Map ? found : undefined;
}

/** The map of regions, made where there is none. */
function entries(adata: AnnData): Uns {
  let whole = keptIn(adata);
  if (!whole) adata.uns.set(REGIONS_KEY, (whole = new Map()));
  let inner = whole.get('entries');
  if (!(inner instanceof Map)) whole.set('entries', (inner = new Map<string, UnsValue>()));
  return inner as Uns;
}

function record(adata: AnnData, done: readonly string[]): void {
  const whole = keptIn(adata)!;
  const now = new Date().toISOString();
  const before = (whole.get(HISTORY) as StringArray | undefined)?.values ?? [];
  whole.set(HISTORY, stringArray([...before, ...done.map((what) => `${now} ${what}`)]));
}

/** Names may hold what a key of a file may not, and files sort their keys: those are numbers. */
function keysByName(kept: Uns): Map<string, string> {
  return new Map(
    [...kept].flatMap(([key, entry]): [string, string][] => {
      const name = entry instanceof Map ? entry.get('name') : undefined;
      return typeof name === 'string' ? [[name, key]] : [];
    }),
  );
}

/** One more than the largest key. */
function unusedNumber(kept: Uns): number {
  let last = -1;
  for (const key of kept.keys()) if (Number(key) > last) last = Number(key);
  return last + 1;
}

/** All corners as one list, and where rings and pieces begin in it: what an .h5ad file keeps without loss. */
function encoded({ name, pieces, color, kind, section }: TissueRegion): Uns {
  const rings = pieces.flat();
  const corners = Float64Array.from(rings.flat(2));
  return new Map<string, UnsValue>([
    ['corners', numericArray(corners, [corners.length / 2, 2])],
    ['rings', numericArray(starts(rings))],
    ['pieces', numericArray(starts(pieces))],
    ...Object.entries({ name, color, kind, section }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  ]);
}

/** Where each list begins among the items of all, and where the last ends. */
function starts(lists: readonly { length: number }[]): number[] {
  const at = [0];
  for (const { length } of lists) at.push(at.at(-1)! + length);
  return at;
}

function decoded(key: string, entry: UnsValue): TissueRegion {
  const corrupt = (what: string): TissuebookError =>
    new TissuebookError('corrupt', `uns["${REGIONS_KEY}"]: region ${key} ${what}.`, {
      advice: 'Take it out of uns, or read it again from the file that it came from.',
    });
  const numbers = (part: string): number[] => {
    const array = entry instanceof Map ? (entry.get(part) as NumericArray | undefined) : undefined;
    if (array?.kind !== 'array') throw corrupt(`has no ${part}`);
    return Array.from(array.values as ArrayLike<number | bigint>, Number);
  };
  const flat = numbers('corners');
  const corners: Corner[] = Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!]);
  const cut = <T>(items: readonly T[], at: readonly number[]): T[][] => {
    const rising = at[0] === 0 && at.at(-1) === items.length && at.every((one, i) => i === 0 || one >= at[i - 1]!);
    if (!rising || at.length > MOST_CORNERS) throw corrupt('has rings that do not fit its corners');
    return at.slice(1).map((end, i) => items.slice(at[i]!, end));
  };
  const text = (part: string): Record<string, string> => {
    const value = (entry as Uns).get(part);
    return typeof value === 'string' ? { [part]: value } : {};
  };
  const pieces = cut(cut(corners, numbers('rings')), numbers('pieces'));
  return checkRegion('regionsOf', {
    name: '',
    pieces,
    ...text('name'),
    ...text('color'),
    ...text('kind'),
    ...text('section'),
  });
}
