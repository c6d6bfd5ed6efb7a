import { existsSync } from 'node:fs';
import {
  Parameters,
  Random,
  type RandomState,
  adam,
  createMlp,
  loadCheckpoint,
  mlp,
  saveCheckpoint,
  startEngine,
  tf,
  train,
  trainingStep,
} from '../../../src/engine';

/** Trains with a checkpoint after each epoch, going on from the one that is there; prints 'epoch step loss' for each step. */
async function main(path: string, epochs: number): Promise<void> {
  await startEngine();
  const p = new Parameters();
  createMlp(p, 4, 8, 1, new Random(1));
  const optimizer = adam(p, { learningRate: 0.01 });
  const trees = { network: p, optimizer: optimizer.state };
  const card = existsSync(path) ? (await loadCheckpoint(path, trees)).card : {};
  let random = new Random(5);
  if (card.random) random = Random.fromState(card.random as RandomState);
  const step = trainingStep({
    name: 'resume',
    parameters: p,
    optimizer,
    objective: ({ x }) => ({ loss: tf.mean(tf.square(tf.sub(mlp(p, x), tf.sum(x, 1, true)))) as tf.Scalar }),
  });
  await train({
    title: 'resume',
    epochs,
    stepsPerEpoch: 3,
    startEpoch: (card.epochs as number | undefined) ?? 0,
    step: ({ step: at }) => {
      const x = tf.tensor2d(random.fillNormal(32), [8, 4]);
      const [loss] = step({ x }).loss.dataSync();
      process.stdout.write(`${at} ${loss}\n`);
      return { loss };
    },
    epochEnd: ({ epoch }) => saveCheckpoint(path, trees, { epochs: epoch, random: random.state }),
    finish: () => undefined,
  });
}

void main(process.argv[2], Number(process.argv[3]));
