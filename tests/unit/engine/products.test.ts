import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random, type StepInputs, compile, startEngine, tf } from '../../../src/engine';
import { compilingBackend } from '../../../src/engine/compile/backend';
import { ChoiceFile } from '../../../src/engine/compile/products/choiceFile';
import { chooseProduct, keyOf } from '../../../src/engine/compile/products/chooseProduct';
import { type ProductForm, productForm } from '../../../src/engine/compile/products/productForm';
import { blasLibraries } from '../../../src/engine/provider/tensorflow/blas';
import { installedBlas, plainBlas } from '../native/blasFile';
import { compiler } from '../native/compileSource';

const library = installedBlas() ?? (compiler ? plainBlas() : undefined);
const missing = library ? '' : ': needs scipy-openblas32 or a C++ compiler';
process.env.TISSUEBOOK_BLAS = library ?? 'none';
process.env.TISSUEBOOK_CACHE = mkdtempSync(join(tmpdir(), 'tissuebook-choices-'));

const random = new Random(3);
const tensor = (shape: number[]): tf.Tensor =>
  tf.tensor(
    random.fillUniform(
      shape.reduce((a, b) => a * b, 1),
      -1,
      1,
    ),
    shape,
  );

/** Writes into the file of choices that the library computes this product, whether it is quicker or not. */
function force(form: ProductForm | undefined): void {
  const { binding } = compilingBackend()!;
  new ChoiceFile(binding.TF_Version, blasLibraries()).set(keyOf(form!), blasLibraries()[0].name);
  expect(chooseProduct(binding, form!)).toBe(blasLibraries()[0]);
}

function expectSame(got: tf.Tensor, want: tf.Tensor): void {
  expect(got.shape).toEqual(want.shape);
  const [values, wanted] = [got, want].map((tensor) => [...tensor.dataSync()]);
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  values.forEach((value, i) => expect(Math.abs(value - wanted[i]), `at ${i}`).toBeLessThan(2e-6 * largest));
}

let works = false;
beforeAll(async () => {
  works = (await startEngine()).provider === 'tensorflow' && blasLibraries().length > 0;
});

describe.skipIf(!library)(`products by a library in compiled steps are those of TensorFlow${missing}`, () => {
  const cases: [string, number[], number[]][] = [
    ['two matrices', [130, 90], [90, 120]],
    ['as many of each', [6, 64, 50], [6, 50, 70]],
    ['in four axes', [2, 3, 64, 50], [2, 3, 50, 70]],
    ['one on the right', [6, 64, 50], [1, 50, 70]],
    ['one on the left', [1, 64, 50], [6, 50, 70]],
  ];
  for (const [name, left, right] of cases) {
    for (const [transposeA, transposeB] of [0, 1, 2, 3].map((form) => [(form & 1) > 0, (form & 2) > 0])) {
      it(`${name}${transposeA ? ', left transposed' : ''}${transposeB ? ', right transposed' : ''}`, () => {
        if (!works) return;
        const turned = (shape: number[], turn: boolean): number[] =>
          turn ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;
        const [a, b] = [tensor(turned(left, transposeA)), tensor(turned(right, transposeB))];
        force(productForm(a.shape, b.shape, transposeA, transposeB));
        const step = compile(name, (inputs: StepInputs) => ({
          y: tf.matMul(inputs.a, inputs.b, transposeA, transposeB),
        }));
        expectSame(step({ a, b }).y, tf.matMul(a, b, transposeA, transposeB));
        expect(step.mode).toEqual({ compiled: true });
      });
    }
  }

  it('and so are their gradients, between other operations', () => {
    if (!works) return;
    const [m, k, n] = [130, 90, 120];
    for (const [a, b, turnA, turnB] of [
      [[m, k], [k, n], false, false],
      [[m, n], [k, n], false, true],
      [[m, k], [m, n], true, false],
    ] as [number[], number[], boolean, boolean][]) {
      force(productForm(a, b, turnA, turnB));
    }
    const gradients = ({ x, w, up }: StepInputs) => {
      const loss = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
        tf.sum(tf.mul(tf.tanh(tf.add(tf.matMul(tf.sigmoid(a), b), 0.5)), up));
      const [toX, toW] = tf.grads(loss)([x, w]);
      return { toX, toW };
    };
    const inputs = { x: tensor([m, k]), w: tensor([k, n]), up: tensor([m, n]) };
    const step = compile('gradients', gradients);
    const [got, want] = [step(inputs), tf.tidy(() => gradients(inputs))];
    expectSame(got.toX, want.toX);
    expectSame(got.toW, want.toW);
    expect(step.mode).toEqual({ compiled: true });
  });

  it('and a step gives the same numbers each time', () => {
    if (!works) return;
    const [a, b] = [tensor([700, 200]), tensor([200, 300])];
    force(productForm(a.shape, b.shape, false, false));
    const step = compile('again', (inputs: StepInputs) => ({ y: tf.matMul(inputs.a, inputs.b) }));
    const first = step({ a, b }).y.dataSync();
    for (let again = 0; again < 4; again++) expect(step({ a, b }).y.dataSync()).toEqual(first);
  });

  it('other leading axes, and numbers that are not float32, stay with TensorFlow', () => {
    expect(productForm([2, 1, 4, 5], [1, 3, 5, 6], false, false)).toBeUndefined();
    expect(productForm([4], [4, 6], false, false)).toBeUndefined();
  });
});
