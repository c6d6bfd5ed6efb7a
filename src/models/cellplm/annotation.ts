import { drawKey, startEngine, StepRandom, tf } from '../../engine';
import { Random } from '../../random';
import { StageTrainer } from '../training/stageTrainer';
import { worthCompiling } from '../training/worthCompiling';
import { annotationLoss, head } from './heads';
import { encodeCells, headInput, headOf } from './layout';
import type { CellplmInput } from './network';
import { optimizerOf } from './optimizer';
import type { Samples } from './samples';
import { SequenceInputs } from './sequenceInputs';
import { EpochSequences, type Sequence, sequencesOf } from './sequences';
import type { CellplmState } from './state';

type Batch = CellplmInput & { x: tf.Tensor2D; labels: tf.Tensor1D; scored: tf.Tensor1D; key?: tf.Tensor1D };

/** Logits of the classes [cells, classes]. */
export function classLogits(
  state: CellplmState,
  x: Parameters<typeof encodeCells>[1],
  input: CellplmInput,
  random?: StepRandom,
): tf.Tensor2D {
  const inputs = headInput(state, encodeCells(state, x, input, random));
  return head(state.parameters.at('head'), headOf(state), inputs);
}

/** The stage of fine-tuning for classes: a step for each sequence; cells without a class are company (section 5.3.4). */
export function annotationStage(
  state: CellplmState,
  samples: Samples,
  codes: Int32Array,
  open: Int32Array,
  epochs: number,
) {
  const { config, parameters } = state;
  const inputs = new SequenceInputs(samples, state);
  const sequences = new EpochSequences(samples, open, config, new Random(config.seed).fork('training'));
  const { stepsPerEpoch } = sequences;
  return {
    name: 'classes',
    epochs,
    stepsPerEpoch,
    cellsPerStep: Math.ceil(open.length / stepsPerEpoch),
    makeTrainer: () =>
      new StageTrainer<Batch, { loss: tf.Scalar }>({
        name: 'cellplm.classes',
        parameters,
        optimizer: optimizerOf(config, epochs * stepsPerEpoch),
        epochs,
        stepsPerEpoch,
        enabled: worthCompiling(epochs * stepsPerEpoch, parameters),
        batch: ({ step, epoch }) =>
          batchOf(inputs, sequences.at(epoch, step), codes, config.dropout > 0 ? step : undefined),
        objective: (batch) => ({ loss: lossOf(state, batch) }),
      }),
  };
}

/** The cross entropy of cells set aside, in sequences of their own. */
export function annotationValidator(state: CellplmState, samples: Samples, codes: Int32Array, cells: Int32Array) {
  const inputs = new SequenceInputs(samples, state);
  const sequences = sequencesOf(samples, cells, state.config);
  return async (): Promise<number> => {
    await startEngine();
    let error = 0;
    for (const sequence of sequences) {
      const batch = batchOf(inputs, sequence, codes, undefined);
      const loss = tf.tidy(() => lossOf(state, batch));
      error += ((await loss.data())[0]! * sequence.cells.length) / cells.length;
      tf.dispose([batch, loss]);
    }
    return error;
  };
}

function lossOf(state: CellplmState, { x, labels, scored, key, ...input }: Batch): tf.Scalar {
  return annotationLoss(classLogits(state, x, input, key && new StepRandom(key)), labels, scored);
}

function batchOf(inputs: SequenceInputs, sequence: Sequence, codes: Int32Array, dropped: number | undefined): Batch {
  const { cells, length } = sequence;
  const labels = new Int32Array(length);
  const scored = new Float32Array(length);
  cells.forEach((cell, at) => {
    if (codes[cell]! < 0) return;
    labels[at] = codes[cell]!;
    scored[at] = 1;
  });
  return {
    ...inputs.input(sequence),
    x: tf.tensor2d(inputs.dense(sequence, 'logged'), [length, inputs.samples.features.length]),
    labels: tf.tensor1d(labels, 'int32'),
    scored: tf.tensor1d(scored),
    ...(dropped !== undefined && { key: drawKey(inputs.state.config.seed, dropped) }),
  };
}
