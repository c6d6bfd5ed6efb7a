import { beforeAll, it } from 'vitest';
import {
  Parameters,
  Random,
  batchNorm,
  compile,
  convolution,
  createBatchNorm,
  createConvolution,
  startEngine,
  tf,
} from '../../src/engine';
import { checkForward, tensorOf } from './engineFixture';
import { type Fixture, describeGolden, expectAgrees } from './fixture';

beforeAll(async () => {
  await startEngine();
});

/** A residual block: two convolutions of 3 x 3 and a shortcut of 1 x 1, each with batch normalization. Images [b, c, h, w]. */
function block(p: Parameters, image: tf.Tensor, stride: number, training: boolean): tf.Tensor {
  const normed = (name: string, y: tf.Tensor4D): tf.Tensor4D => batchNorm(p.at(name), y, training);
  const x = tf.transpose(image as tf.Tensor4D, [0, 2, 3, 1]);
  const first = tf.relu(normed('norm1', convolution(p.at('conv1'), x, stride)));
  const second = normed('norm2', convolution(p.at('conv2'), first));
  const shortcut = normed('norm_shortcut', convolution(p.at('shortcut'), x, stride));
  return tf.transpose(tf.relu(tf.add(second, shortcut)), [0, 3, 1, 2]);
}

function parametersOf({ tensors, config }: Fixture): Parameters {
  const p = new Parameters();
  const random = new Random(0);
  const { inputs, outputs } = config;
  createConvolution(p.at('conv1'), inputs, outputs, 3, random);
  createConvolution(p.at('conv2'), outputs, outputs, 3, random);
  createConvolution(p.at('shortcut'), inputs, outputs, 1, random);
  for (const name of ['norm1', 'norm2', 'norm_shortcut']) createBatchNorm(p.at(name), outputs, random);
  for (const name of p.names()) p.set(name, tensors[`param.${name}`].data as Float32Array);
  return p;
}

describeGolden('stalign_residual_block', (fixture) => {
  it('gives the output and the gradients of a block of convolutions with batch normalization', () => {
    checkForward(fixture, 'out.train', (p, { x }) => block(p, x, fixture.config.stride, true));
  });
  for (const enabled of [true, false]) {
    it(`moves the running statistics, and uses them in evaluation, ${enabled ? 'compiled' : 'eagerly'}`, () => {
      const p = parametersOf(fixture);
      const run = (training: boolean): tf.Tensor => {
        const step = compile('block', ({ x }) => ({ y: block(p, x, fixture.config.stride, training) }), { enabled });
        return step({ x: tensorOf(fixture, 'in.x') }).y;
      };
      expectAgrees(fixture, 'out.train', run(true).dataSync(), 1e-5);
      for (const name of p.names().filter((key) => key.includes('running'))) {
        expectAgrees(fixture, `out.after.${name}`, p.get(name).dataSync(), 1e-5);
      }
      expectAgrees(fixture, 'out.eval', run(false).dataSync(), 1e-5);
    });
  }
});
