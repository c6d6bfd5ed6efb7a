import {
  Parameters,
  Random,
  adam,
  createMlp,
  mlp,
  segmentSum,
  startEngine,
  tf,
  trainingStep,
} from '../../../src/engine';

/** Trains a small network, a part of which calls native code, for three steps; prints its losses, how the step ran, and what the engine has to say. */
async function main(): Promise<void> {
  const { provider, fallbacks } = await startEngine();
  // Variables before those of the network give its own other numbers in another process.
  for (let i = 0; i < Number(process.argv[2] ?? 0); i++) tf.variable(tf.scalar(i));
  const p = new Parameters();
  createMlp(p, 4, 8, 1, new Random(1));
  const step = trainingStep({
    name: 'kept',
    parameters: p,
    optimizer: adam(p, { learningRate: 0.01 }),
    objective: ({ x, to }) => {
      const sums = segmentSum(mlp(p, x as tf.Tensor2D), to as tf.Tensor1D, 3);
      return { loss: tf.mean(tf.square(tf.sub(sums, 1))) as tf.Scalar };
    },
  });
  const to = tf.tensor1d([0, 0, 1, 1, 1, 2, 2, 0], 'int32');
  const x = tf.tensor2d(new Random(2).fillNormal(32), [8, 4]);
  const losses = [1, 2, 3].map(() => step({ x, to }).loss.dataSync()[0]);
  const flags = process.env.TF_XLA_FLAGS ?? '';
  console.log(JSON.stringify({ provider, fallbacks, losses, flags, mode: step.mode }));
}

void main();
