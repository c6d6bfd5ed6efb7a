import { tf } from '../../engine';
import type { Graph } from '../../graph';
import { neighborhoodMeans } from '../../graph/neighborhood';
import { buildIndex, type NeighborIndex } from '../../neighbors';
import { marked, unmarked } from '../training/cells';
import { unstandardize } from '../training/featureMoments';
import { inferInTiles } from '../training/inferInTiles';
import { covariateRows, encoderInput, planBatch, shapeFor, sourceOf, type BatchSource } from './batches';
import { observedGraph } from './masks';
import { decodeAttributes, encode } from './network';
import { officialImpute } from './official/impute';
import { officialLatents, officialQuantize } from './official/network';
import { headsOf, nearestCodes, quantize } from './quantizer';
import { isOfficial, type SquintState } from './state';
import type { Tissue } from './tissue';

/** Observed cells whose read depth stands in for that of a masked cell (code: the 16 nearest of the section). */
const DEPTH_CELLS = 16;
const NO_NOISE = new Float32Array(1);

/** What is read out of a network for every asked cell, in the order asked. */
export interface Encoded {
  /** Latents before quantization [cells, dim] */
  readonly latents: Float32Array;
  /** Codes [cells, heads] */
  readonly tokens: Int32Array;
}

/** Latents and tokens of all cells, some of them masked. */
export function encodeTissue(state: SquintState, tissue: Tissue, masked: Uint8Array): Promise<Encoded> {
  const all = Int32Array.from(masked.keys());
  return encodeCells(state, sourceOf(state, tissue), all, masked, receptiveFields(state, tissue, masked));
}

/**
 * The same with cells masked together, some at a time in the order of the data, as the authors' `predict` does: a cell whose neighbor
 * is in the same batch sees that neighbor's mask.
 *
 * @param size cells of a batch (their code: 256)
 */
export async function encodeBatches(state: SquintState, tissue: Tissue, size: number): Promise<Encoded> {
  const { dim, heads } = state.config;
  const source = sourceOf(state, tissue);
  const latents = new Float32Array(tissue.cells * dim);
  const tokens = new Int32Array(tissue.cells * heads);
  for (let from = 0; from < tissue.cells; from += size) {
    const batch = Int32Array.from({ length: Math.min(size, tissue.cells - from) }, (_, at) => from + at);
    const found = await encodeCells(state, source, batch, marked(tissue.cells, batch), tissue.graph);
    latents.set(found.latents, from * dim);
    tokens.set(found.tokens, from * heads);
  }
  return { latents, tokens };
}

/**
 * Latents and codes of some cells.
 *
 * @param masked 1 for cells whose X is not looked at
 * @param receptive which cells each cell looks at
 */
export async function encodeCells(
  state: SquintState,
  source: BatchSource,
  cells: Int32Array,
  masked: Uint8Array,
  receptive: Graph,
): Promise<Encoded> {
  const { dim, heads } = state.config;
  const { latents, tokens } = await inferInTiles(source.tissue, cells, { latents: dim, tokens: heads }, (asked) => {
    const vectors = encodeTile(state, source, asked, masked, receptive);
    return { latents: vectors, tokens: tf.transpose(codesOf(state, vectors)) };
  });
  return { latents, tokens: Int32Array.from(tokens) };
}

/**
 * Expected mean of each given cell's and its neighbors' values [cells, features], in the unit of X, from positions.
 *
 * @param masked marks the given cells: their own values are not looked at
 * @param source of the tissue, for those who ask again and again
 */
export async function imputeCells(
  state: SquintState,
  tissue: Tissue,
  cells: Int32Array,
  masked: Uint8Array,
  source?: BatchSource,
): Promise<Float32Array> {
  if (isOfficial(state)) return officialImpute(state, tissue, cells, masked);
  source ??= sourceOf(state, tissue);
  const { parameters, scale, features } = state;
  const near = observedCells(tissue, masked);
  const depth = localDepth(tissue, cells, masked, near);
  const receptive = receptiveFields(state, tissue, masked, near);
  const { means } = await inferInTiles(tissue, cells, { means: features.length }, (asked, places) => {
    const vectors = encodeTile(state, source, asked, masked, receptive);
    const { z } = quantize(parameters.at('quantizer'), vectors);
    const reads = tf.tensor2d(
      Float32Array.from(places, (at) => depth[at]!),
      [places.length, 1],
    );
    return { means: decodeAttributes(parameters, scale.likelihood, z, covariateRows(source, asked), reads) };
  });
  return scale.likelihood === 'gaussian' ? unstandardize(means, scale) : means;
}

/** Finds cells that are not masked. */
const observedCells = ({ points, section }: Tissue, masked: Uint8Array): NeighborIndex =>
  buildIndex(points, { groups: section, candidates: unmarked(masked) });

/** Which cells each cell looks at when some are masked, as the model was trained: the graph, or nearest observed cells. */
function receptiveFields({ config }: SquintState, tissue: Tissue, masked: Uint8Array, near?: NeighborIndex): Graph {
  if (config.masked === 'graph' || !masked.includes(1)) return tissue.graph;
  return observedGraph(tissue.graph, masked, near ?? observedCells(tissue, masked), config.neighbors);
}

/** The code of every head of every latent [heads, n], int32. */
function codesOf(state: SquintState, vectors: tf.Tensor2D): tf.Tensor2D {
  if (isOfficial(state)) return officialQuantize(state.parameters, state.config, vectors).tokens;
  const codebook = state.parameters.get('quantizer.codebook') as tf.Tensor as tf.Tensor3D;
  return nearestCodes(headsOf(vectors, state.config.heads), codebook);
}

function encodeTile(
  state: SquintState,
  source: BatchSource,
  core: Int32Array,
  masked: Uint8Array,
  receptive: Graph,
): tf.Tensor2D {
  const plan = planBatch(core, source.graph, receptive);
  const input = encoderInput(source, plan, shapeFor([plan], core.length), masked, NO_NOISE, true);
  if (!isOfficial(state)) return encode(state.parameters, state.config.layer, state.scale.likelihood, input);
  const seeds = tf.ones([core.length, 1]) as tf.Tensor2D;
  return officialLatents(state.parameters, state.config, input, seeds, true);
}

/** The mean over a cell's nearest observed cells of the row sums of their neighborhood means. */
function localDepth(
  { matrix, graph }: Tissue,
  cells: Int32Array,
  masked: Uint8Array,
  observed: NeighborIndex,
): Float32Array {
  const near = observed.nearest(cells, DEPTH_CELLS);
  const used = Int32Array.from(new Set(near.filter((cell) => cell >= 0)));
  // A graph without the masked cells would take in all of the tissue, of which a few cells are asked about.
  const seen = { neighbors: (cell: number) => graph.neighbors(cell).filter((other) => !masked[other]) };
  const means = neighborhoodMeans(matrix, seen, used);
  const depth = new Map<number, number>();
  used.forEach((cell, at) => depth.set(cell, sum(means.subarray(at * matrix.columns, (at + 1) * matrix.columns))));
  return Float32Array.from(cells, (_, at) => {
    const found = near.subarray(at * DEPTH_CELLS, (at + 1) * DEPTH_CELLS).filter((cell) => cell >= 0);
    return found.reduce((total, cell) => total + depth.get(cell)!, 0) / Math.max(1, found.length);
  });
}

const sum = (values: Float32Array): number => values.reduce((a, b) => a + b, 0);
