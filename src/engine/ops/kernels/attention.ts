import type { OpAttribute } from '../../provider/tensorflow/binding';
import { tf } from '../../tf';

/** q [items, queries, d], k [items, keys, d], v [items, keys, width], real [items, keys or 0] -> y [items, queries, width]. */
export const ATTENTION = 'TissuebookAttention';
/** The same and toY -> toQ, toK, toV. */
export const ATTENTION_GRADIENT = 'TissuebookAttentionGradient';

/** What of the backend the kernels use. */
interface Backend {
  executeMultipleOutputs(
    op: string,
    attributes: OpAttribute[],
    inputs: tf.TensorInfo[],
    outputs: number,
  ): tf.TensorInfo[];
}

/** Kernels of the TensorFlow provider that only a graph for XLA has: src/engine/compile/attentionCall.ts. */
export function registerAttention(): void {
  const kernels: [string, string[], number][] = [
    [ATTENTION, ['q', 'k', 'v', 'real'], 1],
    [ATTENTION_GRADIENT, ['q', 'k', 'v', 'real', 'toY'], 3],
  ];
  for (const [kernelName, names, outputs] of kernels) {
    tf.registerKernel({
      kernelName,
      backendName: 'tensorflow',
      kernelFunc: ({ inputs, backend }) => {
        const given = names.map((name) => inputs[name]!);
        return (backend as unknown as Backend).executeMultipleOutputs(kernelName, [], given, outputs);
      },
    });
  }
}
