import type { CategoricalColumn } from '../data';

/** A color resolved: labels by code, with the colors that the data keep for them, and what to say about these; or numbers with NaN for what is missing. All [nObs]. */
export type CellValues =
  | { name: string; kind: 'category'; column: CategoricalColumn; colors?: (string | undefined)[]; notice?: string }
  | { name: string; kind: 'value'; values: Float64Array | Float32Array };
