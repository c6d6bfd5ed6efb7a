import { Random, tf } from '../../engine';
import type { Graph } from '../../graph';
import { capacityFor, encoderInput, planBatch, type BatchSource } from './batches';
import { decodeAttributes, encode } from './network';
import { headsOf, nearestCodes, quantize } from './quantizer';
import { officialLatents, officialQuantize } from './official/network';
import { isOfficial, type SquintState } from './state';
import { drawTiles, placesBySection } from '../training/tiles';

/** Cells that are encoded at once: enough to keep the device busy, few enough that any tissue fits. */
const CHUNK = 2048;
const NO_NOISE = new Float32Array(1);

/** What is read out of a network for every asked cell, in the order asked. */
export interface Encoded {
  /** Latents before quantization [cells, dim] */
  readonly latents: Float32Array;
  /** Codes [cells, heads] */
  readonly tokens: Int32Array;
}

/**
 * Latents and codes of some cells.
 *
 * @param masked cells whose X is not looked at
 * @param hearing who hears whom
 */
export async function encodeCells(
  state: SquintState,
  source: BatchSource,
  cells: Int32Array,
  masked: Uint8Array,
  hearing: Graph,
): Promise<Encoded> {
  const { dim, heads } = state.config;
  const latents = new Float32Array(cells.length * dim);
  const tokens = new Int32Array(cells.length * heads);
  for (const places of chunks(source, cells)) {
    const [h, codes] = tf.tidy(() => {
      const vectors = encodeChunk(
        state,
        source,
        places.map((at) => cells[at]!),
        masked,
        hearing,
      );
      return [vectors, tf.transpose(codesOf(state, vectors))];
    });
    const [values, found] = await Promise.all([h!.data(), codes!.data()]);
    tf.dispose([h!, codes!]);
    places.forEach((to, from) => {
      latents.set(values.subarray(from * dim, (from + 1) * dim) as Float32Array, to * dim);
      tokens.set(found.subarray(from * heads, (from + 1) * heads) as Int32Array, to * heads);
    });
  }
  return { latents, tokens };
}

/**
 * What the decoder says of some cells: expected X_nbr given a read depth, or the mean standardized intensities.
 *
 * @param depth read depth of each cell; not used by the Gaussian
 * @returns [cells, features]
 */
export async function decodeCells(
  state: SquintState,
  source: BatchSource,
  cells: Int32Array,
  masked: Uint8Array,
  hearing: Graph,
  depth: Float32Array,
): Promise<Float32Array> {
  const features = state.features.length;
  const out = new Float32Array(cells.length * features);
  for (const places of chunks(source, cells)) {
    const decoded = tf.tidy(() => {
      const chosen = places.map((at) => cells[at]!);
      const { z } = quantize(state.parameters.at('quantizer'), encodeChunk(state, source, chosen, masked, hearing));
      const reads = tf.tensor2d(
        Float32Array.from(places, (at) => depth[at]!),
        [places.length, 1],
      );
      return decodeAttributes(state.parameters, state.scale.likelihood, z, covariateRows(source, chosen), reads);
    });
    const values = await decoded.data();
    decoded.dispose();
    places.forEach((to, from) =>
      out.set(values.subarray(from * features, (from + 1) * features) as Float32Array, to * features),
    );
  }
  return out;
}

/** The code of every head of every latent [heads, n], int32. */
function codesOf(state: SquintState, vectors: tf.Tensor2D): tf.Tensor2D {
  if (isOfficial(state)) return officialQuantize(state.parameters, state.config, vectors).tokens;
  const codebook = state.parameters.get('quantizer.codebook') as tf.Tensor as tf.Tensor3D;
  return nearestCodes(headsOf(vectors, state.config.heads), codebook);
}

/** Places in `cells`, in contiguous pieces of tissue, so that the halo of a piece is small. */
export function chunks(source: BatchSource, cells: Int32Array): Int32Array[] {
  const { points } = source.tissue;
  const x = Float64Array.from(cells, (cell) => points.get(cell, 0));
  const y = Float64Array.from(cells, (cell) => points.get(cell, 1));
  const groups = placesBySection(source.tissue.section, cells);
  return drawTiles(x, y, groups, CHUNK, new Random(0));
}

export function encodeChunk(
  state: SquintState,
  source: BatchSource,
  core: Int32Array,
  masked: Uint8Array,
  hearing: Graph,
): tf.Tensor2D {
  const plan = planBatch(core, source.graph, hearing);
  const room = capacityFor([plan], core.length);
  const input = encoderInput(source, plan, room, masked, NO_NOISE, true);
  if (!isOfficial(state)) return encode(state.parameters, state.config.layer, state.scale.likelihood, input);
  const seeds = tf.ones([core.length, 1]) as tf.Tensor2D;
  return officialLatents(state.parameters, state.config, input, seeds, true);
}

export function covariateRows(source: BatchSource, cells: Int32Array): tf.Tensor2D {
  const { condition, covariates } = source;
  const rows = new Float32Array(cells.length * condition);
  cells.forEach((cell, at) => rows.set(covariates.subarray(cell * condition, (cell + 1) * condition), at * condition));
  return tf.tensor2d(rows, [cells.length, condition]);
}
