import { ViewError } from './viewError';

/** Looks at one field and throws a ViewError that names it when it is not as it must be. */
export type Check = (value: unknown, path: string) => void;

/** Longest text that a picture can use; a hostile payload may carry megabytes. */
export const MAX_TEXT = 2000;

/** Most items in a list of labels, rows or series. */
export const MAX_ITEMS = 100_000;

/** A string of at most `most` characters. */
export const text =
  (most = MAX_TEXT): Check =>
  (value, path) => {
    if (typeof value !== 'string') throw new ViewError(path, 'must be text');
    if (value.length > most) throw new ViewError(path, `has ${value.length} characters, more than ${most}`);
  };

/** A finite number. */
export const finite: Check = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ViewError(path, 'must be a finite number');
};

/** True or false. */
export const flag: Check = (value, path) => {
  if (typeof value !== 'boolean') throw new ViewError(path, 'must be true or false');
};

/** One of the given strings. */
export const oneOf =
  (...choices: readonly string[]): Check =>
  (value, path) => {
    if (typeof value !== 'string' || !choices.includes(value)) {
      throw new ViewError(path, `must be one of ${choices.join(', ')}`);
    }
  };

/** An array of `least` to `most` items that pass `check`. */
export const list =
  (check: Check, least = 0, most = MAX_ITEMS): Check =>
  (value, path) => {
    if (!Array.isArray(value)) throw new ViewError(path, 'must be a list');
    if (value.length < least || value.length > most) {
      throw new ViewError(path, `has ${value.length} items; it may have ${least} to ${most}`);
    }
    for (let i = 0; i < value.length; i++) check(value[i], `${path}[${i}]`);
  };

/** An object with exactly these fields; those of `optional` may be absent. Others, `__proto__` among them, are refused. */
export const record =
  (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ViewError(path, 'must be an object');
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(required, name) && !Object.hasOwn(optional, name)) {
        throw new ViewError(path, `has a field that is not known: ${JSON.stringify(name.slice(0, 40))}`);
      }
    }
    const fields = value as Record<string, unknown>;
    for (const [name, check] of Object.entries(required)) {
      if (!Object.hasOwn(fields, name)) throw new ViewError(path, `has no field ${name}`);
      check(fields[name], `${path}.${name}`);
    }
    for (const [name, check] of Object.entries(optional)) {
      if (Object.hasOwn(fields, name)) check(fields[name], `${path}.${name}`);
    }
  };
