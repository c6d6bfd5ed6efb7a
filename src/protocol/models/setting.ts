import { flag as isFlag, integer as isInteger, number as isNumber, oneOf, text, type OptionCheck } from '../../options';

/** Where a default comes from: the paper, the authors' published code, or this project. */
export type Source = 'paper' | 'code' | 'ours';

/** What kind of value a setting takes. 'obs': a column of obs; 'obsm' and 'varp': a key of those; 'modality': its name; 'file': a path; 'text': words. */
export type SettingType =
  'integer' | 'number' | 'choice' | 'flag' | 'obs' | 'obsm' | 'varp' | 'modality' | 'file' | 'text';

/** One setting of a model, as plain data: what it takes, its default, where that comes from, what it does. */
export interface Setting<T = unknown> {
  readonly type: SettingType;
  /** The default; '' for a column, key or file that is not there unless it is named. */
  readonly value: T;
  readonly source: Source;
  /** One sentence for the reader of a card. */
  readonly help: string;
  /** What a form calls it; settings without a label are not in the form. */
  readonly label?: string;
  /** Least and largest number. */
  readonly low?: number;
  readonly high?: number;
  /** Whether 'auto' is taken beside numbers. */
  readonly auto?: boolean;
  readonly choices?: readonly string[];
}

/** The settings of a model, by name. */
export type Settings = Readonly<Record<string, Setting>>;

/** The configuration that some settings mean. */
export type ConfigOf<S extends Settings> = { -readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

interface Shown {
  /** What a form calls it. */
  label?: string;
}

/** A builder of settings that are numbers from `low` to `high`. */
const bounded =
  (type: 'integer' | 'number') =>
  (low: number, high: number, value: number, source: Source, help: string, shown: Shown = {}): Setting<number> => ({
    type,
    low,
    high,
    value,
    source,
    help,
    ...shown,
  });

/** A whole number: `integer(1, 100, 8, 'code', 'Nearest neighbors of a cell.')`. */
export const integer = bounded('integer');

/** What fixes all that a model draws. */
export const seed = integer(0, 0xffffffff, 0, 'ours', 'Seed of everything random.');

/** A number from `low` to `high`. */
export const number = bounded('number');

/** A number, or 'auto', which is the default: the model looks at the data. */
export function numberOrAuto(
  low: number,
  high: number,
  source: Source,
  help: string,
  shown: Shown = {},
): Setting<number | 'auto'> {
  return { type: 'number', low, high, auto: true, value: 'auto', source, help, ...shown };
}

/** A whole number, or 'auto', which is the default: the model looks at the data. */
export function integerOrAuto(low: number, high: number, source: Source, help: string): Setting<number | 'auto'> {
  return { type: 'integer', low, high, auto: true, value: 'auto', source, help };
}

/** One of some words. */
export function choice<const T extends string>(
  choices: readonly T[],
  value: NoInfer<T>,
  source: Source,
  help: string,
  shown: Shown = {},
): Setting<T> {
  return { type: 'choice', choices, value, source, help, ...shown };
}

/** True or false. */
export function flag(value: boolean, source: Source, help: string, shown: Shown = {}): Setting<boolean> {
  return { type: 'flag', value, source, help, ...shown };
}

/** A column of obs; none unless named. */
export function obsColumn(source: Source, help: string, shown: Shown = {}): Setting<string> {
  return { type: 'obs', value: '', source, help, ...shown };
}

/** A key of obsm; none unless named. */
export function obsmKey(source: Source, help: string, shown: Shown = {}): Setting<string> {
  return { type: 'obsm', value: '', source, help, ...shown };
}

/** A key of varp, where a graph of features is kept; none unless named. */
export function varpKey(source: Source, help: string, shown: Shown = {}): Setting<string> {
  return { type: 'varp', value: '', source, help, ...shown };
}

/** The name of a modality; its place among the data's unless named. */
export function modality(source: Source, help: string, shown: Shown = {}): Setting<string> {
  return { type: 'modality', value: '', source, help, ...shown };
}

/** Words, such as names of states; none unless given. */
export function words(source: Source, help: string, shown: Shown = {}): Setting<string> {
  return { type: 'text', value: '', source, help, ...shown };
}

/** A path; none unless named. */
export function file(source: Source, help: string, shown: Shown = {}): Setting<string> {
  return { type: 'file', value: '', source, help, ...shown };
}

/** The check of a setting's values: what it must be, in words, or undefined for a value that it takes. */
export function settingCheck({ type, low, high, auto, choices }: Setting): OptionCheck {
  switch (type) {
    case 'integer':
      return auto ? orAuto(isInteger(low, high)) : isInteger(low, high);
    case 'number':
      return auto ? orAuto(isNumber(low, high)) : isNumber(low, high);
    case 'choice':
      return oneOf(...choices!);
    case 'flag':
      return isFlag;
    default:
      return (value) => (value === '' ? undefined : text(value));
  }
}

const orAuto =
  (check: OptionCheck): OptionCheck =>
  (value) => {
    const wrong = value === 'auto' ? undefined : check(value);
    return wrong && `${wrong}, or 'auto'`;
  };
