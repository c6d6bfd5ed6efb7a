import { beforeAll, expect, it } from 'vitest';
import {
  Parameters,
  Random,
  adam,
  adamW,
  cosine,
  createFilm,
  film,
  negativeBinomialLogLikelihood,
  sage,
  startEngine,
  tf,
  valueAndGradients,
  warmUp,
} from '../../src/engine';
import { type Fixture, describeGolden, expectAgrees, withPrefix } from './fixture';

beforeAll(async () => {
  await startEngine();
});

const tensorOf = (fixture: Fixture, key: string): tf.Tensor => {
  const { shape, data } = fixture.tensors[key];
  return tf.tensor(data as Float32Array, shape, data instanceof Int32Array ? 'int32' : 'float32');
};

function parametersOf(fixture: Fixture): Parameters {
  const parameters = new Parameters();
  for (const [name, { shape, data }] of Object.entries(withPrefix(fixture, 'param.'))) {
    parameters.create(name, shape, new Random(0), { init: { values: data as Float32Array } });
  }
  return parameters;
}

/** Checks the gradients of sum(out * up) with respect to all parameters and to the named inputs. */
function checkGradients(
  fixture: Fixture,
  inputs: string[],
  forward: (p: Parameters, x: tf.Tensor[]) => tf.Tensor,
): void {
  const parameters = parametersOf(fixture);
  const learnt = new Parameters();
  const up = tensorOf(fixture, 'in.up');
  for (const name of parameters.names()) {
    learnt.create(`param.${name}`, parameters.get(name).shape, new Random(0), {
      init: { values: parameters.get(name).dataSync() },
    });
  }
  for (const name of inputs) {
    const { shape, data } = fixture.tensors[`in.${name}`];
    learnt.create(`in.${name}`, shape, new Random(0), { init: { values: data as Float32Array } });
  }
  const { gradients } = valueAndGradients(learnt, () => {
    const out = forward(
      learnt.at('param'),
      inputs.map((name) => learnt.get(`in.${name}`)),
    );
    return { loss: tf.sum(tf.mul(out, up)) as tf.Scalar };
  });
  for (const key of Object.keys(withPrefix(fixture, 'grad.')).filter((name) => !name.startsWith('zero_init'))) {
    expectAgrees(fixture, `grad.${key}`, gradients.get(key)!.dataSync(), 1e-4);
  }
}

describeGolden('squint_film', (fixture) => {
  it('modulates, and passes gradients to features, condition and weights', () => {
    const out = film(
      parametersOf(fixture),
      tensorOf(fixture, 'in.h') as tf.Tensor2D,
      tensorOf(fixture, 'in.c') as tf.Tensor2D,
    );
    expectAgrees(fixture, 'out.h', out.dataSync(), 1e-5);
    checkGradients(fixture, ['h', 'c'], (p, [h, c]) => film(p, h as tf.Tensor2D, c as tf.Tensor2D));
  });
  it('is the identity at its start', () => {
    const start = new Parameters();
    createFilm(start, 8, 16, new Random(1));
    const out = film(start, tensorOf(fixture, 'in.h') as tf.Tensor2D, tensorOf(fixture, 'in.c') as tf.Tensor2D);
    expectAgrees(fixture, 'out.h_zero', out.dataSync(), 0);
  });
});

describeGolden('squint_sage', (fixture) => {
  const edges = () => ({
    src: tensorOf(fixture, 'in.src') as tf.Tensor1D,
    dst: tensorOf(fixture, 'in.dst') as tf.Tensor1D,
  });
  it('pools neighbors by their mean, a cell without any by 0', () => {
    const out = sage(parametersOf(fixture), tensorOf(fixture, 'in.h') as tf.Tensor2D, edges());
    expectAgrees(fixture, 'out.h', out.dataSync(), 1e-5);
    checkGradients(fixture, ['h'], (p, [h]) => sage(p, h as tf.Tensor2D, edges()));
  });
});

describeGolden('squint_negative_binomial', (fixture) => {
  it('gives the log-likelihood of scipy and its gradients', () => {
    const x = tensorOf(fixture, 'in.x');
    const learnt = new Parameters();
    for (const name of ['mean', 'log_dispersion']) {
      const { shape, data } = fixture.tensors[`in.${name}`];
      learnt.create(name, shape, new Random(0), { init: { values: data as Float32Array } });
    }
    const { outputs, gradients } = valueAndGradients(learnt, () => {
      const each = negativeBinomialLogLikelihood(
        x,
        learnt.get('mean') as tf.Tensor,
        tf.exp(learnt.get('log_dispersion')),
      );
      return { loss: tf.sum(each) as tf.Scalar, each };
    });
    expectAgrees(fixture, 'out.log_likelihood', outputs.each.dataSync(), 1e-4);
    expectAgrees(fixture, 'grad.in.mean', gradients.get('mean')!.dataSync(), 1e-4);
    expectAgrees(fixture, 'grad.in.log_dispersion', gradients.get('log_dispersion')!.dataSync(), 1e-4);
  });
});

describeGolden('train_adam', (fixture) => {
  const makers = { adam: adam, adamw: adamW };
  it.each(['adam', 'adamw'] as const)('%s moves as PyTorch does', (kind) => {
    const { lr, weightDecay, steps } = fixture.config;
    const start = fixture.tensors['in.start'];
    const p = new Parameters();
    p.create('w', start.shape, new Random(0), { init: { values: start.data as Float32Array } });
    const optimizer = makers[kind](p, { learningRate: lr, ...(kind === 'adamw' && { weightDecay }) });
    const gradients = tf.unstack(tensorOf(fixture, 'in.gradients'));
    const path = gradients.map((gradient) => {
      tf.tidy(() => optimizer.apply(new Map([['w', gradient]])));
      return [...p.get('w').dataSync()];
    });
    expect(path).toHaveLength(steps);
    expectAgrees(fixture, `out.${kind}`, path.flat(), 1e-5);
  });
});

describeGolden('train_schedule', (fixture) => {
  it('warms up, then falls along a cosine', () => {
    const { lr, minLr, warmup, total, decayStart, decayEnd } = fixture.config;
    const rate = warmUp(warmup, lr, cosine(lr, minLr, total - warmup));
    const decay = cosine(decayStart, decayEnd, total);
    const steps = Array.from({ length: total }, (_, i) => i);
    expectAgrees(fixture, 'out.lr', steps.map(rate), 1e-5);
    expectAgrees(fixture, 'out.weight_decay', steps.map(decay), 1e-5);
  });
});
