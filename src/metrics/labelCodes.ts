import type { Labels } from './types';

/** Labels as numbers. */
export interface Coded {
  /** The position of each label in `names`. */
  codes: Int32Array;
  /** The labels as text: numbers by size, others in alphabetical order. */
  names: string[];
}

export function codesOfLabels(labels: Labels): Coded {
  const values = Array.from(labels as ArrayLike<string | number | boolean>);
  const present = [...new Set(values)].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
  const code = new Map(present.map((value, i) => [value, i]));
  return { codes: Int32Array.from(values, (value) => code.get(value)!), names: present.map(String) };
}
