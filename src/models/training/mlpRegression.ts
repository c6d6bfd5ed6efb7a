import { DenseMatrix } from '../../data';
import { createMlp, gelu, mlp, Parameters, startEngine, tf } from '../../engine';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, number, seed as seedCheck } from '../../options';
import { Random } from '../../random';
import { BestWeights } from './bestWeights';
import { featureMoments, standardize } from './featureMoments';
import { shuffledBatches } from './shuffledBatches';
import { StageTrainer } from './stageTrainer';

export interface MlpRegressionOptions {
  /** Channels of the one hidden layer. 512 (ours). */
  hidden?: number;
  /** Passes over the rows; the weights of the least error on a tenth of them that is set aside are kept. 100 (ours). */
  epochs?: number;
  /** Of AdamW. 2e-3 (ours). */
  learningRate?: number;
  /** Of AdamW. 0.1 (ours). */
  weightDecay?: number;
  /** Of start values, batches and the rows set aside. 0. */
  seed?: number;
}

const BATCH = 32;
/** Share of the rows that tells when to stop, and the least number of rows for it (ours). */
const VALIDATION = 0.1;
const FEWEST = 20;

/**
 * Several targets from vectors by a network with one hidden layer and GELU, by squared errors: what published studies read
 * expression off pictures with.
 *
 * @param x [rows, columns] @param y [rows, targets] @param asked [others, columns]
 * @returns targets of the asked rows [others, targets]
 * @throws TissuebookError 'shape-mismatch'
 */
export async function mlpRegression(
  x: DenseMatrix,
  y: DenseMatrix,
  asked: DenseMatrix,
  options: MlpRegressionOptions = {},
): Promise<DenseMatrix> {
  checkOptions('mlpRegression', options, {
    hidden: integer(1, 8192),
    epochs: integer(1, 100000),
    learningRate: number(1e-8, 1),
    weightDecay: number(0, 10),
    seed: seedCheck,
  });
  if (x.rows !== y.rows || x.columns !== asked.columns) {
    throw new TissuebookError('shape-mismatch', `mlpRegression: ${x.rows} rows of x and ${y.rows} of y.`, {
      argument: 'y',
      found: y.rows,
    });
  }
  await startEngine();
  const { hidden = 512, epochs = 100, learningRate = 2e-3, weightDecay = 0.1, seed = 0 } = options;
  const random = new Random(seed);
  const order = random.fork('rows').permutation(x.rows);
  const aside = x.rows < FEWEST ? 0 : Math.round(VALIDATION * x.rows);
  const [validation, train] = [order.subarray(0, aside), order.subarray(aside)];
  const moments = featureMoments(x, train);
  const scaled = (rows: DenseMatrix): DenseMatrix =>
    new DenseMatrix(rows.rows, rows.columns, standardize(Float32Array.from(rows.values), moments));
  const inputs = scaled(x);
  const parameters = new Parameters();
  createMlp(parameters, x.columns, hidden, y.columns, random.fork('start values'));
  const tensor = (matrix: DenseMatrix, rows: Int32Array): tf.Tensor2D => {
    const taken = matrix.takeRows(rows);
    return tf.tensor2d(Float32Array.from(taken.values), [taken.rows, taken.columns]);
  };
  const error = (batch: { x: tf.Tensor2D; y: tf.Tensor2D }): tf.Scalar =>
    tf.mean(tf.square(tf.sub(mlp(parameters, batch.x, gelu), batch.y)));
  const stepsPerEpoch = Math.ceil(train.length / BATCH);
  const trainer = new StageTrainer({
    name: 'mlpRegression',
    parameters,
    optimizer: { kind: 'adamw', learningRate, weightDecay, schedule: { kind: 'cosine' } },
    epochs,
    stepsPerEpoch,
    batch: ({ step, epoch }) => {
      const batches = shuffledBatches(train.length, Math.min(BATCH, train.length), random.fork(`epoch ${epoch}`));
      const rows = batches[step % batches.length]!.map((at) => train[at]!);
      return { x: tensor(inputs, rows), y: tensor(y, rows) };
    },
    objective: (batch: { x: tf.Tensor2D; y: tf.Tensor2D }) => ({ loss: error(batch) }),
  });
  const best = new BestWeights(parameters);
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (let step = 0; step < stepsPerEpoch; step++)
        await trainer.step({ step: epoch * stepsPerEpoch + step, epoch });
      if (aside === 0) continue;
      const loss = tf.tidy(() => error({ x: tensor(inputs, validation), y: tensor(y, validation) }));
      await best.see((await loss.data())[0]!);
      loss.dispose();
    }
    best.putBack();
    const all = scaled(asked);
    const everyone = Int32Array.from({ length: all.rows }, (_, i) => i);
    const said = tf.tidy(() => mlp(parameters, tensor(all, everyone), gelu));
    const values = Float32Array.from(await said.data());
    said.dispose();
    return new DenseMatrix(asked.rows, y.columns, values);
  } finally {
    trainer.dispose();
    parameters.dispose();
  }
}
