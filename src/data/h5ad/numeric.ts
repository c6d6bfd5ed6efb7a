import { TissuebookError } from '../../errors';
import type { NumberArray, Values } from '../encoding/values';
import { fromHalf } from '../encoding/half';
import type { ValueType } from './library';

/** Floats of 2 bytes are kept as their bits until `numericValues` makes float32 of them. */
const FLOATS = { 2: Uint16Array, 4: Float32Array, 8: Float64Array };
const SIGNED = { 1: Int8Array, 2: Int16Array, 4: Int32Array, 8: BigInt64Array };
const UNSIGNED = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array };

/** Whether a type is one of numbers or truth values, which HDF5 lays out as an array has them. */
export function isNumeric({ type }: ValueType): boolean {
  return type === 0 || type === 1 || type === 8;
}

/**
 * An array for `n` values of a numeric type, zeros.
 *
 * @param where for messages
 * @throws TissuebookError 'unsupported-encoding' for numbers of other sizes, 'out-of-memory'
 */
export function numbersFor(type: ValueType, n: number, where: string): NumberArray {
  const arrays: Record<number, new (n: number) => NumberArray> =
    type.type === 1 ? FLOATS : type.signed && !isFlag(type) ? SIGNED : UNSIGNED;
  const made = arrays[type.size];
  if (!made) {
    throw new TissuebookError(
      'unsupported-encoding',
      `${where} holds ${type.type === 1 ? 'floats' : 'whole numbers'} of ${type.size} bytes.`,
      {
        found: type.size,
        advice: "Write it again in Python as float64: array.astype('f8').",
      },
    );
  }
  try {
    return new made(n);
  } catch (cause) {
    throw new TissuebookError('out-of-memory', `There was not enough memory for ${where}.`, { cause });
  }
}

/** What was read into such an array. @throws TissuebookError 'corrupt' where a truth value is neither true nor false */
export function numericValues(type: ValueType, shape: readonly number[], values: NumberArray, where: string): Values {
  if (type.type === 1 && values instanceof Uint16Array) {
    return { kind: 'numbers', shape: [...shape], values: fromHalf(values), half: true };
  }
  if (!isFlag(type)) return { kind: 'numbers', shape: [...shape], values };
  const flags = values as Uint8Array;
  const wrong = flags.find((value) => value > 1);
  if (wrong !== undefined)
    throw new TissuebookError('corrupt', `${where}: ${wrong} is neither true nor false.`, { found: wrong });
  return { kind: 'flags', shape: [...shape], values: flags };
}

/** h5py writes truth values as an enumeration of FALSE 0 and TRUE 1 in one byte. */
function isFlag({ type, size, enum_type }: ValueType): boolean {
  if (type !== 8 || size !== 1 || !enum_type) return false;
  const { members } = enum_type;
  return Object.keys(members).length === 2 && members['FALSE'] === 0 && members['TRUE'] === 1;
}
