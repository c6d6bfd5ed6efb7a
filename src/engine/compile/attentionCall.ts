import { ATTENTION, ATTENTION_GRADIENT } from '../ops/kernels/attention';
import { blasLibraries } from '../provider/tensorflow/blas';
import type { Binding } from '../provider/tensorflow/binding';
import { type AttributeValue, flagValue, shapesValue, textValue, typesValue } from './attributes';
import { compilingBackend } from './backend';
import { chooseProduct } from './products/chooseProduct';
import { productForm } from './products/productForm';

/** Under which names the binding's functions are registered with XLA: native/source/product_op.h. */
const TARGETS: Readonly<Record<string, string>> = {
  [ATTENTION]: 'tissuebook_attention',
  [ATTENTION_GRADIENT]: 'tissuebook_attention_gradient',
};
/** As in native/source/attention.h. */
const MOST_KEYS = 8192;

/** Whether an operation is one of those that graphs for XLA have and TensorFlow does not. */
export function isAttentionCall(op: string): boolean {
  return TARGETS[op] !== undefined;
}

/** A tensor [..., tokens, columns]. */
type Tokens = { shape: readonly number[]; dtype: string };

/**
 * Whether attention is a call: in a step that is recorded for XLA, where the library was measured to be quicker than XLA with both of its
 * products. In the call they are smaller, and meet what is in the cache.
 */
export function attentionIsCalled(q: Tokens, k: Tokens, v: Tokens): boolean {
  const binding = compilingBackend()?.binding.forXla;
  const [library] = blasLibraries();
  const tensors = [q, k, v];
  const leads = new Set(tensors.map(({ shape }) => shape.slice(0, -2).join()));
  const fits = tensors.every(({ shape, dtype }) => dtype === 'float32' && shape.every((size) => size > 0));
  const [queries, keys] = [q.shape.at(-2)!, k.shape.at(-2)!];
  // A binding without it is older, and gives the three gradients as three results.
  if (!binding?.callTimes || !library || !fits || leads.size > 1 || keys > MOST_KEYS) return false;
  const scores = productForm(k.shape, q.shape, false, true)!;
  const sums = productForm([...q.shape.slice(0, -2), keys, queries], v.shape, true, false)!;
  return [scores, sums].every((form) => chooseProduct(binding, form) === library);
}

/**
 * ATTENTION or ATTENTION_GRADIENT as XLA takes it: its results are one, one behind the other.
 *
 * @param shapes of q, k, v and the mask
 */
export function attentionCall(
  { TF_FLOAT }: Binding,
  op: string,
  [[items, queries, d], [, keys], v, real]: readonly (readonly number[])[],
): { op: string; attributes: [string, AttributeValue][]; shapes: number[][] } {
  const width = v[2];
  const shapes =
    op === ATTENTION
      ? [[items, queries, width]]
      : [
          [items, queries, d],
          [items, keys, d],
          [items, keys, width],
        ];
  const masked = Number(real[1] > 0);
  const total = shapes.reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0);
  return {
    op: 'XlaCustomCallV2',
    attributes: [
      ['call_target_name', textValue(TARGETS[op])],
      ['backend_config', textValue([blasLibraries()[0].library, items, queries, keys, d, width, masked].join(' '))],
      ['has_side_effect', flagValue(false)],
      ['operand_dtypes', typesValue(new Array<number>(op === ATTENTION ? 4 : 5).fill(TF_FLOAT))],
      ['result_dtypes', typesValue([TF_FLOAT])],
      ['result_shapes', shapesValue([shapes.length === 1 ? shapes[0] : [total]])],
    ],
    shapes,
  };
}
