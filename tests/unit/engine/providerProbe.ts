import {
  Parameters,
  Random,
  type StepInputs,
  StepRandom,
  adam,
  createGat,
  createMlp,
  createSage,
  createTransformer,
  drawKey,
  gat,
  gatherRows,
  mlp,
  sage,
  segmentMax,
  segmentMean,
  startEngine,
  tf,
  trainingStep,
  transformer,
  zeroInflatedNegativeBinomialLogLikelihood,
} from '../../../src/engine';

const NODES = 24;
const GENES = 10;
const WIDTH = 8;

/** Trains a network with something of every kind of layer; prints the engine's name, and each step's loss terms. */
async function main(): Promise<void> {
  const { provider, compiles } = await startEngine();
  const random = new Random(1);
  const p = new Parameters();
  createMlp(p.at('encoder'), GENES, 16, WIDTH, random);
  createSage(p.at('sage'), WIDTH, WIDTH, random);
  createGat(p.at('gat'), WIDTH, WIDTH, 2, random);
  for (const kind of ['softmax', 'performer', 'flow'] as const) {
    createTransformer(p.at(kind), WIDTH, 16, random, { heads: 2, kind, features: 16 });
  }
  createMlp(p.at('decoder'), WIDTH, 16, 2 * GENES, random);
  p.create('dispersion', [GENES], random, { init: 'zeros' });
  const step = trainingStep({
    name: 'probe',
    parameters: p,
    optimizer: adam(p, { learningRate: 3e-3 }),
    clip: 5,
    objective: ({ x, key, ...ends }: StepInputs) => {
      const { src, dst } = ends as Record<string, tf.Tensor1D>;
      let h = sage(p.at('sage'), tf.relu(mlp(p.at('encoder'), tf.log1p(x) as tf.Tensor2D)), { src, dst });
      h = tf.add(h, gat(p.at('gat'), h, { src, dst }));
      const drawn = new StepRandom(key);
      h = tf.add(h, tf.mul(drawn.normal(h.shape), 0.1));
      for (const kind of ['softmax', 'performer', 'flow'] as const) {
        h = transformer(p.at(kind), h, { heads: 2, kind, dropout: 0.2 }, undefined, drawn);
      }
      const [mean, zero] = tf.split(mlp(p.at('decoder'), h), 2, 1);
      const each = zeroInflatedNegativeBinomialLogLikelihood(x, tf.exp(mean), tf.exp(p.get('dispersion')), zero);
      const zinb = tf.neg(tf.mean(each));
      const sent = gatherRows(h, src);
      const pooled = tf.mean(tf.square(tf.sub(segmentMax(sent, dst, NODES), segmentMean(sent, dst, NODES))));
      return { loss: tf.add(zinb, tf.mul(pooled, 0.1)) as tf.Scalar, zinb, pooled };
    },
  });
  const inputs = {
    x: tf.tensor2d(random.fillUniform(NODES * GENES, 0, 6).map(Math.floor), [NODES, GENES]),
    src: tf.tensor1d(
      Int32Array.from({ length: 90 }, () => random.integer(0, NODES)),
      'int32',
    ),
    dst: tf.tensor1d(
      Int32Array.from({ length: 90 }, () => random.integer(0, NODES - 2)),
      'int32',
    ),
  };
  const steps = Array.from({ length: 8 }, (_, number) => {
    const outputs = step({ ...inputs, key: drawKey(2, number) });
    return Object.values(outputs).map((term) => term.dataSync()[0]);
  });
  console.log(JSON.stringify({ provider, compiles, mode: step.mode, steps }));
}

void main();
