import { beforeAll, describe, expect, it } from 'vitest';
import { Parameters, Random, compile, convolution, createConvolution, startEngine, tf } from '../../../src/engine';

beforeAll(async () => {
  await startEngine();
});

interface Case {
  samples: number;
  inputs: number;
  outputs: number;
  height: number;
  width: number;
  size: number;
  stride: number;
}

type At = (...index: number[]) => number;

const at =
  (values: ArrayLike<number>, shape: readonly number[]): At =>
  (...index) =>
    values[index.reduce((sum, i, axis) => sum * shape[axis] + i, 0)];

/**
 * Visits every product of the definition: output (b, y, x, o) takes weight (o, i, r, c) times the input at
 * (stride y + r - pad, stride x + c - pad), where there is one.
 */
function forEachProduct(
  { samples, inputs, outputs, height, width, size, stride }: Case,
  visit: (out: number[], weight: number[], input: number[]) => void,
): void {
  const pad = (size - 1) / 2;
  const sizes = [samples, Math.ceil(height / stride), Math.ceil(width / stride), outputs, inputs, size, size];
  const total = sizes.reduce((a, b) => a * b, 1);
  for (let n = 0; n < total; n++) {
    let rest = n;
    const [c, r, i, o, x, y, b] = [...sizes].reverse().map((length) => {
      const digit = rest % length;
      rest = (rest - digit) / length;
      return digit;
    });
    const [row, column] = [stride * y + r - pad, stride * x + c - pad];
    if (row >= 0 && row < height && column >= 0 && column < width)
      visit([b, y, x, o], [o, i, r, c], [b, row, column, i]);
  }
}

const CASES: Case[] = [
  { samples: 3, inputs: 17, outputs: 5, height: 7, width: 6, size: 3, stride: 1 },
  { samples: 2, inputs: 16, outputs: 4, height: 5, width: 8, size: 5, stride: 1 },
  { samples: 2, inputs: 3, outputs: 4, height: 6, width: 5, size: 3, stride: 1 },
  { samples: 3, inputs: 16, outputs: 5, height: 8, width: 7, size: 3, stride: 2 },
  { samples: 2, inputs: 18, outputs: 3, height: 9, width: 10, size: 3, stride: 3 },
  { samples: 2, inputs: 16, outputs: 3, height: 12, width: 11, size: 3, stride: 4 },
  { samples: 3, inputs: 16, outputs: 6, height: 5, width: 4, size: 1, stride: 1 },
  { samples: 3, inputs: 16, outputs: 6, height: 7, width: 8, size: 1, stride: 2 },
  { samples: 2, inputs: 16, outputs: 3, height: 7, width: 5, size: 1, stride: 3 },
];

const nameOf = (c: Case): string =>
  `${c.size} x ${c.size}, stride ${c.stride}, ${c.inputs} channels of ${c.height} x ${c.width}`;

for (const enabled of [true, false]) {
  describe(`a convolution, ${enabled ? 'compiled' : 'eager'}`, () => {
    it.each(CASES.map((each) => [nameOf(each), each] as const))(
      '%s: is its definition, and so are its gradients',
      (_, c) => {
        const random = new Random(3);
        const p = new Parameters();
        createConvolution(p.at('layer'), c.inputs, c.outputs, c.size, random);
        const weight = p.get('layer.weight');
        const shape: [number, number, number, number] = [c.samples, c.height, c.width, c.inputs];
        const outer = [c.samples, Math.ceil(c.height / c.stride), Math.ceil(c.width / c.stride), c.outputs];
        const draw = (sizes: readonly number[]): Float32Array => random.fillUniform(sizes.reduce((a, b) => a * b, 1));
        const [x, up] = [draw(shape), draw(outer)];
        const step = compile(
          'convolution',
          (inputs: { x: tf.Tensor; up: tf.Tensor }) => {
            const y = convolution(p.at('layer'), inputs.x as tf.Tensor4D, c.stride);
            const loss = (image: tf.Tensor): tf.Scalar =>
              tf.sum(tf.mul(convolution(p.at('layer'), image as tf.Tensor4D, c.stride), inputs.up)) as tf.Scalar;
            const toWeight = tf.variableGrads(() => loss(inputs.x), [weight]).grads[weight.name];
            return { y, toWeight, toX: tf.grad(loss)(inputs.x) };
          },
          { enabled },
        );
        const { y, toWeight, toX } = step({ x: tf.tensor4d(x, shape), up: tf.tensor(up, outer) });
        expect(step.mode.compiled).toBe(enabled && tf.getBackend() === 'tensorflow');

        const expected = {
          y: new Map<string, number>(),
          toWeight: new Map<string, number>(),
          toX: new Map<string, number>(),
        };
        const [xAt, upAt, weightAt] = [at(x, shape), at(up, outer), at(weight.dataSync(), weight.shape)];
        const add = (to: Map<string, number>, index: number[], value: number): unknown =>
          to.set(index.join(), (to.get(index.join()) ?? 0) + value);
        forEachProduct(c, (out, w, input) => {
          add(expected.y, out, weightAt(...w) * xAt(...input));
          add(expected.toWeight, w, upAt(...out) * xAt(...input));
          add(expected.toX, input, upAt(...out) * weightAt(...w));
        });
        for (const [name, tensor] of Object.entries({ y, toWeight, toX })) {
          const values = at(tensor.dataSync(), tensor.shape);
          const wanted = expected[name as keyof typeof expected];
          for (const [index, value] of wanted) {
            expect(Math.abs(values(...index.split(',').map(Number)) - value), `${name} ${index}`).toBeLessThan(1e-4);
          }
        }
      },
    );
  });
}
