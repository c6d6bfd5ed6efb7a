import { drawKey, startEngine, tf } from '../../engine';
import { Random } from '../../random';
import { StageTrainer } from '../training/stageTrainer';
import { paddedValues } from '../training/paddedShape';
import type { CellWeights } from '../training/watch/cellWeights';
import { worthCompiling } from '../training/worthCompiling';
import type { CellplmConfig } from './config';
import { drawHidden } from './masking';
import { cellplmObjective, type CellplmBatch } from './objective';
import { officialConfig } from './layout';
import { officialCellplmObjective, type OfficialCellplmBatch } from './official/objective';
import { optimizerOf } from './optimizer';
import type { Samples } from './samples';
import { SequenceInputs } from './sequenceInputs';
import { EpochSequences, type Sequence, sequencesOf } from './sequences';
import type { CellplmState } from './state';

type Terms = { loss: tf.Scalar; reconstruction: tf.Scalar; divergence: tf.Scalar };
type Batch = CellplmBatch | OfficialCellplmBatch;

/** What the authors' release weighs its terms by; of 'normal' a divergence below 1 does not count. */
const objectiveOf = ({ latentKind }: CellplmConfig) => ({
  latentWeight: 5,
  clusterWeight: 5,
  floor: latentKind === 'normal' ? 1 : 5,
  denoise: true,
});

/** The stage of pre-training: a step for each sequence, in random order; company and masks are drawn anew in every epoch. */
export function pretrainingStage(
  state: CellplmState,
  samples: Samples,
  open: Int32Array,
  weights: CellWeights,
  epochs: number,
) {
  const { config, parameters } = state;
  const inputs = new SequenceInputs(samples, state);
  const random = new Random(config.seed).fork('training');
  const sequences = new EpochSequences(samples, open, config, random);
  const { stepsPerEpoch } = sequences;
  const steps = epochs * stepsPerEpoch;
  return {
    name: 'cells',
    epochs,
    stepsPerEpoch,
    cellsPerStep: Math.ceil(open.length / stepsPerEpoch),
    makeTrainer: () =>
      new StageTrainer<Batch, Terms>({
        name: 'cellplm.cells',
        parameters,
        optimizer: optimizerOf(config, steps),
        epochs,
        stepsPerEpoch,
        enabled: worthCompiling(epochs * stepsPerEpoch, parameters),
        batch: ({ step, epoch }) => {
          const weight = config.divergenceWeight * risen(step, config.divergenceWarmUp * steps);
          const sequence = sequences.at(epoch, step);
          const dropped = config.dropout > 0 ? step : undefined;
          const batch = batchOf(inputs, sequence, random.fork(`step ${step}`), weight, dropped);
          if (!weights.steered) return batch;
          const own = paddedValues(weights.some(sequence.cells), sequence.length);
          return { ...batch, weight: tf.tensor1d(own) };
        },
        objective: (batch) => terms(state, batch),
      }),
  };
}

/** From 0 to 1 over some steps; 1 where there are none. */
const risen = (step: number, over: number): number => (over > 0 ? Math.min(1, step / over) : 1);

/** The error of masked entries of cells set aside, in sequences of their own; the masks are the same after every epoch. */
export function pretrainingValidator(state: CellplmState, samples: Samples, cells: Int32Array): () => Promise<number> {
  const { config } = state;
  const inputs = new SequenceInputs(samples, state);
  const sequences = sequencesOf(samples, cells, config);
  const random = new Random(config.seed).fork('validation');
  return async () => {
    await startEngine();
    let error = 0;
    for (const [at, sequence] of sequences.entries()) {
      const batch = batchOf(inputs, sequence, random.fork(`sequence ${at}`), 0, undefined);
      const loss = tf.tidy(() => terms(state, batch).reconstruction);
      error += ((await loss.data())[0]! * sequence.cells.length) / cells.length;
      tf.dispose([batch, loss]);
    }
    return error;
  };
}

function terms({ parameters, config }: CellplmState, batch: Batch): Terms {
  if ('counts' in batch) {
    const out = officialCellplmObjective(parameters, officialConfig(config), objectiveOf(config), batch);
    return { loss: out.loss, reconstruction: out.reconstruction, divergence: out.latentTerm };
  }
  const out = cellplmObjective(parameters, config, { reduction: 'cell' }, batch);
  return { loss: out.loss, reconstruction: out.error, divergence: tf.add(out.conditional, out.component) };
}

/** A sequence with this step's draws, which depend on `draws` alone. @param dropped the step, where the network drops numbers */
function batchOf(
  inputs: SequenceInputs,
  sequence: Sequence,
  draws: Random,
  divergenceWeight: number,
  dropped: number | undefined,
): Batch {
  const { config } = inputs.state;
  const { length, cells } = sequence;
  const genes = inputs.samples.features.length;
  const official = config.layout === 'official';
  const values = inputs.dense(sequence, official ? 'raw' : 'logged');
  const known = inputs.known(sequence);
  const hidden = tf.tensor2d(drawHidden(config, values, known, cells.length, genes, draws.fork('mask')), [
    length,
    genes,
  ]);
  const normal = new Float32Array(length * config.latent);
  normal.set(draws.fork('noise').fillNormal(cells.length * config.latent));
  const noise = config.latentKind === 'point' ? {} : { noise: tf.tensor2d(normal, [length, config.latent]) };
  const common = { ...noise, hidden, divergenceWeight: tf.scalar(divergenceWeight) };
  if (official) {
    const { real } = inputs.input(sequence);
    return {
      ...common,
      real: real!,
      counts: tf.tensor2d(values, [length, genes]),
      measured: tf.tensor2d(known, [length, genes]),
      ...(config.latentKind === 'mixture' && { gumbel: gumbelDraws(draws.fork('gumbel'), length, config.components) }),
    };
  }
  const batch = inputs.batch(sequence);
  return {
    ...common,
    ...inputs.input(sequence),
    x: tf.tensor2d(values, [length, genes]),
    ...(batch && { batch }),
    ...(dropped !== undefined && { key: drawKey(config.seed, dropped) }),
  };
}

function gumbelDraws(draws: Random, rows: number, columns: number): tf.Tensor2D {
  const values = draws.fillUniform(rows * columns, 1e-9, 1).map((u) => -Math.log(-Math.log(u) + 1e-20));
  return tf.tensor2d(values, [rows, columns]);
}
