import { drawKey, startEngine, StepRandom, tf } from '../../engine';
import { Random } from '../../random';
import { paddedValues } from '../training/paddedShape';
import { StageTrainer } from '../training/stageTrainer';
import { worthCompiling } from '../training/worthCompiling';
import { head, perturbationLoss } from './heads';
import type { Screen } from './labels';
import { encodeCells, headInput, headOf } from './layout';
import type { CellplmInput } from './network';
import { optimizerOf } from './optimizer';
import { knownGenes, type Samples } from './samples';
import { SequenceInputs } from './sequenceInputs';
import { byName, type Sequence } from './sequences';
import type { CellplmState } from './state';

/** Control cells of a step, all with the same perturbation (ours). */
const CELLS = 256;

type Batch = CellplmInput & {
  x: tf.Tensor2D;
  base: tf.Tensor2D;
  target: tf.Tensor2D;
  measured: tf.Tensor2D;
  key?: tf.Tensor1D;
};

/** Expected expression [cells, genes]: the mean of the controls, and what the head adds. @param base [1, genes] */
function perturbed(
  state: CellplmState,
  x: tf.Tensor2D,
  base: tf.Tensor2D,
  input: CellplmInput,
  random?: StepRandom,
): tf.Tensor2D {
  const inputs = headInput(state, encodeCells(state, x, input, random));
  return tf.add(base, head(state.parameters.at('head'), headOf(state), inputs));
}

/**
 * The stage of fine-tuning for perturbations (appendix C.5.4): control cells with the perturbed genes set, and as targets cells
 * that were perturbed so. A step for each perturbation, in random order; pairs are drawn by seed and step (ours).
 */
export function perturbationStage(state: CellplmState, samples: Samples, screen: Screen, epochs: number) {
  const { config, parameters, features } = state;
  const inputs = new SequenceInputs(samples, state);
  const random = new Random(config.seed).fork('training');
  const stepsPerEpoch = screen.perturbations.length;
  const base = meanProfile(inputs, screen.controls);
  return {
    name: 'perturbations',
    epochs,
    stepsPerEpoch,
    cellsPerStep: CELLS,
    makeTrainer: () =>
      new StageTrainer<Batch, { loss: tf.Scalar }>({
        name: 'cellplm.perturbations',
        parameters,
        optimizer: optimizerOf(config, epochs * stepsPerEpoch),
        epochs,
        stepsPerEpoch,
        enabled: worthCompiling(epochs * stepsPerEpoch, parameters),
        batch: ({ step, epoch }) => {
          const order = random.fork(`epoch ${epoch}`).permutation(stepsPerEpoch);
          const { genes, cells } = screen.perturbations[order[step % stepsPerEpoch]!]!;
          const draws = random.fork(`step ${step}`);
          const [controls, targets] = [drawn(screen.controls, draws), drawn(cells, draws)];
          const sequence = sequenceOf(controls);
          const measured = new Float32Array(CELLS * features.length);
          targets.forEach((cell, at) => measured.set(knownGenes(samples, cell), at * features.length));
          return {
            ...inputs.input(sequence),
            x: withGenes(inputs, sequence, state, genes),
            base: tf.tensor2d(base, [1, base.length]),
            target: tf.tensor2d(inputs.dense(sequenceOf(targets), 'logged'), [CELLS, features.length]),
            measured: tf.tensor2d(measured, [CELLS, features.length]),
            ...(config.dropout > 0 && { key: drawKey(config.seed, step) }),
          };
        },
        objective: ({ x, base: controls, target, measured, key, ...input }) => ({
          loss: perturbationLoss(perturbed(state, x, controls, input, key && new StepRandom(key)), target, measured),
        }),
      }),
  };
}

/** Mean expected expression after each perturbation [perturbations, genes], of control cells. Genes without a row are not set. */
export async function predictPerturbed(
  state: CellplmState,
  samples: Samples,
  perturbations: readonly (readonly string[])[],
): Promise<Float32Array> {
  await startEngine();
  const genes = state.features.length;
  const inputs = new SequenceInputs(samples, state);
  const all = Int32Array.from({ length: samples.cells }, (_, cell) => cell);
  const order = byName(samples.names, all, state.config.seed);
  const base = meanProfile(inputs, all);
  const out = new Float32Array(perturbations.length * genes);
  for (const [row, perturbation] of perturbations.entries()) {
    for (let from = 0; from < order.length; from += CELLS) {
      const sequence = sequenceOf(order.subarray(from, from + CELLS));
      const input = inputs.input(sequence);
      const x = withGenes(inputs, sequence, state, perturbation);
      const sum = tf.tidy(() => {
        const said = perturbed(state, x, tf.tensor2d(base, [1, genes]), input);
        return tf.sum(tf.slice(said, [0, 0], [sequence.cells.length, genes]), 0);
      });
      const values = await sum.data();
      tf.dispose([input, x, sum]);
      for (let g = 0; g < genes; g++) out[row * genes + g]! += values[g]! / order.length;
    }
  }
  return out;
}

const sequenceOf = (cells: Int32Array): Sequence => ({ cells, length: CELLS, spatial: false });

/** So many of some cells, each as often as any other where there are too few. */
function drawn(cells: Int32Array, draws: Random): Int32Array {
  const order = draws.shuffle(cells.slice());
  return Int32Array.from({ length: CELLS }, (_, at) => order[at % order.length]!);
}

/** Cells as the encoder takes them, with genes set after the logarithm: log1p of -100 is not a number. */
function withGenes(
  inputs: SequenceInputs,
  sequence: Sequence,
  state: CellplmState,
  genes: readonly string[],
): tf.Tensor2D {
  const { features, config } = state;
  const values = inputs.dense(sequence, 'logged');
  for (const gene of genes) {
    const column = features.indexOf(gene);
    if (column < 0) continue;
    for (let at = 0; at < sequence.cells.length; at++) values[at * features.length + column] = config.perturbedValue;
  }
  return tf.tensor2d(paddedValues(values, sequence.length * features.length), [sequence.length, features.length]);
}

/** Mean of some cells as the encoder takes them [genes]. */
function meanProfile(inputs: SequenceInputs, cells: Int32Array): Float32Array {
  const { x, features } = inputs.samples;
  const mean = new Float32Array(features.length);
  for (const cell of cells) {
    for (let e = x.indptr[cell]!; e < x.indptr[cell + 1]!; e++) {
      mean[x.indices[e]!]! += inputs.logged(cell, x.values[e]!) / cells.length;
    }
  }
  return mean;
}
