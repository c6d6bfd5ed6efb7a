import { tf } from '../../tf';
import type { HostKernel, OwnKernel, TensorflowBackend } from './kernel';

/**
 * y [], z [] (int32) -> [...shape] float32 in [0, 1): random numbers without a state, each a function of its place, of the two
 * words of the key, and of the number of the draw. The function is pcg3d (Jarzynski and Olano 2020, Hash Functions for GPU
 * Rendering, JCGT 9(3)); integers of 32 bits only, so that every provider gives the same bits, compiled or not.
 */
export const COUNTER_UNIFORM = 'TissuebookCounterUniform';

export interface CounterUniformAttributes {
  shape: number[];
  /** Tells the draws of one key apart. */
  draw: number;
}

/** What a step along an axis adds to a place's number (odd, unlike): a place keeps its number when an axis becomes longer. */
const ALONG = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1];
/** What a draw adds to the key. */
const PER_DRAW = 0x9e3779b9;
const MULTIPLIER = 1664525;
const INCREMENT = 1013904223;
/** The upper 24 bits of a word are what a float32 can hold. */
const UNIT = 2 ** -24;

/** The axis constants of a shape: the last axis always has the first. */
const constantsOf = (shape: readonly number[]): number[] => shape.map((_, axis) => ALONG[shape.length - 1 - axis]!);

/** pcg3d's third word. */
export function pcg3d(x: number, y: number, z: number): number {
  let [a, b, c] = [x, y, z].map((word) => (Math.imul(word, MULTIPLIER) + INCREMENT) | 0) as [number, number, number];
  for (let round = 0; round < 2; round++) {
    a = (a + Math.imul(b, c)) | 0;
    b = (b + Math.imul(c, a)) | 0;
    c = (c + Math.imul(a, b)) | 0;
    if (round === 0) [a, b, c] = [a ^ (a >>> 16), b ^ (b >>> 16), c ^ (c >>> 16)];
  }
  return c;
}

const host: HostKernel<CounterUniformAttributes> = {
  shape: (_, { shape }) => shape,
  fill: (out, [first, second], { shape, draw }) => {
    const y = first!.values[0]!;
    const z = (second!.values[0]! + Math.imul(draw, PER_DRAW)) | 0;
    const constants = constantsOf(shape);
    const place = shape.map(() => 0);
    for (let at = 0; at < out.length; at++) {
      const x = place.reduce((sum, index, axis) => (sum + Math.imul(index, constants[axis]!)) | 0, 0);
      out[at] = (pcg3d(x, y, z) >>> 8) * UNIT;
      for (let axis = shape.length - 1; axis >= 0 && ++place[axis]! === shape[axis]; axis--) place[axis] = 0;
    }
  },
};

/** The same by TensorFlow's own operations, which XLA makes one loop of. */
function native(backend: TensorflowBackend, [y, z]: tf.TensorInfo[], { shape, draw }: CounterUniformAttributes) {
  const op = (name: string, ...inputs: (tf.TensorInfo | number)[]): tf.TensorInfo =>
    backend.executeSingleOutput(
      name,
      [],
      inputs.map((input) => (typeof input === 'number' ? word(input) : input)),
    );
  const multiplyAdd = (a: tf.TensorInfo, b: tf.TensorInfo | number, c: tf.TensorInfo | number): tf.TensorInfo =>
    op('AddV2', op('Mul', a, b), c);
  // A shift of an int32 draws its sign after it.
  const shifted = (x: tf.TensorInfo, by: number): tf.TensorInfo =>
    op('BitwiseAnd', op('RightShift', x, by), 2 ** (32 - by) - 1);
  const round = ([a, b, c]: Words): Words => {
    const first = multiplyAdd(b, c, a);
    const second = multiplyAdd(c, first, b);
    return [first, second, multiplyAdd(first, second, c)];
  };
  const key = op('AddV2', z!, Math.imul(draw, PER_DRAW));
  const words = [places(op, shape), y!, key].map((each) => multiplyAdd(each, MULTIPLIER, INCREMENT)) as Words;
  const mixed = round(words).map((each) => op('BitwiseXor', each, shifted(each, 16))) as Words;
  const bits = shifted(round(mixed)[2], 8);
  const types = [
    { name: 'SrcT', type: backend.binding.TF_ATTR_TYPE, value: backend.binding.TF_INT32 },
    { name: 'DstT', type: backend.binding.TF_ATTR_TYPE, value: backend.binding.TF_FLOAT },
  ];
  return op('Mul', backend.executeSingleOutput('Cast', types, [bits]), tf.scalar(UNIT));
}

type Words = [tf.TensorInfo, tf.TensorInfo, tf.TensorInfo];

/** Each place's number: the sum of its indices times the constants of their axes. */
function places(op: (name: string, ...inputs: (tf.TensorInfo | number)[]) => tf.TensorInfo, shape: readonly number[]) {
  const constants = constantsOf(shape);
  return shape
    .map((size, axis) => {
      const line = op('Mul', op('Range', 0, size, 1), constants[axis]!);
      const column = shape.map((_, other) => (other === axis ? size : 1));
      return op('Reshape', line, tf.tensor1d(column, 'int32'));
    })
    .reduce((sum, line) => op('AddV2', sum, line));
}

/** A constant of 32 bits. */
const word = (value: number): tf.Tensor => tf.scalar(value | 0, 'int32');

/** For every provider. */
export const counterUniform: OwnKernel<CounterUniformAttributes> = {
  name: COUNTER_UNIFORM,
  inputs: ['y', 'z'],
  host,
  tensorflow: native,
};
