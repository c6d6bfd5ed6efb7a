import { startEngine, tf } from '../../engine';
import { decodeCells, encodeCells } from './layout';
import type { Samples } from './samples';
import { disposeSparse, SequenceInputs } from './sequenceInputs';
import { type Sequence, sequencesOf } from './sequences';
import type { CellplmState } from './state';

/** What is asked of each sequence: numbers of each cell [length, width], from its vectors. */
export type Answer = (
  vectors: { h: tf.Tensor2D; mu: tf.Tensor2D },
  sequence: Sequence,
  inputs: SequenceInputs,
) => tf.Tensor2D;

/** The vector that `embed` gives. */
export const vectorOf =
  ({ config }: CellplmState): Answer =>
  ({ h, mu }) =>
    config.vector === 'latent' ? mu : h;

/** Expected expression of all genes: as the network saw it; of the layout 'official' counts, by the known counts of the cell. */
export const expressionOf =
  (state: CellplmState): Answer =>
  ({ mu }, sequence, inputs) => {
    const decoded = decodeCells(state, mu, inputs.batch(sequence));
    if (state.config.layout !== 'official') return decoded;
    const known = tf.tensor2d(inputs.known(sequence), [sequence.length, state.features.length]);
    const total = new Float32Array(sequence.length);
    sequence.cells.forEach((cell, at) => (total[at] = inputs.samples.totals[cell]!));
    const said = tf.maximum(tf.sum(tf.mul(decoded, known), 1, true), 1e-8);
    return tf.mul(decoded, tf.div(tf.tensor2d(total, [sequence.length, 1]), said));
  };

/**
 * Asks about all cells, sequence by sequence: nothing is masked, means stand for distributions.
 *
 * @param width numbers of a cell in the answer
 * @param options.multiple what lengths are padded to @returns [cells, width]
 */
export async function inferCells(
  state: CellplmState,
  samples: Samples,
  width: number,
  answer: Answer,
  options: { multiple?: number } = {},
): Promise<Float32Array> {
  await startEngine();
  const all = Int32Array.from({ length: samples.cells }, (_, i) => i);
  const inputs = new SequenceInputs(samples, state);
  const out = new Float32Array(samples.cells * width);
  for (const sequence of sequencesOf(samples, all, state.config, options)) {
    const [input, x] = [inputs.input(sequence), inputs.sparse(sequence)];
    const said = tf.tidy(() => answer(encodeCells(state, x, input), sequence, inputs));
    const values = (await said.data()) as Float32Array;
    tf.dispose([input, said]);
    disposeSparse(x);
    sequence.cells.forEach((cell, at) => out.set(values.subarray(at * width, (at + 1) * width), cell * width));
  }
  return out;
}
