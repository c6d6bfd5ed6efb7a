import { Parameters, Random, tf, valueAndGradients } from '../../engine';
import { TissuebookError } from '../../errors';
import { nearest } from '../../options';
import type { Locations } from '../training/addedCells';
import type { Hidden, PassTissue } from './inference';
import { exactShape, flatInput, networkInput, planPass } from './input';
import { decode, encode, expressionOf } from './network';
import { formOf, type CifmState } from './state';

/** Cells that are asked in one pass. */
const CHUNK = 1024;

/** Options of Cifm.influence. */
export interface InfluenceOptions {
  /** Cells whose inferred expression is read out, by number. */
  cells: ArrayLike<number>;
  /** Weight of each gene in the read-out, by name. */
  weights: Readonly<Record<string, number>>;
  /** Places of void cells whose influence is asked for. */
  at?: Locations;
  /** Their section, needed when the data have several. */
  section?: string;
}

/**
 * How a read-out of inferred cells answers to the expression of all others: the gradient of the mean over `asked` of
 * sum_g weights[g] * inferred[g] by every value of X [nodes of the tissue, genes]. At a void cell it exists too (the paper,
 * below B10): it says what a cell put there would change.
 *
 * @param asked cells that `hidden.masked` marks
 */
export async function influenceOn(
  state: CifmState,
  tissue: PassTissue,
  asked: Int32Array,
  hidden: Hidden,
  weights: Float32Array,
): Promise<Float32Array> {
  const form = formOf(state);
  const genes = state.features.length;
  const out = new Float32Array(hidden.absent.length * genes);
  for (let from = 0; from < asked.length; from += CHUNK) {
    const some = asked.subarray(from, from + CHUNK);
    const plan = planPass(some, { graph: tissue.graph, ...hidden }, form.encoderLayers, form.decoderLayers);
    const source = { matrix: tissue.matrix, points: tissue.points, masked: hidden.masked, unit: state.radius };
    const flat = flatInput(source, plan, exactShape(plan));
    // The given inner products would hide how they depend on X.
    const input = { ...networkInput(flat), products: undefined };
    const values = new Parameters();
    values.create('x', input.x.shape, new Random(0), { init: { values: await input.x.data() } });
    const x = values.get('x');
    const gradient = tf.tidy(() => {
      const { gradients } = valueAndGradients(values, () => {
        const changed = { ...input, x: x as tf.Tensor as tf.Tensor2D };
        const output = decode(state.parameters, form, encode(state.parameters, form, changed), changed, some.length);
        const read = tf.sum(tf.mul(expressionOf(form, output), tf.tensor1d(weights)));
        return { loss: tf.div(read, asked.length) as tf.Scalar };
      });
      return gradients.get('x')!;
    });
    const rows = await gradient.data();
    plan.nodes.forEach((cell, row) => {
      for (let g = 0; g < genes; g++) out[cell * genes + g]! += rows[row * genes + g]!;
    });
    tf.dispose([gradient, ...Object.values(flat)]);
    values.dispose();
  }
  return out;
}

/** Weights of all genes; 0 for those that are not named. @throws TissuebookError 'missing-key', 'not-finite' */
export function readOut(
  where: string,
  genes: readonly string[],
  weights: Readonly<Record<string, number>>,
): Float32Array {
  const out = new Float32Array(genes.length);
  for (const [gene, weight] of Object.entries(weights)) {
    const at = genes.indexOf(gene);
    if (at < 0) {
      const near = nearest(gene, genes.slice(0, 50_000));
      throw new TissuebookError('missing-key', `${where}: the model knows no gene "${gene}".`, {
        argument: 'weights',
        found: gene,
        ...(near && { advice: `Did you mean "${near}"?` }),
      });
    }
    if (!Number.isFinite(weight)) {
      throw new TissuebookError('not-finite', `${where}: the weight of "${gene}" is ${weight}.`, {
        argument: 'weights',
        found: weight,
      });
    }
    out[at] = weight;
  }
  return out;
}
