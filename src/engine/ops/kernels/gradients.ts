import { tf } from '../../tf';
import { convolutionGradient } from './convolutionGradient';

/**
 * Gradients that TensorFlow.js writes in a costly way: a slice for every repetition of a tile, a tensor of ones as large
 * as the input of every sum. The values are the same.
 */
const gradients: Record<string, Pick<tf.GradConfig, 'inputsToSave' | 'gradFunc'>> = {
  Conv2D: convolutionGradient,
  Tile: {
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { reps } = attributes as unknown as { reps: number[] };
      return { x: () => untile(dy as tf.Tensor, x.shape, reps) };
    },
  },
  Sum: {
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => ({ x: () => stretch(dy as tf.Tensor, x.shape, axesOf(attributes)) }),
  },
  Mean: {
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const axes = axesOf(attributes);
      const size = tf.util.parseAxisParam(axes, x.shape).reduce((product, axis) => product * x.shape[axis], 1);
      return { x: () => stretch(tf.div(dy as tf.Tensor, size), x.shape, axes) };
    },
  },
  Relu: {
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy as tf.Tensor, tf.cast(tf.greater(x, 0), 'float32')) }),
  },
};

/** Puts them in place of TensorFlow.js's own, for all providers. */
export function registerOwnGradients(): void {
  for (const [kernelName, config] of Object.entries(gradients)) {
    if (tf.getGradient(kernelName)) tf.unregisterGradient(kernelName);
    tf.registerGradient({ kernelName, ...config });
  }
}

function axesOf(attributes: unknown): number | number[] {
  return (attributes as { axis: number | number[] }).axis;
}

/** A gradient over reduced axes, spread over all that was summed. */
function stretch(dy: tf.Tensor, shape: number[], axis: number | number[]): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis, shape);
  const kept = shape.map((size, i) => (axes.includes(i) ? 1 : size));
  return tf.broadcastTo(tf.reshape(dy, kept), shape);
}

/** Sums the gradients of all repetitions. */
function untile(dy: tf.Tensor, shape: readonly number[], reps: readonly number[]): tf.Tensor {
  if (shape.every((size, i) => size === 1 || reps[i] === 1)) {
    const axes = [...shape.keys()].filter((i) => reps[i] > 1);
    return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, shape.slice());
  }
  const apart = shape.flatMap((size, i) => [reps[i], size]);
  return tf.sum(
    tf.reshape(dy, apart),
    shape.map((_, i) => 2 * i),
  );
}
