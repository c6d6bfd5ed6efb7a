import { MuData, Table } from '../../data';
import { nearest, show } from '../../options';
import { dataOf, type NamedData } from './dataOf';
import { type Beside, namesOf } from './namesOfKinds';

/** Names in a message: as many as one reads. */
const SHOWN = 8;

/** What a kind of names is called, where there is one of it and where there are several. */
const WORDS: Readonly<Record<string, readonly [one: string, all: string]>> = {
  column: ['column of obs', 'obs has'],
  feature: ['feature', 'Features'],
  layer: ['layer', 'Layers'],
  obsm: ['entry of obsm', 'obsm has'],
  basis: ['entry of obsm', 'obsm has'],
  X: ['entry of obsm', 'obsm has'],
  obsp: ['entry of obsp', 'obsp has'],
  modality: ['modality', 'Modalities'],
  region: ['region', 'Regions'],
  'table column': ['column', 'Columns'],
};

/** Why a text is no name of these kinds in the data, with the nearest that is one; undefined where it is, or where that cannot be told. */
export function refuseName(
  value: unknown,
  kinds: readonly string[],
  name: string,
  beside: Beside,
  more: readonly string[] = [],
): string | undefined {
  const all = dataOf(value);
  // An empty text is an option's own way to say "none".
  if (!all || name === '' || more.includes(name) || more.includes(`X_${name}`)) return undefined;
  const messages = all.map((data) => refuseIn(data, kinds, name, beside, more));
  // A name that one of several tissues has is not wrong.
  return messages.every((one) => one !== undefined) ? messages[0] : undefined;
}

function refuseIn(
  data: NamedData,
  kinds: readonly string[],
  name: string,
  beside: Beside,
  more: readonly string[],
): string | undefined {
  const found: [kind: string, names: string[]][] = [];
  for (const kind of kinds) {
    if (isNamed(data, kind, name)) return undefined;
    const names = namesOf(data, kind, beside);
    if (!names) return undefined;
    const list = [...names];
    if (list.includes(name) || (kind === 'basis' && list.includes(`X_${name}`))) return undefined;
    found.push([kind, list]);
  }
  const near = meant(name, [...found, ['', more]]);
  const nouns = [...new Set(found.map(([kind]) => wordsOf(kind, beside)[0]))].join(' and no ');
  const lists = found
    .filter(([kind]) => kind !== 'X')
    .map(([kind, names]) => `${wordsOf(kind, beside)[1]}: ${some(names)}.`);
  return [`There is no ${nouns} ${show(name)}.`, near && `Did you mean ${show(near)}?`, ...lists]
    .filter(Boolean)
    .join(' ');
}

/** Asked first, as lists of features are long. */
const indices = new WeakMap<readonly string[], ReadonlySet<string>>();

function isNamed(data: NamedData, kind: string, name: string): boolean {
  if (kind !== 'feature' || data instanceof Table || data instanceof MuData) return false;
  const { index } = data.var;
  let set = indices.get(index);
  // An index that was changed in place has another length, or is looked through below.
  if (set?.size !== index.length) indices.set(index, (set = new Set(index)));
  return set.has(name);
}

/** The name that was meant: of a short list first, as columns are named more often than features. */
function meant(name: string, found: readonly (readonly [string, readonly string[]])[]): string | undefined {
  const candidates = found.flatMap(([kind, names]) => {
    const known = kind === 'basis' ? names.flatMap((one) => [one, one.replace(/^X_/, '')]) : names;
    const near = nearest(name, known.slice(0, 50_000));
    return near === undefined ? [] : [near];
  });
  return nearest(name, candidates);
}

function wordsOf(kind: string, beside: Beside): readonly [string, string] {
  const column = kind.startsWith('label of ') ? beside[kind.slice('label of '.length)] : undefined;
  if (column !== undefined) return [`label in obs[${show(column)}]`, `obs[${show(column)}] has`];
  return WORDS[kind] ?? ['name', 'Names'];
}

function some(names: readonly string[]): string {
  if (!names.length) return 'nothing';
  const shown = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${shown} and ${(names.length - SHOWN).toLocaleString('en-US')} more` : shown;
}
