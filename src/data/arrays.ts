import { TissuebookError } from '../errors';
import { rowsByName } from './rowsByName';

/** Matrix values: float32 as most files store them, float64 where a file or a computation needs the digits. */
export type FloatArray = Float32Array | Float64Array;

/** Which rows or columns: a mask (booleans, one for each), positions (whole numbers), or names. */
export type Selection = readonly boolean[] | readonly number[] | readonly string[] | Int32Array | Uint32Array;

/** A new array of the same type and of `length` zeros. */
export function likeArray(values: FloatArray, length: number): FloatArray {
  return values instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
}

/**
 * Positions that a selection names, in its own order.
 *
 * @param names the index of the axis, for masks of its length and for selections by name
 * @throws TissuebookError 'shape-mismatch' (a mask of another length), 'invalid-argument' (a position outside),
 *   'missing-key' (a name that is not there), 'invalid-argument' (a name that several have)
 */
export function positionsOf(selection: Selection, names: readonly string[], axis: 'obs' | 'var'): Int32Array {
  const first = selection[0];
  if (typeof first === 'boolean') return maskPositions(selection as readonly boolean[], names.length, axis);
  if (typeof first === 'string') return namePositions(selection as readonly string[], names, axis);
  return checkedPositions(selection as ArrayLike<number>, names.length, axis);
}

/**
 * Positions below `length`.
 *
 * @throws TissuebookError 'invalid-argument' (a position outside)
 */
export function checkedPositions(selection: ArrayLike<number>, length: number, axis: string): Int32Array {
  const positions = new Int32Array(selection.length);
  for (let i = 0; i < selection.length; i++) {
    const position = selection[i]!;
    if (!Number.isInteger(position) || position < 0 || position >= length) {
      throw new TissuebookError('invalid-argument', `${axis}: ${String(position)} is no position.`, {
        argument: axis,
        found: position,
        advice: `Positions are whole numbers from 0 to ${length - 1}.`,
      });
    }
    positions[i] = position;
  }
  return positions;
}

function maskPositions(mask: readonly boolean[], length: number, axis: string): Int32Array {
  if (mask.length !== length) {
    throw new TissuebookError('shape-mismatch', `${axis}: the mask has ${mask.length} entries for ${length}.`, {
      argument: axis,
      found: mask.length,
    });
  }
  const positions: number[] = [];
  for (let i = 0; i < length; i++) if (mask[i]) positions.push(i);
  return Int32Array.from(positions);
}

function namePositions(wanted: readonly string[], names: readonly string[], axis: 'obs' | 'var'): Int32Array {
  const place = rowsByName(names);
  return Int32Array.from(wanted, (name) => {
    const position = place.get(name);
    if (position !== undefined) return position;
    if (names.includes(name)) throw severalOf(name, axis);
    throw new TissuebookError('missing-key', `${axis}: there is no "${name}".`, { argument: axis, found: name });
  });
}

/** A name that does not say which is meant. */
export function severalOf(name: string, axis: 'obs' | 'var'): TissuebookError {
  return new TissuebookError('invalid-argument', `${axis}: there are several "${name}".`, {
    argument: axis,
    found: name,
    advice: `Choose by position, or make the names of ${axis}.index different first.`,
  });
}
