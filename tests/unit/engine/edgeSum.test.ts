import { beforeAll, describe, expect, it } from 'vitest';
import {
  Random,
  type SparseTensor,
  type StepInputs,
  compile,
  csrProduct,
  edgeDot,
  segmentSum,
  sparseFromCsr,
  startEngine,
  tf,
} from '../../../src/engine';

let compiles = false;
beforeAll(async () => {
  ({ compiles } = await startEngine());
}, 60_000);

const SHAPE: [number, number] = [40, 30];
const random = new Random(5);

/** A random matrix of which row 7 and column 3 are empty, as CSR and dense in float64. */
function randomCsr() {
  const dense = Array.from({ length: SHAPE[0] }, (_, row) =>
    Array.from({ length: SHAPE[1] }, (_, column) =>
      row !== 7 && column !== 3 && random.uniform(0, 1) < 0.2 ? Math.fround(random.uniform(-2, 2)) : 0,
    ),
  );
  const indptr = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const row of dense) {
    row.forEach((value, column) => {
      if (value !== 0) {
        indices.push(column);
        values.push(value);
      }
    });
    indptr.push(indices.length);
  }
  return { dense, indptr, indices, values };
}

function times(a: readonly number[][], b: ArrayLike<number>, width: number): number[] {
  return a.flatMap((row) =>
    Array.from({ length: width }, (_, j) => row.reduce((sum, value, k) => sum + value * b[k * width + j], 0)),
  );
}

const turned = (a: readonly number[][]): number[][] => a[0].map((_, column) => a.map((row) => row[column]));

function expectClose(got: tf.Tensor, want: readonly number[]): void {
  const values = got.dataSync();
  expect(values).toHaveLength(want.length);
  want.forEach((value, i) => expect(Math.abs(values[i] - value), `at ${i}`).toBeLessThan(1e-5));
}

/** The matrix in the forms that products take: sorted with and without its transposed form, and with its entries shuffled. */
function forms({ indptr, indices, values }: ReturnType<typeof randomCsr>): [string, SparseTensor][] {
  const whole = sparseFromCsr(SHAPE, indptr, indices, values);
  const alone: SparseTensor = { shape: SHAPE, rows: whole.rows, columns: whole.columns, values: whole.values! };
  const order = tf.tensor1d(Int32Array.from(random.permutation(indices.length)), 'int32');
  const at = (x: tf.Tensor1D): tf.Tensor1D => tf.gather(x, order);
  const shuffled: SparseTensor = {
    shape: SHAPE,
    rows: at(whole.rows),
    columns: at(whole.columns),
    values: at(whole.values!),
  };
  return [
    ['sorted, with its transposed form', whole],
    ['sorted', alone],
    ['in any order', shuffled],
  ];
}

/** Tensors of a matrix as inputs of a step, and the matrix again. */
const asInputs = ({ rows, columns, values, transposed }: SparseTensor): StepInputs => ({
  rows,
  columns,
  values: values!,
  ...(transposed && { r: transposed.rows, c: transposed.columns, v: transposed.values! }),
});
const fromInputs = ({ rows, columns, values, r, c, v }: Record<string, tf.Tensor1D>): SparseTensor => ({
  shape: SHAPE,
  rows,
  columns,
  values,
  ...(r && { transposed: { shape: [SHAPE[1], SHAPE[0]] as [number, number], rows: r, columns: c, values: v } }),
});

describe('a sparse product and its gradients are those of the dense matrices', () => {
  const matrix = randomCsr();
  // One number, what one vector of a processor holds with a rest, and several of them.
  for (const width of [1, 21, 150]) {
    const x = Array.from({ length: SHAPE[1] * width }, () => Math.fround(random.uniform(-1, 1)));
    const up = Array.from({ length: SHAPE[0] * width }, () => Math.fround(random.uniform(-1, 1)));
    it.each([0, 1, 2])(`${width} columns, form %i`, (form) => {
      const [name, sparse] = forms(matrix)[form];
      const step = (inputs: StepInputs) => {
        const product = (dense: tf.Tensor): tf.Tensor =>
          csrProduct(fromInputs(inputs as Record<string, tf.Tensor1D>), dense as tf.Tensor2D);
        return {
          y: product(inputs.x),
          toX: tf.grad((dense: tf.Tensor) => tf.sum(tf.mul(product(dense), inputs.up)))(inputs.x),
        };
      };
      const inputs = {
        ...asInputs(sparse),
        x: tf.tensor2d(x, [SHAPE[1], width]),
        up: tf.tensor2d(up, [SHAPE[0], width]),
      };
      const compiled = compile(name, step);
      for (const { y, toX } of [compiled(inputs), tf.tidy(() => step(inputs))]) {
        expectClose(y, times(matrix.dense, x, width));
        expectClose(toX, times(turned(matrix.dense), up, width));
      }
      expect(compiled.mode.compiled).toBe(compiles);
      expect(compiled.mode.why === undefined).toBe(compiles);
    });
  }

  it('a large product, which several threads share, is the same each time', () => {
    const [n, width, edges] = [500, 70, 20_000];
    const ends = (): tf.Tensor1D =>
      tf.tensor1d(
        Int32Array.from({ length: edges }, () => random.integer(0, n)),
        'int32',
      );
    const sparse: SparseTensor = { shape: [n, n], rows: ends(), columns: ends() };
    const x = tf.tensor2d(random.fillUniform(n * width, -1, 1), [n, width]);
    const first = csrProduct(sparse, x).dataSync();
    const want = new Float64Array(n * width);
    const [to, from, rows] = [sparse.rows.dataSync(), sparse.columns.dataSync(), x.dataSync()];
    for (let e = 0; e < edges; e++) {
      for (let j = 0; j < width; j++) want[to[e] * width + j] += rows[from[e] * width + j];
    }
    first.forEach((value, i) => expect(Math.abs(value - want[i])).toBeLessThan(1e-4));
    for (let again = 0; again < 5; again++) expect(csrProduct(sparse, x).dataSync()).toEqual(first);
  });
});

describe('inner products along edges', () => {
  it('and their gradient are those of the definition, eagerly and compiled', () => {
    const [n, width] = [12, 21];
    const to = [0, 0, 3, 5, 5, 5, 11];
    const from = [0, 7, 3, 2, 2, 11, 4];
    const x = random.fillUniform(n * width, -1, 1);
    const up = random.fillUniform(to.length, -1, 1);
    const dots = to.map((own, e) =>
      Array.from({ length: width }, (_, j) => x[own * width + j] * x[from[e] * width + j]).reduce((a, b) => a + b, 0),
    );
    const gradient = new Array<number>(n * width).fill(0);
    to.forEach((own, e) => {
      for (let j = 0; j < width; j++) {
        gradient[own * width + j] += up[e] * x[from[e] * width + j];
        gradient[from[e] * width + j] += up[e] * x[own * width + j];
      }
    });
    const step = (inputs: StepInputs) => {
      const dot = (of: tf.Tensor): tf.Tensor =>
        edgeDot(of as tf.Tensor2D, inputs.to as tf.Tensor1D, inputs.from as tf.Tensor1D);
      return { y: dot(inputs.x), toX: tf.grad((of: tf.Tensor) => tf.sum(tf.mul(dot(of), inputs.up)))(inputs.x) };
    };
    const inputs = {
      x: tf.tensor2d(x, [n, width]),
      up: tf.tensor2d(up, [to.length, 1]),
      to: tf.tensor1d(to, 'int32'),
      from: tf.tensor1d(from, 'int32'),
    };
    for (const { y, toX } of [compile('dots', step)(inputs), tf.tidy(() => step(inputs))]) {
      expectClose(y, dots);
      expectClose(toX, gradient);
    }
  });
});

describe('indices', () => {
  const x = tf.ones([3, 2]) as tf.Tensor2D;
  const int = (values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');

  it.each([
    ['a row that does not exist', [0, 9], [0, 1]],
    ['a row that does not exist, unsorted', [9, 0], [0, 1]],
    ['a column that does not exist', [0, 1], [0, 3]],
    ['a negative column', [0, 1], [0, -1]],
  ])('%s is refused, eagerly and compiled, and the engine goes on', (_, rows, columns) => {
    const product = ({ to, from }: StepInputs) => ({
      y: tf.mul(
        csrProduct({ shape: [3, 3], rows: to as tf.Tensor1D, columns: from as tf.Tensor1D }, tf.ones([3, 2])),
        tf.scalar(1),
      ),
    });
    const bad = { to: int(rows), from: int(columns) };
    const compiled = compile('product', product);
    expect(() => tf.tidy(() => product(bad))).toThrow(/row/);
    expect(() => compiled(bad)).toThrow(/row/);
    expect([...compiled({ to: int([0, 0]), from: int([1, 2]) }).y.dataSync()]).toEqual([2, 2, 0, 0, 0, 0]);
    expect(compiled.mode).toEqual(compiles ? { compiled: true } : expect.anything());
  });

  it('rows with a negative segment are left out', () => {
    expect([...segmentSum(x, int([-1, 0, 0]), 2).dataSync()]).toEqual([2, 2, 0, 0]);
    expect([...segmentSum(x, int([1, -1, 0]), 2).dataSync()]).toEqual([1, 1, 1, 1]);
  });

  it('nothing sums to zeros', () => {
    expect([...segmentSum(tf.zeros([0, 2]), int([]), 2).dataSync()]).toEqual([0, 0, 0, 0]);
  });

  it('more rows than memory can count are an error, and the engine goes on', () => {
    expect(() => tf.tidy(() => segmentSum(tf.zeros([2, 0]), int([0, 1]), 2 ** 44))).toThrow(/memory|RangeError|array/i);
    expect([...segmentSum(x, int([0, 0, 1]), 2).dataSync()]).toEqual([2, 2, 1, 1]);
  });

  it('a matrix without entries gives zeros, eagerly and compiled', () => {
    const product = ({ to, from }: StepInputs) => ({
      y: csrProduct({ shape: [2, 3], rows: to as tf.Tensor1D, columns: from as tf.Tensor1D }, tf.ones([3, 2])),
    });
    const none = { to: int([]), from: int([]) };
    const compiled = compile('empty product', product);
    expect([...product(none).y.dataSync()]).toEqual([0, 0, 0, 0]);
    expect([...compiled(none).y.dataSync()]).toEqual([0, 0, 0, 0]);
    expect(compiled.mode).toEqual(compiles ? { compiled: true } : expect.anything());
  });

  it.each([
    ['row starts that fall', [0, 2, 1, 3], [0, 1, 2], 'indptr'],
    ['row starts that end early', [0, 1, 1, 2], [0, 1, 2], 'indptr'],
    ['too few row starts', [0, 3], [0, 1, 2], 'indptr'],
    ['a column that does not exist', [0, 1, 2, 3], [0, 1, 5], 'indices'],
    ['a negative column', [0, 1, 2, 3], [0, -1, 2], 'indices'],
  ])('%s make no matrix', (_, indptr, indices, argument) => {
    expect(() => sparseFromCsr([3, 4], indptr, indices)).toThrow(
      expect.objectContaining({ kind: 'invalid-argument', argument }),
    );
  });
});
