import { TissuebookError } from '../../errors';
import type { Container } from '../encoding/container';
import { numbersAt } from '../encoding/readMatrix';
import { wholeNumbers } from '../encoding/numbers';
import { sizeOf } from '../encoding/values';

/**
 * The pointers of compressed lines, as float64: files larger than memory have more values than int32 counts.
 *
 * @throws TissuebookError 'corrupt' when they fall, or do not end with the last stored value
 */
export function readPointers(file: Container, path: string): Float64Array {
  const at = `${path}/indptr`;
  const found = numbersAt(file, at);
  file.reserve(at, 8 * found.length);
  const pointers = wholeNumbers(found);
  const stored = sizeOf(file.describe(`${path}/indices`).shape ?? [0]);
  const wrong = pointers?.findIndex((value, i) => !Number.isInteger(value) || value < (i > 0 ? pointers[i - 1]! : 0));
  if (!pointers || wrong !== -1 || pointers[0] !== 0 || pointers.at(-1) !== stored) {
    const found = pointers && pointers[wrong === -1 ? pointers.length - 1 : wrong!];
    throw new TissuebookError(
      'corrupt',
      `${file.at(at)} does not rise from 0 to the ${stored} values that are stored.`,
      {
        argument: at,
        found,
      },
    );
  }
  return pointers;
}

/** Part of the pointers, counted from its first one. */
export function localPointers(pointers: Float64Array, from: number, to: number): Int32Array {
  return Int32Array.from(pointers.subarray(from, to + 1), (pointer) => pointer - pointers[from]!);
}
