import { beforeAll, expect, it } from 'vitest';
import {
  type OptimizerSpec,
  type ParameterGroup,
  Parameters,
  Random,
  clipByGlobalNorm,
  createOptimizer,
  startEngine,
  tf,
} from '../../src/engine';
import { tensorOf } from './engineFixture';
import { type Fixture, describeGolden, expectAgrees, withPrefix } from './fixture';

beforeAll(async () => {
  await startEngine();
});

function startOf(fixture: Fixture): Parameters {
  const p = new Parameters();
  for (const [name, { shape, data }] of Object.entries(withPrefix(fixture, 'in.start.'))) {
    p.create(name, shape, new Random(0), { init: { values: data as Float32Array } });
  }
  return p;
}

/** Moves the fixture's parameters by its gradients, and compares them after every step. */
function checkPath(fixture: Fixture, spec: OptimizerSpec): void {
  const p = startOf(fixture);
  const { steps } = fixture.config;
  const optimizer = createOptimizer(p, spec, { updates: steps });
  const paths = new Map<string, number[]>(p.names().map((name) => [name, []]));
  const rates: number[] = [];
  for (let step = 0; step < steps; step++) {
    optimizer.at({ step, epoch: 0 });
    rates.push(optimizer.learningRate);
    tf.tidy(() => {
      const slopes = p
        .names()
        .map((name) => [name, tf.unstack(tensorOf(fixture, `in.gradient.${name}`))[step]!] as const);
      optimizer.apply(new Map(slopes));
    });
    for (const [name, path] of paths) path.push(...p.get(name).dataSync());
  }
  for (const [name, path] of paths) expectAgrees(fixture, `out.${name}`, path, 1e-5);
  if (fixture.tensors['out.lr']) expectAgrees(fixture, 'out.lr', rates, 1e-5);
}

for (const name of ['optimizer/groups', 'optimizer/groups_coupled']) {
  describeGolden(name, (fixture) => {
    it('moves each parameter at its own rate and decay, as torch.optim does', () => {
      const { rates, decays, coupled } = fixture.config;
      const groups: ParameterGroup[] = [
        { match: 'head.*', learningRate: rates.head },
        { match: '*.bias', weightDecay: decays.bias },
      ];
      checkPath(fixture, {
        kind: coupled ? 'adam' : 'adamw',
        learningRate: rates.default,
        weightDecay: decays.default,
        groups,
      });
    });
  });
}

describeGolden('optimizer/schedule', (fixture) => {
  it('warms up and falls along a cosine while the decay rises, none on vectors', () => {
    const { lr, minLr, warmup, decayStart, decayEnd } = fixture.config;
    checkPath(fixture, {
      kind: 'adamw',
      learningRate: lr,
      weightDecay: { kind: 'cosine', from: decayStart, to: decayEnd },
      groups: [{ match: '*', maxRank: 1, weightDecay: 0 }],
      schedule: { kind: 'cosine', warmUp: warmup, to: minLr },
    });
  });
});

for (const name of ['optimizer/plateau', 'optimizer/plateau_cooldown', 'optimizer/plateau_max']) {
  describeGolden(name, (fixture) => {
    it('reduces the rate as ReduceLROnPlateau does', () => {
      const { lr, mode, factor, patience, threshold, relative, cooldown, minLr } = fixture.config;
      const p = new Parameters();
      p.create('w', [1], new Random(0));
      const about = { mode, factor, patience, threshold, relative, cooldown, minRate: minLr };
      const optimizer = createOptimizer(p, {
        kind: 'adam',
        learningRate: lr,
        schedule: { kind: 'plateau', per: 'epoch', watch: 'error', ...about },
      });
      const rates = [...(fixture.tensors['in.losses']!.data as Float32Array)].map((error, epoch) => {
        optimizer.observe({ error }, 'epoch');
        optimizer.at({ step: epoch + 1, epoch: epoch + 1 });
        return optimizer.learningRate;
      });
      expectAgrees(fixture, 'out.lr', rates, 1e-5);
    });
  });
}

describeGolden('optimizer/ema', (fixture) => {
  it.each([
    ['plain', false],
    ['warm', true],
  ])('averages weights: %s', async (out, warm) => {
    const [first, ...later] = tf.unstack(tensorOf(fixture, 'in.weights'));
    const p = new Parameters();
    p.create('w', first!.shape, new Random(0), { init: { values: first!.dataSync() } });
    const optimizer = createOptimizer(p, { kind: 'adam', learningRate: 1, ema: { decay: fixture.config.decay, warm } });
    optimizer.prepare();
    const path: number[] = [];
    for (const weights of later) {
      // A step of Adam on no slope leaves the weights, which the fixture gives, as they are.
      p.set('w', weights.dataSync());
      tf.tidy(() => optimizer.apply(new Map([['w', tf.zerosLike(weights)]])));
      expect(p.get('w').dataSync()).toEqual(weights.dataSync());
      path.push(...(await optimizer.withAverage(() => p.get('w').dataSync().slice())));
    }
    expectAgrees(fixture, `out.${out}`, path, 1e-5);
  });
});

describeGolden('optimizer/clip', (fixture) => {
  it.each(['large', 'small'])('shortens gradients together as clip_grad_norm_ does: %s', (kind) => {
    const names = Object.keys(withPrefix(fixture, `in.${kind}.`));
    const gradients = new Map(names.map((name) => [name, tensorOf(fixture, `in.${kind}.${name}`)]));
    const { gradients: clipped, norm } = clipByGlobalNorm(gradients, fixture.config.limit);
    expectAgrees(fixture, `out.${kind}_norm`, norm.dataSync(), 1e-5);
    for (const [name, gradient] of clipped) expectAgrees(fixture, `out.${kind}.${name}`, gradient.dataSync(), 1e-5);
  });
});
