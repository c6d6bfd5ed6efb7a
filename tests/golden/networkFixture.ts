import { expect, it } from 'vitest';
import { DenseMatrix, SparseMatrix } from '../../src/data';
import {
  Parameters,
  Random,
  type SparseTensor,
  type StepInputs,
  compile,
  sparseFromCsr,
  tf,
  valueAndGradients,
} from '../../src/engine';
import { tensorOf } from './engineFixture';
import { type Fixture, expectAgrees, withPrefix } from './fixture';

/** A network as a fixture sees it. */
export interface NetworkCase {
  /** Makes the network's parameters: their names and shapes must be those of the fixture. */
  create?: (p: Parameters, random: Random) => void;
  /** Inputs that are made of the fixture's before the step. */
  prepare?: () => Record<string, tf.Tensor>;
  /** Gives the outputs by the fixture's names, and the loss that its gradients belong to. */
  run: (p: Parameters, inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor> & { loss: tf.Tensor };
  /** Outputs of the fixture that another test compares. */
  elsewhere?: readonly string[];
  /** Parameters that are not trained. */
  fixed?: (name: string) => boolean;
  /** Default 1e-5 and 1e-4. */
  tolerance?: { out: number; grad: number };
}

/**
 * Compares every output of the fixture and every gradient that it holds, eagerly and in a compiled step. A tensor that the loss
 * does not reach has a gradient of zeros there and none here.
 */
export function checkNetwork(fixture: Fixture, about: NetworkCase): void {
  const { create, elsewhere = [], tolerance = { out: 1e-5, grad: 1e-4 } } = about;
  if (create) {
    it('makes the parameters under their names', () => {
      const p = new Parameters();
      create(p, new Random(0));
      const wanted = withPrefix(fixture, 'param.');
      expect(p.compare(new Map(Object.entries(wanted)))).toEqual({ missing: [], unexpected: [], misshaped: [] });
    });
  }
  it.each([false, true])('gives the outputs and the gradients (compiled: %s)', (enabled) => {
    const results = runOnce(fixture, about, enabled);
    for (const [name, { data }] of Object.entries(withPrefix(fixture, 'out.'))) {
      if (elsewhere.includes(name)) continue;
      expect(Object.keys(results), `the network gives ${name}`).toContain(name);
      expectAgrees(fixture, `out.${name}`, results[name]!.dataSync(), data instanceof Int32Array ? 0 : tolerance.out);
    }
    for (const [name, { data }] of Object.entries(withPrefix(fixture, 'grad.'))) {
      const got = results[`grad.${name}`]?.dataSync() ?? new Float32Array(data.length);
      expectAgrees(fixture, `grad.${name}`, got, tolerance.grad);
    }
  });
}

function runOnce(fixture: Fixture, { prepare, run, fixed }: NetworkCase, enabled: boolean): Record<string, tf.Tensor> {
  const learnt = new Parameters();
  const given: Record<string, tf.Tensor> = {};
  for (const [key, { shape, data }] of Object.entries(fixture.tensors)) {
    const trainable = `grad.${key}` in fixture.tensors;
    if (key.startsWith('param.') || trainable) {
      const free = trainable && !fixed?.(key.slice('param.'.length));
      learnt.create(key, shape, new Random(0), { init: { values: data as Float32Array }, trainable: free });
    } else if (key.startsWith('in.')) {
      given[key.slice('in.'.length)] = tensorOf(fixture, key);
    }
  }
  const differentiated = learnt.names({ trainable: true }).length > 0;
  const step = compile(
    'golden',
    (inputs: StepInputs): Record<string, tf.Tensor> => {
      const own = learnt.at('in').names();
      const all = { ...inputs, ...Object.fromEntries(own.map((name) => [name, learnt.get(`in.${name}`)])) };
      const forward = () => {
        const outputs = run(learnt.at('param'), all);
        return { ...outputs, loss: tf.reshape(outputs.loss, []) as tf.Scalar };
      };
      if (!differentiated) return forward();
      const { outputs, gradients } = valueAndGradients(learnt, forward);
      return { ...outputs, ...Object.fromEntries([...gradients].map(([name, g]) => [`grad.${name}`, g])) };
    },
    { enabled },
  );
  return step({ ...given, ...prepare?.() });
}

/** A dense matrix of the fixture as a sparse one. */
export function matrixOf(fixture: Fixture, key: string): SparseMatrix {
  const { shape, data } = fixture.tensors[key];
  return SparseMatrix.fromDense(new DenseMatrix(shape[0], shape[1], data as Float32Array));
}

export const onDevice = ({ rows, columns, indptr, indices, values }: SparseMatrix): SparseTensor =>
  sparseFromCsr([rows, columns], indptr, indices, values);

/** A sparse tensor as inputs of a step. */
export function flat(name: string, matrix: SparseTensor): Record<string, tf.Tensor> {
  const entries = (of: string, { rows, columns, values }: SparseTensor) => ({
    [`${of}.rows`]: rows,
    [`${of}.columns`]: columns,
    [`${of}.values`]: values as tf.Tensor1D,
  });
  return { ...entries(name, matrix), ...entries(`${name}.back`, matrix.transposed as SparseTensor) };
}

/** The sparse tensor that flat() took apart. */
export function sparseOf(name: string, inputs: Record<string, tf.Tensor>, shape: [number, number]): SparseTensor {
  const part = (key: string) => inputs[key] as tf.Tensor1D;
  const own = (of: string, size: [number, number]): SparseTensor => ({
    shape: size,
    rows: part(`${of}.rows`),
    columns: part(`${of}.columns`),
    values: part(`${of}.values`),
  });
  const [matrix, back] = [own(name, shape), own(`${name}.back`, [shape[1], shape[0]])];
  return { ...matrix, transposed: { ...back, transposed: matrix } };
}
