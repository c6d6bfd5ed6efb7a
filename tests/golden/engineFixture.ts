import { Parameters, Random, type StepInputs, compile, tf, valueAndGradients } from '../../src/engine';
import { type Fixture, expectAgrees, withPrefix } from './fixture';

/** A tensor of a fixture by its full name. */
export function tensorOf(fixture: Fixture, key: string): tf.Tensor {
  const { shape, data } = fixture.tensors[key];
  return tf.tensor(data as Float32Array, shape, data instanceof Int32Array ? 'int32' : 'float32');
}

/** The fixture's parameters, and those inputs to which it has gradients as parameters too: 'param.q.weight', 'in.x'. */
function learntOf(fixture: Fixture): Parameters {
  const learnt = new Parameters();
  for (const [key, { shape, data }] of Object.entries(fixture.tensors)) {
    const wanted = key.startsWith('param.') || `grad.${key}` in fixture.tensors;
    if (!wanted) continue;
    const trainable = `grad.${key}` in fixture.tensors;
    learnt.create(key, shape, new Random(0), { init: { values: data as Float32Array }, trainable });
  }
  return learnt;
}

/** The network under test: parameters, and the fixture's inputs by their names without 'in.'. */
export type Forward = (p: Parameters, inputs: Record<string, tf.Tensor>) => tf.Tensor;

/**
 * Checks the output, and the gradients of sum(output * in.up) (of sum(output) without one) to everything that the fixture
 * has gradients for: eagerly, and in a compiled step.
 */
export function checkForward(fixture: Fixture, out: string, forward: Forward, tolerance = 1e-5): void {
  const learnt = learntOf(fixture);
  const given = Object.fromEntries(
    Object.keys(withPrefix(fixture, 'in.'))
      .filter((name) => !learnt.has(`in.${name}`))
      .map((name) => [name, tensorOf(fixture, `in.${name}`)]),
  );
  for (const enabled of [false, true]) {
    const step = compile(
      'golden',
      (inputs: StepInputs) => {
        const { outputs, gradients } = valueAndGradients(learnt, () => {
          const learntInputs = learnt.at('in').names();
          const all = {
            ...inputs,
            ...Object.fromEntries(learntInputs.map((name) => [name, learnt.get(`in.${name}`)])),
          };
          const y = forward(learnt.at('param'), all);
          const loss = tf.sum(inputs.up ? tf.mul(y, inputs.up) : y) as tf.Scalar;
          return { loss, y };
        });
        return { y: outputs.y, ...Object.fromEntries([...gradients].map(([name, g]) => [`grad.${name}`, g])) };
      },
      { enabled },
    );
    const results: Record<string, tf.Tensor> = step(given);
    expectAgrees(fixture, out, results.y.dataSync(), tolerance);
    for (const key of Object.keys(withPrefix(fixture, 'grad.'))) {
      expectAgrees(fixture, `grad.${key}`, results[`grad.${key}`].dataSync(), 1e-4);
    }
  }
}
