import { tf } from '../../tf';
import { isCompiledForCpu } from './compiledForCpu';

/** Below this many input channels the reduction has too few columns for the form below to pay (an image's colors). */
const CHANNELS_FROM = 16;
/** Up to this many samples a product with the identity matrix costs little beside the convolution. */
const SAMPLES_UP_TO = 256;

type Size = [number, number];
/** Attributes of the kernel, as tf.conv2d gives them. */
interface Attributes {
  strides: number | Size;
  pad: unknown;
  dataFormat: string;
}

const original = tf.getGradient('Conv2D');

/**
 * The gradient of a convolution [samples, height, width, inputs] by a filter [size, size, inputs, outputs]: TensorFlow.js's own, but
 * for the filter's part in steps that XLA compiles for the CPU, and on providers that lack it (wasm). There it is a convolution itself, of
 * images whose samples and channels have changed places. XLA does the same by loops that walk through the whole tensor for
 * each channel.
 */
export const convolutionGradient: Pick<tf.GradConfig, 'inputsToSave' | 'gradFunc'> = {
  inputsToSave: ['x', 'filter'],
  gradFunc: (dy, saved, attributes) => {
    const own = original.gradFunc(dy, saved, attributes);
    const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
    const { strides, pad, dataFormat } = attributes as unknown as Attributes;
    const [stride, other] = [strides, strides].flat();
    const [rows, columns] = filter.shape;
    if (dataFormat !== 'NHWC' || stride !== other || !isOurs(x, filter)) return own;
    if (pad === 'same' && stride === 1 && rows === columns && rows % 2 === 1) {
      return { x: own.x, filter: () => ofSameSize(x, dy as tf.Tensor4D, rows) };
    }
    if (pad !== 'valid') return own;
    return { x: own.x, filter: () => ofStrides(x, dy as tf.Tensor4D, [rows, columns], stride) };
  },
};

function isOurs(x: tf.Tensor4D, filter: tf.Tensor4D): boolean {
  if (isCompiledForCpu(x)) return filter.shape[2] >= CHANNELS_FROM;
  return !tf.getKernel('Conv2DBackpropFilter', tf.getBackend());
}

/**
 * dw[i, j] = sum over b, v, u of x[b, v + i - p, u + j - p] dy[b, v, u] with x as the window, which is moved over dy. The outputs come
 * first and the inputs last, from where a parameter's order (outputs, inputs, size, size) is near in memory.
 */
function ofSameSize(x: tf.Tensor4D, dy: tf.Tensor4D, size: number): tf.Tensor4D {
  const pad = (size - 1) / 2;
  const edge: Size = [pad, pad];
  const images = tf.pad(samplesLast(dy), [[0, 0], edge, edge, [0, 0]]) as tf.Tensor4D;
  const turned = tf.conv2d(images, tf.transpose(x, [1, 2, 0, 3]), 1, 'valid');
  return tf.transpose(tf.reverse(turned, [1, 2]), [1, 2, 3, 0]);
}

/** dw[i, j] = sum over b, v, u of x[b, stride v + i, stride u + j] dy[b, v, u] with dy, spread by the stride, as the window. */
function ofStrides(x: tf.Tensor4D, dy: tf.Tensor4D, [rows, columns]: Size, stride: number): tf.Tensor4D {
  const windows = tf.transpose(dy, [1, 2, 0, 3]);
  const all = tf.conv2d(samplesLast(x), windows, 1, 'valid', 'NHWC', stride);
  // Rows that no window reached are left over at the end.
  return tf.transpose(tf.slice(all, [0, 0, 0, 0], [-1, rows, columns, -1]), [1, 2, 0, 3]);
}

/**
 * [samples, height, width, channels] as [channels, height, width, samples]. In a compiled step a product with the identity matrix, which is exact, takes the
 * samples to the back in blocks that stay in the cache; the rest moves whole rows of samples.
 */
function samplesLast(x: tf.Tensor4D): tf.Tensor4D {
  const [samples, height, width, channels] = x.shape;
  if (samples > SAMPLES_UP_TO || !isCompiledForCpu(x)) return tf.transpose(x, [3, 1, 2, 0]);
  const turned = tf.matMul(tf.reshape(x, [samples, -1]), tf.eye(samples), true);
  return tf.transpose(tf.reshape(turned, [height, width, channels, samples]), [2, 0, 1, 3]);
}
