import { TissuebookError } from './errors';

/** A check of one option: returns what is wrong with `value` as "expected ..." text, or undefined when it is fine. */
export type OptionCheck = (value: unknown) => string | undefined;

/** How a value is shown in an error: short, and never with data of arbitrary length. */
export function show(value: unknown): string {
  if (typeof value === 'string') return value.length > 60 ? `"${value.slice(0, 57)}..."` : `"${value}"`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** A finite number within [low, high]. */
export const number =
  (low = -Infinity, high = Infinity): OptionCheck =>
  (value) =>
    typeof value === 'number' && Number.isFinite(value) && value >= low && value <= high
      ? undefined
      : `a number${low > -Infinity || high < Infinity ? ` from ${low} to ${high}` : ''}`;

/** A whole number within [low, high]. */
export const integer =
  (low = 0, high = Number.MAX_SAFE_INTEGER): OptionCheck =>
  (value) =>
    Number.isInteger(value) && (value as number) >= low && (value as number) <= high
      ? undefined
      : `a whole number from ${low} to ${high}`;

/** A seed: a whole number from 0 to 2^32 - 1. */
export const seed: OptionCheck = integer(0, 0xffffffff);

/** One of the given strings. */
export const oneOf =
  (...choices: readonly string[]): OptionCheck =>
  (value) =>
    typeof value === 'string' && choices.includes(value) ? undefined : `one of ${choices.join(', ')}`;

/** A string that is not empty. */
export const text: OptionCheck = (value) => (typeof value === 'string' && value !== '' ? undefined : 'a string');

/** True or false. */
export const flag: OptionCheck = (value) => (typeof value === 'boolean' ? undefined : 'true or false');

/** Anything: for values that are checked where they are used (an AnnData, an AbortSignal, a function). */
export const anything: OptionCheck = () => undefined;

/** Also accepts undefined. Every option of `checkOptions` is optional already; use this inside arrays and records. */
export const listOf =
  (check: OptionCheck): OptionCheck =>
  (value) => {
    if (!Array.isArray(value)) return 'an array';
    for (const item of value) {
      const wrong = check(item);
      if (wrong) return `an array in which each item is ${wrong}`;
    }
    return undefined;
  };

/**
 * Refuses options that a function does not know and values that it cannot use. Options that are undefined count as
 * absent; defaults are the caller's business.
 *
 * @param where the function as its user calls it, for the message: 'squint.fit'
 * @throws TissuebookError kind 'unknown-option' or 'invalid-argument'
 */
export function checkOptions(where: string, options: unknown, checks: Readonly<Record<string, OptionCheck>>): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TissuebookError('invalid-argument', `${where}: options must be an object, found ${show(options)}.`, {
      argument: 'options',
      found: options,
    });
  }
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check) {
      const near = nearest(name, Object.keys(checks));
      throw new TissuebookError('unknown-option', `${where}: there is no option ${show(name)}.`, {
        argument: name,
        found: name,
        advice: `${near ? `Did you mean ${near}? ` : ''}It takes: ${Object.keys(checks).join(', ') || 'no options'}.`,
      });
    }
    const wrong = value === undefined ? undefined : check(value);
    if (wrong) {
      throw new TissuebookError('invalid-argument', `${where}: ${name} must be ${wrong}, found ${show(value)}.`, {
        argument: name,
        found: value,
      });
    }
  }
}

/** An object with these fields: for plain data whose fields are checked where they are used. */
export const objectWith =
  (...fields: readonly string[]): OptionCheck =>
  (value) =>
    typeof value === 'object' && value !== null && fields.every((field) => field in value)
      ? undefined
      : fields.length
        ? `an object with ${fields.join(', ')}`
        : 'an object';

/**
 * Refuses an argument of another kind than a function takes.
 *
 * @throws TissuebookError kind 'invalid-argument'
 */
export function checkArgument(where: string, argument: string, value: unknown, check: OptionCheck): void {
  const wrong = check(value);
  if (!wrong) return;
  throw new TissuebookError('invalid-argument', `${where}: ${argument} must be ${wrong}, found ${show(value)}.`, {
    argument,
    found: value,
  });
}

/** The known name that differs from `name` by few letters, if any: for "did you mean". */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase().slice(0, 60), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
