import type { Binding } from '../provider/tensorflow/binding';
import { EDGE_SUM } from '../ops/kernels';
import { type AttributeValue, flagValue, numberValue, shapesValue, textValue, typesValue } from './attributes';

/** Under which name the binding's function is registered with XLA: native/source/edge_sum_op.h. */
const TARGET = 'tissuebook_edge_sum';

/** A node of a graph without its inputs. */
interface NodeForm {
  op: string;
  attributes: [string, AttributeValue][];
}

/** The kernel EDGE_SUM as TensorFlow runs it. */
export function edgeSumNode(size: number): NodeForm {
  return { op: EDGE_SUM, attributes: [['size', numberValue(size)]] };
}

/**
 * The kernel EDGE_SUM as XLA takes it: a call of the binding's function, which gets addresses only and is told the sizes.
 *
 * @param shapes of its inputs: x, to, from, values
 * @param size rows of the result
 */
export function edgeSumCall(binding: Binding, shapes: readonly number[][], size: number): NodeForm {
  const [[rows, ...rest], [edges], [from], [values]] = shapes;
  const width = rest.reduce((product, length) => product * length, 1);
  const { TF_FLOAT, TF_INT32 } = binding;
  return {
    op: 'XlaCustomCallV2',
    attributes: [
      ['call_target_name', textValue(TARGET)],
      ['backend_config', textValue([rows, width, edges, from, values, size].join(' '))],
      ['has_side_effect', flagValue(false)],
      ['operand_dtypes', typesValue([TF_FLOAT, TF_INT32, TF_INT32, TF_FLOAT])],
      ['result_dtypes', typesValue([TF_FLOAT])],
      ['result_shapes', shapesValue([[size, ...rest]])],
    ],
  };
}
