import type { Range } from '../encoding/container';
import type { Values } from '../encoding/values';

/** What was read of an array. */
export interface ArrayPart {
  values: Values;
  /** Of the whole array. */
  shape: readonly number[];
  chunks: readonly number[];
  /** Bytes of a value. */
  size: number;
  /** The rows that were read; all unless they are said. */
  rows?: Range;
  /** The columns that were read; all unless they are said. */
  columns?: Range | undefined;
}
