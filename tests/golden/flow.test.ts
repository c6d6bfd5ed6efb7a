import { beforeAll, it } from 'vitest';
import { createFilm, film, linear, startEngine, tf, type Parameters } from '../../src/engine';
import { integrate, type OdeMethod } from '../../src/models/spatia/flow/integrate';
import { contrastiveFlow, flowObjective } from '../../src/models/spatia/flow/objective';
import {
  createFlow,
  guided,
  perturbationOf,
  timeFeatures,
  velocity,
  type FlowConfig,
} from '../../src/models/spatia/flow/velocity';
import { tensorOf } from './engineFixture';
import { type Fixture, describeGolden, expectAgrees } from './fixture';
import { checkNetwork } from './networkFixture';

beforeAll(async () => {
  await startEngine();
});

const METHODS: OdeMethod[] = ['euler', 'heun', 'midpoint'];

for (const name of ['ode_linear', 'ode_field']) {
  describeGolden(`flow/${name}`, (fixture) => {
    it.each(METHODS)('takes equal steps: %s', (method) => {
      const t = (key: string): tf.Tensor2D => tensorOf(fixture, `in.${key}`) as tf.Tensor2D;
      const slope = (x: tf.Tensor2D, time: number): tf.Tensor2D => {
        if (fixture.config.field === 'linear') return tf.add(tf.matMul(x, t('a'), false, true), t('b'));
        const moved = tf.add(tf.mul(t('w_time'), time), t('b1'));
        const shifted = tf.add(tf.matMul(x, t('w1'), false, true), moved);
        return tf.matMul(tf.tanh(shifted) as tf.Tensor2D, t('w2'), false, true);
      };
      const path = tf.stack(integrate(slope, t('x'), fixture.config.steps, method));
      expectAgrees(fixture, `out.${method}`, path.dataSync(), 1e-5);
    });
  });
}

for (const name of ['contrastive_minus', 'contrastive_plus']) {
  describeGolden(`flow/${name}`, (fixture) => {
    const { rho, sign } = fixture.config;
    checkNetwork(fixture, {
      run: (_, inputs) => {
        const { v, l0, l1 } = inputs as Record<string, tf.Tensor2D>;
        const { negative, weight } = inputs as Record<string, tf.Tensor1D>;
        return contrastiveFlow(v, tf.sub(l1, l0), { negative, confidence: weight }, { rho, sign });
      },
    });
  });
}

/** FiLM as it is printed in SQUINT's code: without the residual. */
const plainFilm = (p: Parameters, h: tf.Tensor2D, c: tf.Tensor2D): tf.Tensor2D =>
  tf.add(tf.mul(linear(p.at('gamma'), c), h), linear(p.at('beta'), c));

for (const name of ['film_residual', 'film_plain']) {
  describeGolden(`flow/${name}`, (fixture) => {
    const { form, timeWidth, guidance } = fixture.config;
    const modulate = form === 'residual' ? film : plainFilm;
    const condition = fixture.tensors['param.gamma.weight'].shape[1];
    checkNetwork(fixture, {
      create: (p, random) => createFilm(p, condition, fixture.tensors['in.h'].shape[1], random),
      run: (p, inputs) => {
        const { h, e_pert, z_ctrl, up } = inputs as Record<string, tf.Tensor2D>;
        const moment = timeFeatures(inputs.time as tf.Tensor1D, timeWidth);
        const told = modulate(p, h, tf.concat([e_pert, z_ctrl, moment], 1));
        const untold = modulate(p, h, tf.concat([tf.zerosLike(e_pert), tf.zerosLike(z_ctrl), moment], 1));
        const out = guided(told, untold, guidance);
        return { film: told, guided: out, loss: tf.sum(tf.mul(out, up)) };
      },
    });
  });
}

const flowOf = ({ config }: Fixture): FlowConfig => config;

describeGolden('spatia_flow_loss', (fixture) => {
  const config = flowOf(fixture);
  const { rho } = fixture.config;
  checkNetwork(fixture, {
    create: (p, random) => createFlow(p, config, random),
    run: (p, inputs) => {
      const { l0, l1, signature, z_ctrl } = inputs as Record<string, tf.Tensor2D>;
      const { t, transition, negative } = inputs as Record<string, tf.Tensor1D>;
      const batch = { control0: l0, target1: l1, time: t, transition, signature, control: z_ctrl, negative };
      const printed = flowObjective(p, config, { rho, sign: 1 }, batch).loss;
      return { ...flowObjective(p, config, { rho, sign: -1 }, batch), loss_printed_sign: printed };
    },
  });
});

describeGolden('spatia_flow_ode', (fixture) => {
  const config = flowOf(fixture);
  checkNetwork(fixture, {
    create: (p, random) => createFlow(p, config, random),
    run: (p, inputs) => {
      const { l0, signature, z_ctrl } = inputs as Record<string, tf.Tensor2D>;
      const told = perturbationOf(p, { transition: inputs.transition as tf.Tensor1D, signature, control: z_ctrl });
      const slope = (x: tf.Tensor2D, time: number): tf.Tensor2D =>
        velocity(p, config, x, tf.fill([x.shape[0]], time) as tf.Tensor1D, told, z_ctrl);
      const path = (method: OdeMethod): tf.Tensor => tf.stack(integrate(slope, l0, fixture.config.steps, method));
      const euler = path('euler');
      return { euler, heun: path('heun'), loss: tf.sum(euler) };
    },
  });
});
