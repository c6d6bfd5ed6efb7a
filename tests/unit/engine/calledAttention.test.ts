import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random, type StepInputs, compile, softmaxAttention, startEngine, tf } from '../../../src/engine';
import { attentionIsCalled } from '../../../src/engine/compile/attentionCall';
import { compilingBackend } from '../../../src/engine/compile/backend';
import { ChoiceFile } from '../../../src/engine/compile/products/choiceFile';
import { keyOf } from '../../../src/engine/compile/products/chooseProduct';
import { productForm } from '../../../src/engine/compile/products/productForm';
import { blasLibraries } from '../../../src/engine/provider/tensorflow/blas';
import { installedBlas, plainBlas } from '../native/blasFile';
import { compiler } from '../native/compileSource';

const library = installedBlas() ?? (compiler ? plainBlas() : undefined);
const missing = library ? '' : ': needs scipy-openblas32 or a C++ compiler';
process.env.TISSUEBOOK_BLAS = library ?? 'none';
process.env.TISSUEBOOK_CACHE = mkdtempSync(join(tmpdir(), 'tissuebook-choices-'));

interface Sizes {
  lead: number[];
  queries: number;
  keys: number;
  d: number;
  width: number;
}

const random = new Random(9);
const tensor = (...shape: number[]): tf.Tensor =>
  tf.tensor(
    random.fillUniform(
      shape.reduce((a, b) => a * b, 1),
      -1,
      1,
    ),
    shape,
  );

const inputsOf = ({ lead, queries, keys, d, width }: Sizes): StepInputs => ({
  q: tf.mul(tensor(...lead, queries, d), 4),
  k: tensor(...lead, keys, d),
  v: tensor(...lead, keys, width),
  up: tensor(...lead, queries, width),
});

/** Attention and its gradients; notes whether it was a call. */
let called: boolean[] = [];
function step({ q, k, v, up, mask }: StepInputs) {
  called.push(attentionIsCalled(q, k, v));
  const attend = (...[a, b, c]: tf.Tensor[]): tf.Tensor => softmaxAttention(a, b, c, mask);
  const [toQ, toK, toV] = tf.grads((...parts: tf.Tensor[]) => tf.sum(tf.mul(attend(...parts), up)))([q, k, v]);
  return { y: attend(q, k, v), toQ, toK, toV };
}

/** Writes into the file of choices that the library computes both products of such attention. */
function force({ lead, queries, keys, d, width }: Sizes): void {
  const file = new ChoiceFile(compilingBackend()!.binding.TF_Version, blasLibraries());
  const scores = productForm([...lead, keys, d], [...lead, queries, d], false, true)!;
  const sums = productForm([...lead, keys, queries], [...lead, keys, width], true, false)!;
  for (const form of [scores, sums]) file.set(keyOf(form), blasLibraries()[0].name);
}

function expectSame(got: ArrayLike<number>, want: ArrayLike<number>, tolerance: number): void {
  const largest = Array.from(want).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(got.length).toBe(want.length);
  for (let i = 0; i < want.length; i++) expect(Math.abs(got[i] - want[i]), `at ${i}`).toBeLessThan(tolerance * largest);
}

/** Compiled, where it has to be a call, and eagerly, where it is composed of TensorFlow's operations. */
function expectCompiledAsEager(inputs: StepInputs): ReturnType<typeof step> {
  called = [];
  const compiled = compile('attention', step);
  const got = compiled(inputs);
  expect(called).toEqual([true, true]);
  expect(compiled.mode).toEqual({ compiled: true });
  const want = tf.tidy(() => step(inputs));
  expect(called.at(-1)).toBe(false);
  for (const name of ['y', 'toQ', 'toK', 'toV'] as const) {
    expect(got[name].shape).toEqual(want[name].shape);
    expectSame(got[name].dataSync(), want[name].dataSync(), 3e-6);
  }
  return got;
}

let works = false;
beforeAll(async () => {
  works = (await startEngine()).provider === 'tensorflow' && blasLibraries().length > 0;
});

describe.skipIf(!library)(`attention as one call of native code${missing}`, () => {
  it.each<[string, Sizes]>([
    ['heads of a batch, values of another width', { lead: [2, 3], queries: 70, keys: 90, d: 32, width: 37 }],
    ['many queries, which go by blocks', { lead: [2], queries: 310, keys: 1501, d: 16, width: 16 }],
    ['more keys than a block has scores for', { lead: [1, 1], queries: 33, keys: 8192, d: 8, width: 8 }],
    ['many small ones', { lead: [64, 4], queries: 17, keys: 17, d: 16, width: 16 }],
  ])('and its gradients are those of operations: %s', (_, sizes) => {
    if (!works) return;
    force(sizes);
    expectCompiledAsEager(inputsOf(sizes));
  });

  it('knows padding: as a mask for all, for each member of a batch, and a member without any key, which gets 0', () => {
    if (!works) return;
    const sizes = { lead: [3, 2], queries: 60, keys: 100, d: 32, width: 32 };
    force(sizes);
    const masks = [tf.cast(tf.greater(tensor(100), 0), 'float32'), tf.cast(tf.greater(tensor(3, 1, 100), 0), 'bool')];
    for (const mask of masks) expectCompiledAsEager({ ...inputsOf(sizes), mask });
    const none = tf.concat([tf.ones([2, 1, 100]), tf.zeros([1, 1, 100])]);
    const { y, toV } = expectCompiledAsEager({ ...inputsOf(sizes), mask: none });
    expect([...tf.slice(y, [2]).dataSync()].every((value) => value === 0)).toBe(true);
    expect([...tf.slice(toV, [2]).dataSync()].every((value) => value === 0)).toBe(true);
  });

  it('weighs by the definition, also scores far from 0', () => {
    if (!works) return;
    const sizes = { lead: [1], queries: 40, keys: 900, d: 32, width: 9 };
    force(sizes);
    const inputs = inputsOf(sizes);
    inputs.q = tf.mul(inputs.q, 60);
    const [q, k, v] = [inputs.q, inputs.k, inputs.v].map((x) => x.dataSync());
    const want = Array.from({ length: 40 }, (_, i) => {
      const scores = Array.from({ length: 900 }, (__, j) =>
        Array.from({ length: 32 }, (___, c) => q[i * 32 + c] * k[j * 32 + c]).reduce((a, b) => a + b, 0),
      ).map((score) => score / Math.sqrt(32));
      const most = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - most));
      const sum = weights.reduce((a, b) => a + b, 0);
      return Array.from({ length: 9 }, (__, c) => weights.reduce((y, w, j) => y + (w / sum) * v[j * 9 + c], 0));
    }).flat();
    expectSame(compile('attention', step)(inputs).y.dataSync(), want, 5e-5);
  });

  it('leaves a number that is none what it is, for its query alone', () => {
    if (!works) return;
    const sizes = { lead: [1], queries: 40, keys: 900, d: 32, width: 32 };
    force(sizes);
    const inputs = inputsOf(sizes);
    const values = inputs.q.dataSync().slice();
    values[5 * 32] = NaN;
    const { y } = compile('attention', step)({ ...inputs, q: tf.tensor(values, inputs.q.shape) });
    const rows = y.dataSync();
    rows.forEach((value, i) => expect(Number.isNaN(value), `at ${i}`).toBe(Math.floor(i / 32) === 5));
  });
});
