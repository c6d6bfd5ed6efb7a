import { TissuebookError } from '../../errors';
import { checkOptions, show, text, type OptionCheck } from '../../options';

/** Where a default comes from: the paper, the authors' published code, or this project. */
export type Source = 'paper' | 'code' | 'ours';

/** One option of a model: what it takes, what it is by default, where that comes from, what it does. */
export interface Setting<T> {
  readonly check: OptionCheck;
  readonly value: T;
  readonly source: Source;
  /** One sentence for the reader of a card. */
  readonly about: string;
}

/** The options of a model, by name. */
export type Settings<C> = { readonly [K in keyof C]: Setting<C[K]> };

/** Which of a model's options a preset changes, and to what. */
export type Presets<C, P extends string> = { readonly [K in P]: Partial<C> };

/** Writes a table of settings row by row: `setting(integer(1), 8, 'paper', 'Neighbors of a cell.')`. */
export const setting = <T>(check: OptionCheck, value: T, source: Source, about: string): Setting<T> => ({
  check,
  value,
  source,
  about,
});

/** Text that may be empty. */
export const optionalText: OptionCheck = (value) => (value === '' ? undefined : text(value));

/**
 * The full configuration that a user's options mean: the settings' defaults, changed by the preset ('small' unless given),
 * changed by what the user gave. Options that are undefined count as absent.
 *
 * @param where the model as its user names it, for the message
 * @throws TissuebookError kind 'unknown-option' or 'invalid-argument'
 */
export function resolveSettings<C extends object, P extends string>(
  where: string,
  settings: Settings<C>,
  presets: Presets<C, P>,
  { preset: name, ...given }: { preset?: P } & Partial<C>,
): C {
  const options = given as unknown as Partial<C>;
  const preset = presetOf(where, presets, name ?? 'small');
  const names = Object.keys(settings) as (keyof C & string)[];
  checkOptions(where, options, Object.fromEntries(names.map((name) => [name, settings[name].check])));
  const value = (name: keyof C) => options[name] ?? preset[name] ?? settings[name].value;
  return Object.fromEntries(names.map((name) => [name, value(name)])) as C;
}

function presetOf<C, P extends string>(where: string, presets: Presets<C, P>, name: string): Partial<C> {
  if (Object.hasOwn(presets, name)) return presets[name as P];
  const known = Object.keys(presets).join(', ');
  throw new TissuebookError('invalid-argument', `${where}: preset must be one of ${known}, found ${show(name)}.`, {
    argument: 'preset',
    found: name,
  });
}
