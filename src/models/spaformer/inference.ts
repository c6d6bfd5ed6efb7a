import { startEngine, tf } from '../../engine';
import { decodeCounts, decodeExpression } from './decoder';
import { FieldInputs } from './fieldInputs';
import { fieldsOf, type Padding } from './fields';
import { encode, type SpaformerInput } from './network';
import type { SpaformerState } from './state';
import type { Tissue } from './tissue';

/** What the network says of all cells. */
export interface Inferred {
  /** Latents, or their means [cells, latent]. */
  readonly latents: Float32Array;
  /** Expected values [cells, features], as log1p of counts that add up to `scale`; absent unless asked for. */
  readonly values?: Float32Array;
}

/**
 * Reads all cells, field by field: nothing is masked, the mean stands for a distribution.
 *
 * @param options.values whether expression is decoded
 */
export async function inferAll(
  state: SpaformerState,
  tissue: Tissue,
  { values: decoded = false, ...padding }: { values?: boolean } & Padding = {},
): Promise<Inferred> {
  await startEngine();
  const { config, depth } = state;
  const all = Int32Array.from({ length: tissue.cells }, (_, i) => i);
  const inputs = new FieldInputs(tissue, fieldsOf(tissue, all, config, padding), config, depth);
  const genes = tissue.features.length;
  const latents = new Float32Array(tissue.cells * config.latent);
  const values = decoded ? new Float32Array(tissue.cells * genes) : undefined;
  for (let field = 0; field < inputs.fields.sequences; field++) {
    const input = await inputs.input(field);
    const [z, said] = tf.tidy(() => {
      const latent = encode(state.parameters, config, input).z;
      return [latent, decoded ? expected(state, tissue, inputs.cells(field), latent, input) : latent];
    });
    const [zs, rows] = await Promise.all([z.data(), said.data()]);
    tf.dispose([input, z, said]);
    inputs.cells(field).forEach((cell, at) => {
      latents.set(zs.subarray(at * config.latent, (at + 1) * config.latent), cell * config.latent);
      values?.set(rows.subarray(at * genes, (at + 1) * genes), cell * genes);
    });
  }
  return { latents, ...(values && { values }) };
}

/** What a latent stands for, on the scale that the network sees. */
function expected(
  { parameters, config }: SpaformerState,
  { totals }: Tissue,
  cells: Int32Array,
  z: tf.Tensor2D,
  { size }: SpaformerInput,
): tf.Tensor2D {
  const decoder = parameters.at('decoder');
  if (config.decoder === 'mlp') return decodeExpression(decoder, z);
  const scales = new Float32Array(z.shape[0]).fill(1);
  cells.forEach((cell, at) => (scales[at] = config.scale / Math.max(1, totals[cell]!)));
  const { mean } = decodeCounts(decoder, z, size as tf.Tensor2D);
  return tf.log1p(tf.mul(mean, tf.tensor2d(scales, [scales.length, 1]))) as tf.Tensor2D;
}
