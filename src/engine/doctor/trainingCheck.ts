import { readScalars, trainingStep } from '../compile/trainingStep';
import { createMlp, createSage, mlp, sage } from '../layers';
import { adam } from '../optimizers';
import { Parameters } from '../parameters';
import { Random } from '../../random';
import { tf } from '../tf';
import type { Finding } from './finding';

const NODES = 2000;
const DEGREE = 6;
const WIDTH = 64;
/** The first compiles. */
const STEPS = 5;

/** Trains a small graph network for a few steps: whether that works, is compiled, and lowers the loss. */
export async function examineTraining(): Promise<Finding> {
  const { step, inputs, dispose } = smallNetwork();
  const losses: number[] = [];
  const times: number[] = [];
  try {
    for (let i = 0; i < STEPS; i++) {
      const begin = performance.now();
      losses.push((await readScalars(step(inputs))).loss);
      times.push(performance.now() - begin);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      subject: 'training step',
      state: 'wrong',
      found: `A small training step failed: ${why}.`,
      advice: 'Set TISSUEBOOK_PROVIDER=wasm to train without TensorFlow, and report what is said here.',
    };
  } finally {
    dispose();
  }
  return judge(losses, times, step.mode);
}

/** What the losses and times of the steps (milliseconds, the first with compiling in it) say. */
export function judge(
  losses: readonly number[],
  times: readonly number[],
  mode: { compiled: boolean; why?: string },
): Finding {
  const falls = losses.every((loss, i) => Number.isFinite(loss) && (i === 0 || loss < losses[i - 1]));
  const rest = Math.min(...times.slice(1)).toFixed(1);
  const how = mode.compiled ? `compiled in ${(times[0] / 1000).toFixed(1)} s` : 'not compiled';
  const found = `A step of a small graph network takes ${rest} ms, ${how}; its loss ${falls ? 'falls' : 'does not fall'}.`;
  if (!falls) {
    const advice = 'The numbers of this provider cannot be trusted here: choose another by TISSUEBOOK_PROVIDER.';
    return { subject: 'training step', state: 'wrong', found, advice };
  }
  if (mode.compiled) return { subject: 'training step', state: 'good', found };
  return { subject: 'training step', state: 'slow', found, ...(mode.why && { advice: mode.why }) };
}

function smallNetwork() {
  const random = new Random(1);
  const p = new Parameters();
  createMlp(p.at('encoder'), WIDTH, WIDTH, WIDTH, random);
  createSage(p.at('sage'), WIDTH, WIDTH, random);
  const optimizer = adam(p, { learningRate: 1e-3 });
  const ends = (shift: number): Int32Array =>
    Int32Array.from(
      { length: NODES * DEGREE },
      (_, e) => (Math.floor(e / DEGREE) + shift * (1 + (e % DEGREE))) % NODES,
    );
  const inputs = {
    x: tf.tensor2d(random.fillNormal(NODES * WIDTH), [NODES, WIDTH]),
    src: tf.tensor1d(ends(1), 'int32'),
    dst: tf.tensor1d(ends(0), 'int32'),
  };
  const step = trainingStep({
    name: 'doctor.step',
    parameters: p,
    optimizer,
    objective: ({ x, src, dst }: typeof inputs) => {
      const out = sage(p.at('sage'), tf.relu(mlp(p.at('encoder'), x)), { src, dst });
      return { loss: tf.mean(tf.square(tf.sub(out, x))) as tf.Scalar };
    },
  });
  const dispose = (): void => {
    step.dispose();
    optimizer.dispose();
    p.dispose();
    tf.dispose(inputs);
  };
  return { step, inputs, dispose };
}
