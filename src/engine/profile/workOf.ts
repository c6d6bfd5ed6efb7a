type Shape = readonly number[];

const PRODUCTS = new Set(['MatMul', 'BatchMatMulV2']);
const CONVOLUTIONS = /^(Conv[23]D|DepthwiseConv2dNative)(Backprop(Input|Filter).*)?$/;

/**
 * Additions and multiplications of an operation that is a product of matrices or a convolution, by its shapes; 0 of any other. Attention as
 * one call counts its two products, and its gradient the five that it takes.
 */
export function workOf(op: string, inputs: readonly Shape[], outputs: readonly Shape[], transposeA = false): number {
  if (PRODUCTS.has(op)) return 2 * count(outputs[0]!) * inputs[0]!.at(transposeA ? -2 : -1)!;
  if (CONVOLUTIONS.test(op)) return workOfConvolution(op, inputs, outputs);
  if (op === 'TissuebookAttention' || op === 'TissuebookAttentionGradient') {
    const [q, k, v] = inputs;
    const scores = count(q!.slice(0, -1)) * k!.at(-2)!;
    const [d, width] = [q!.at(-1)!, v!.at(-1)!];
    return op === 'TissuebookAttention' ? 2 * scores * (d + width) : 2 * scores * (3 * d + 2 * width);
  }
  return 0;
}

/** Every number of the larger side's gradient, or of the output, meets one filter. */
function workOfConvolution(op: string, inputs: readonly Shape[], outputs: readonly Shape[]): number {
  const backToInput = op.includes('BackpropInput');
  const backToFilter = op.includes('BackpropFilter');
  const result = backToInput || backToFilter ? inputs[2]! : outputs[0]!;
  const filter = backToFilter ? outputs[0]! : inputs[1]!;
  const perNumber = op.startsWith('Depthwise') ? count(filter.slice(0, 2)) : count(filter) / filter.at(-1)!;
  return 2 * count(result) * perNumber;
}

function count(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}
