/** Checks of what stands on a file's card: nothing there is trusted. */

export const isText = (value: unknown): value is string => typeof value === 'string';

export const isFiniteNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

export const isPositive = (value: unknown): value is number => isFiniteNumber(value) && value > 0;

/** A whole number from 1 to `most`. */
export const isCount = (value: unknown, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;

/** A list with at least one item, every one of the wanted kind. */
export const isList = <T>(value: unknown, item: (one: unknown) => one is T): value is T[] =>
  Array.isArray(value) && value.length > 0 && value.every(item);
