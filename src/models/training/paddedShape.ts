import { tf } from '../../engine';
import { isCount } from './cardChecks';

/**
 * The shape that the batches of a run are padded to, axis by axis: { nodes: 2560, messages: 20480 }. A compiled step has to
 * see the same shape again, as another one is compiled anew, which takes seconds. So a shape has some to spare, and only grows.
 */
export type PaddedShape<A extends string = string> = Readonly<Record<A, number>>;

/** The least and the largest size of each axis that the data allow. */
export type ShapeLimits<A extends string = string> = Readonly<Record<A, readonly [least: number, largest: number]>>;

/** Sizes are multiples of it (ours). */
const MULTIPLE = 64;

/**
 * The size of an axis: as it was, where it holds what is needed; else `spare` times the need, rounded up.
 *
 * @param size as it was; undefined before the first batch
 */
export function padSize(size: number | undefined, need: number, spare: number): number {
  return size !== undefined && need <= size ? size : Math.ceil((spare * need) / MULTIPLE) * MULTIPLE;
}

/** A shape from the file of a run; undefined where it is none, or not within the limits. */
export function readShape<A extends string>(value: unknown, limits: ShapeLimits<A>): PaddedShape<A> | undefined {
  const given = (value ?? {}) as Record<string, unknown>;
  const shape: Record<string, number> = {};
  for (const axis of Object.keys(limits) as A[]) {
    const size = given[axis];
    const [least, largest] = limits[axis];
    if (!isCount(size, largest) || size < least) return undefined;
    shape[axis] = size;
  }
  return shape as PaddedShape<A>;
}

/** Numbers of nodes on the device, int32 [size]. @param padding what stands behind them */
export function paddedIndices(values: ArrayLike<number>, size: number, padding: number): tf.Tensor1D {
  const out = new Int32Array(size).fill(padding);
  out.set(values);
  return tf.tensor1d(out, 'int32');
}

/** Values with zeros behind them [size]. */
export function paddedValues(values: ArrayLike<number>, size: number): Float32Array {
  const out = new Float32Array(size);
  out.set(values);
  return out;
}
