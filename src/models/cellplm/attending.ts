import { DenseMatrix } from '../../data';
import { attentionWeights, layerNorm, startEngine, tf } from '../../engine';
import { TissuebookError } from '../../errors';
import type { AttendOptions, Attention } from '../contract';
import { checkCells } from '../training/cells';
import { layerInput, layerOptions } from './layerInput';
import type { Samples } from './samples';
import { disposeSparse, SequenceInputs } from './sequenceInputs';
import { type Sequence, sequencesOf } from './sequences';
import type { CellplmState } from './state';

/** More cells than this have no matrix of weights (ours): 128 MB with eight heads. */
const MOST = 2000;

/**
 * Who attends to whom in a layer, the mean over its heads. Flow attention never builds this matrix; here it is made of its factors.
 *
 * @throws TissuebookError 'invalid-argument' (no such layer, too many cells), 'missing-key' (no such section)
 */
export async function attendingCells(
  state: CellplmState,
  samples: Samples,
  options: AttendOptions,
): Promise<Attention> {
  const { config, parameters } = state;
  const layer = options.layer ?? config.layers - 1;
  if (!Number.isInteger(layer) || layer < 0 || layer >= config.layers) {
    throw wrong('layer', layer, `layer must be a whole number from 0 to ${config.layers - 1}, found ${layer}.`);
  }
  const { cells, spatial } = chosen(state, samples, options);
  if (cells.length > MOST) {
    const advice = 'Name some of them in cells; their company is then these alone.';
    throw wrong('cells', cells.length, `attention of ${cells.length} cells is not drawn, of ${MOST} at most.`, advice);
  }
  await startEngine();
  const inputs = new SequenceInputs(samples, state);
  const sequence: Sequence = { cells, length: cells.length, spatial };
  const [input, x] = [inputs.input(sequence), inputs.sparse(sequence)];
  const weights = tf.tidy(() => {
    const { at, h } = layerInput(parameters, config, layer, x, input);
    const asked: tf.Tensor2D = layerNorm(at.at('norm1'), h);
    return tf.mean(attentionWeights(at.at(layerOptions(config).name), asked, layerOptions(config).attention), 0);
  });
  const values = (await weights.data()) as Float32Array;
  tf.dispose([input, weights]);
  disposeSparse(x);
  return {
    cells,
    weights: new DenseMatrix(cells.length, cells.length, values),
    layer,
    notices: [
      'Attention is how the network mixes the cells, and no evidence of signaling between them.',
      ...(config.attention === 'flow' ? ['Rows of flow attention need not add up to one.'] : []),
    ],
  };
}

function chosen(
  state: CellplmState,
  samples: Samples,
  { cells, section }: AttendOptions,
): Pick<Sequence, 'cells' | 'spatial'> {
  if (cells) {
    const own = checkCells('cellplm.attend', samples.cells, cells, { once: true });
    return { cells: own, spatial: own.every((cell) => !Number.isNaN(samples.points[2 * cell]!)) };
  }
  const at = section === undefined ? 0 : samples.sections.indexOf(section);
  if (at < 0) {
    throw new TissuebookError('missing-key', `cellplm.attend: there is no section "${section}".`, {
      argument: 'section',
      found: section,
      advice: `There are: ${samples.sections.slice(0, 12).join(', ')}.`,
    });
  }
  const own = Int32Array.from({ length: samples.cells }, (_, cell) => cell).filter(
    (cell) => samples.section[cell] === at,
  );
  return sequencesOf(samples, own, state.config)[0]!;
}

const wrong = (argument: string, found: unknown, sentence: string, advice?: string): TissuebookError =>
  new TissuebookError('invalid-argument', `cellplm.attend: ${sentence}`, {
    argument,
    found,
    ...(advice !== undefined && { advice }),
  });
