import type { Labels } from './types';

/** Labels as numbers. */
export interface Coded {
  /** The position of each label in `names`; -1 for what is missing: null, undefined, NaN. */
  codes: Int32Array;
  /** The labels as text: numbers by size, others in alphabetical order. */
  names: string[];
}

type Label = string | number | boolean | null | undefined;

/** The label of a cell is not known. */
export function isMissing(label: unknown): label is null | undefined {
  return label === null || label === undefined || Number.isNaN(label);
}

export function codesOfLabels(labels: Labels): Coded {
  const values = Array.from(labels as ArrayLike<Label>);
  const present = [...new Set(values.filter((value): value is NonNullable<Label> => !isMissing(value)))].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
  const code = new Map<Label, number>(present.map((value, i) => [value, i]));
  return {
    codes: Int32Array.from(values, (value) => (isMissing(value) ? -1 : code.get(value)!)),
    names: present.map(String),
  };
}
