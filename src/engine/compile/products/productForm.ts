import type { Binding } from '../../provider/tensorflow/binding';
import { type AttributeValue, flagValue, shapesValue, textValue, typesValue } from '../attributes';

/** Under which name the binding's function is registered with XLA: native/source/product_op.h. */
const TARGET = 'tissuebook_product';

/** A product of `batch` pairs of matrices, [m, k] and [k, n]; a transposed operand lies in memory as [k, m] or [n, k]. */
export interface ProductForm {
  batch: number;
  m: number;
  n: number;
  k: number;
  transposeA: boolean;
  transposeB: boolean;
  /** Whether one matrix is for the whole batch. */
  oneA: boolean;
  oneB: boolean;
}

/**
 * The form of TensorFlow's BatchMatMulV2 on operands of these shapes; undefined where leading axes of both operands differ and neither
 * is one matrix.
 */
export function productForm(
  a: readonly number[],
  b: readonly number[],
  transposeA: boolean,
  transposeB: boolean,
): ProductForm | undefined {
  if (a.length < 2 || b.length < 2) return undefined;
  const [m, k] = transposeA ? [a.at(-1)!, a.at(-2)!] : [a.at(-2)!, a.at(-1)!];
  const n = transposeB ? b.at(-2)! : b.at(-1)!;
  const [ofA, ofB] = [count(a.slice(0, -2)), count(b.slice(0, -2))];
  const same = a.slice(0, -2).join() === b.slice(0, -2).join();
  if (!same && ofA !== 1 && ofB !== 1) return undefined;
  const batch = Math.max(ofA, ofB);
  const [oneA, oneB] = [batch > 1 && ofA === 1, batch > 1 && ofB === 1];
  // Rows of all matrices, one after the other, are those of one matrix.
  if (oneB && !transposeA) return { batch: 1, m: batch * m, n, k, transposeA, transposeB, oneA: false, oneB: false };
  return { batch, m, n, k, transposeA, transposeB, oneA, oneB };
}

/** The shape of the result. */
export function productShape(a: readonly number[], b: readonly number[], { n }: ProductForm, rows: number): number[] {
  const [first, second] = [a.slice(0, -2), b.slice(0, -2)];
  const longer = count(first) > count(second) || (count(first) === count(second) && first.length >= second.length);
  return [...(longer ? first : second), rows, n];
}

/** Multiplications of a form. */
export function workOf({ batch, m, n, k }: ProductForm): number {
  return batch * m * n * k;
}

/** Numbers of both operands and the result. */
export function numbersOf({ batch, m, n, k, oneA, oneB }: ProductForm): number {
  return (oneA ? 1 : batch) * m * k + (oneB ? 1 : batch) * k * n + batch * m * n;
}

/** The product as XLA takes it: a call of a BLAS through the binding, which gets addresses only and is told the sizes. */
export function productCall(
  binding: Binding,
  library: number,
  { batch, m, n, k, transposeA, transposeB, oneA, oneB }: ProductForm,
  shape: readonly number[],
): { op: string; attributes: [string, AttributeValue][] } {
  const strides = [oneA ? 0 : m * k, oneB ? 0 : k * n];
  const sizes = [library, batch, m, n, k, Number(transposeA), Number(transposeB), ...strides];
  return {
    op: 'XlaCustomCallV2',
    attributes: [
      ['call_target_name', textValue(TARGET)],
      ['backend_config', textValue(sizes.join(' '))],
      ['has_side_effect', flagValue(false)],
      ['operand_dtypes', typesValue([binding.TF_FLOAT, binding.TF_FLOAT])],
      ['result_dtypes', typesValue([binding.TF_FLOAT])],
      ['result_shapes', shapesValue([shape])],
    ],
  };
}

function count(sizes: readonly number[]): number {
  return sizes.reduce((product, size) => product * size, 1);
}
