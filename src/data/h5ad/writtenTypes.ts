import { TissuebookError } from '../../errors';
import type { NumberArray } from '../encoding/values';

/** Numbers that can be written as they are. */
export type WritableNumbers = NumberArray;

/** One field of records. */
export interface RecordField {
  name: string;
  values: WritableNumbers | readonly string[];
}

/** How HDF5 is told of a type. */
export interface NumberType {
  type: number;
  size: number;
  signed: boolean;
  vlen: boolean;
}

export const TEXT = { type: 3, size: 4, signed: false, vlen: true, cset: 1 };

export function numberType(values: WritableNumbers): NumberType {
  const float = values instanceof Float32Array || values instanceof Float64Array;
  const signed = !/^(Big)?Uint/.test(values.constructor.name);
  return { type: float ? 1 : 0, size: values.BYTES_PER_ELEMENT, signed, vlen: false };
}

/** Text in HDF5 ends at a zero character: one inside would cut it off unseen. */
export function whole(text: string): string {
  if (!text.includes('\0')) return text;
  throw new TissuebookError('invalid-argument', 'A text with a zero character cannot be written to HDF5.', {
    found: text,
  });
}
