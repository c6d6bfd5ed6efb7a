import {
  Parameters,
  Random,
  type StepInputs,
  createCrossTransformer,
  createLayerNorm,
  createLinear,
  createMlp,
  createTransformer,
  crossTransformer,
  gatherRows,
  gelu,
  layerNorm,
  linear,
  mlp,
  tf,
  transformer,
} from '../../../src/engine';
import { uniform } from './inputs';
import type { Network } from './workload';

interface Part {
  width: number;
  heads: number;
  hidden: number;
  layers: number;
}

/** Sizes of the workloads `spatia_tiny` and `spatia_small`. */
interface Sizes {
  image: Part;
  decoder: Part;
  genes: Part;
  count: number;
  /** Of the transformer over both. */
  fusion: Omit<Part, 'layers'>;
}

const SIZE = 64;
const PATCH = 8;
const CHANNELS = 3;
const GRID = SIZE / PATCH;
const PATCHES = GRID * GRID;
const PIXELS = PATCH * PATCH * CHANNELS;
const KEEP = 16;
/** Of the layer norms of the image's transformers. */
const IMAGE_EPSILON = 1e-6;

function createLayers(p: Parameters, { width, heads, hidden, layers }: Part, random: Random): void {
  for (let l = 0; l < layers; l++) createTransformer(p.at(l), width, hidden, random, { heads });
}

function createNetwork({ image, decoder, genes, count, fusion }: Sizes): Parameters {
  const random = new Random(0);
  const p = new Parameters();
  const small = { init: { normal: 0.02 } };
  const mae = p.at('mae');
  createLinear(mae.at('embed'), PIXELS, image.width, random);
  mae.create('class_token', [image.width], random, small);
  createLayers(mae.at('layers'), image, random);
  createLayerNorm(mae.at('norm'), image.width, random);
  createLinear(mae.at('decoder_embed'), image.width, decoder.width, random);
  mae.create('mask_token', [decoder.width], random, small);
  createLayers(mae.at('decoder_layers'), decoder, random);
  createLayerNorm(mae.at('decoder_norm'), decoder.width, random);
  createLinear(mae.at('predict'), decoder.width, PIXELS, random);
  const encoder = p.at('genes.encoder');
  encoder.create('embedding', [count, genes.width], random, small);
  encoder.create('mask_value', [genes.width], random, small);
  createMlp(encoder.at('value'), 1, genes.width, genes.width, random);
  createLayers(encoder.at('layers'), genes, random);
  createLayerNorm(encoder.at('norm'), genes.width, random);
  const queries = p.at('genes.decoder');
  queries.create('queries', [count, genes.width], random, small);
  createCrossTransformer(queries.at('cross'), genes.width, genes.hidden, random, genes);
  createLayerNorm(queries.at('norm'), genes.width, random);
  createLinear(queries.at('out'), genes.width, 1, random);
  createLinear(p.at('fusion.image'), image.width, fusion.width, random);
  createLinear(p.at('fusion.gene'), genes.width, fusion.width, random);
  createCrossTransformer(p.at('fusion.cross'), fusion.width, fusion.hidden, random, fusion);
  return p;
}

/** [cells, patches, pixels]: patches row by row; within a patch row, column, channel. */
function patchify(image: tf.Tensor): tf.Tensor3D {
  const apart = tf.reshape(image, [-1, GRID, PATCH, GRID, PATCH * CHANNELS]);
  return tf.reshape(tf.transpose(apart, [0, 1, 3, 2, 4]), [-1, PATCHES, PIXELS]);
}

function layers(p: Parameters, x: tf.Tensor3D, { heads, layers: count }: Part, epsilon: number): tf.Tensor3D {
  let y = x;
  for (let l = 0; l < count; l++) y = transformer(p.at(l), y, { heads, epsilon });
  return y;
}

/** Rows of [cells, tokens, width] by their numbers in [cells * tokens]: [cells, kept, width]. */
function pick(x: tf.Tensor3D, rows: tf.Tensor, kept: number): tf.Tensor3D {
  const flat = tf.reshape(x, [-1, x.shape[2]]);
  return tf.reshape(gatherRows(flat, rows as tf.Tensor1D), [x.shape[0], kept, x.shape[2]]);
}

const repeated = (x: tf.Tensor, cells: number, tokens: number): tf.Tensor3D =>
  tf.broadcastTo(tf.reshape(x, [1, -1, x.shape.at(-1)!]), [cells, tokens, x.shape.at(-1)!]) as tf.Tensor3D;

/** Gives the encoder's tokens, and what is predicted of every patch. */
function autoEncoder(p: Parameters, inputs: StepInputs, patches: tf.Tensor3D, { image, decoder }: Sizes) {
  const [cells] = patches.shape;
  // The class token has no place: its encoding is zero.
  const placed = tf.add(linear(p.at('embed'), patches), inputs.places) as tf.Tensor3D;
  const shown = pick(placed, inputs.kept, KEEP);
  const first = repeated(p.get('class_token'), cells, 1);
  const encoded = layers(p.at('layers'), tf.concat([first, shown], 1), image, IMAGE_EPSILON);
  const tokens = layerNorm(p.at('norm'), encoded, IMAGE_EPSILON);
  const x = linear(p.at('decoder_embed'), tokens);
  const hidden = repeated(p.get('mask_token'), cells, PATCHES - KEEP);
  const visible = tf.slice(x, [0, 1, 0], [-1, KEEP, -1]);
  const back = pick(tf.concat([visible, hidden], 1), inputs.restore, PATCHES);
  const all = tf.concat([tf.slice(x, [0, 0, 0], [-1, 1, -1]), tf.add(back, inputs.decoderPlaces)], 1) as tf.Tensor3D;
  const decoded = layerNorm(
    p.at('decoder_norm'),
    layers(p.at('decoder_layers'), all, decoder, IMAGE_EPSILON),
    IMAGE_EPSILON,
  );
  return { tokens, prediction: tf.slice(linear(p.at('predict'), decoded), [0, 1, 0], [-1, PATCHES, -1]) };
}

function geneEncoder(p: Parameters, x: tf.Tensor, masked: tf.Tensor, genes: Part): tf.Tensor3D {
  const values = mlp(p.at('value'), tf.expandDims(x, 2) as tf.Tensor3D, (y) => gelu(y));
  const shown = tf.where(tf.cast(tf.expandDims(masked, 2), 'bool'), p.get('mask_value') as tf.Tensor, values);
  const h = layers(p.at('layers'), tf.add(p.get('embedding'), shown) as tf.Tensor3D, genes, 1e-5);
  return layerNorm(p.at('norm'), h);
}

function geneDecoder(p: Parameters, memory: tf.Tensor3D, genes: Part): tf.Tensor2D {
  const [cells] = memory.shape;
  const queries = repeated(p.get('queries'), cells, p.get('queries').shape[0]);
  const out = linear(p.at('out'), layerNorm(p.at('norm'), crossTransformer(p.at('cross'), queries, memory, genes)));
  return tf.reshape(out, [cells, -1]);
}

function objective(p: Parameters, sizes: Sizes) {
  return (inputs: StepInputs) => {
    const { image, x, masked, mask } = inputs;
    const patches = patchify(image);
    const { tokens, prediction } = autoEncoder(p.at('mae'), inputs, patches, sizes);
    const memory = geneEncoder(p.at('genes.encoder'), x, masked, sizes.genes);
    const decoded = geneDecoder(p.at('genes.decoder'), tf.mean(memory, 1, true), sizes.genes);
    const genes = tf.div(tf.sum(tf.mul(masked, tf.square(tf.sub(decoded, x)))), tf.sum(masked));
    const error = tf.mean(tf.square(tf.sub(prediction, patches)), 2);
    const pixels = tf.div(tf.sum(tf.mul(error, mask)), tf.sum(mask));
    const [asking, answering] = [linear(p.at('fusion.image'), tokens), linear(p.at('fusion.gene'), memory)];
    const { heads } = sizes.fusion;
    const fused = tf.mean(crossTransformer(p.at('fusion.cross'), asking, answering, { heads }), 1);
    return { loss: tf.addN([pixels, genes, tf.mean(tf.square(fused))]) as tf.Scalar };
  };
}

/** Sines, then cosines, of the row in the first half and of the column in the second: [patches, width]. */
function places(width: number): tf.Tensor2D {
  const quarter = width / 4;
  const half = (at: number): number[] => {
    const angles = Array.from({ length: quarter }, (_, i) => at * 10000 ** (-i / quarter));
    return [...angles.map(Math.sin), ...angles.map(Math.cos)];
  };
  const rows = Array.from({ length: PATCHES }, (_, i) => [...half(Math.floor(i / GRID)), ...half(i % GRID)]);
  return tf.tensor2d(rows, [PATCHES, width]);
}

/** Per cell the patches in the order of falling draws, as rows of all cells' patches. */
function orders(cells: number): { order: Int32Array; restore: Int32Array } {
  const draws = uniform(24, cells * PATCHES);
  const order = new Int32Array(cells * PATCHES);
  const restore = new Int32Array(cells * PATCHES);
  for (let begin = 0; begin < order.length; begin += PATCHES) {
    const ranked = Array.from({ length: PATCHES }, (_, i) => begin + i).sort((a, b) => draws[b] - draws[a]);
    ranked.forEach((patch, rank) => {
      order[begin + rank] = patch;
      restore[patch] = begin + rank;
    });
  }
  return { order, restore };
}

function makeInputs(cells: number, { image, decoder, count }: Sizes): StepInputs {
  const { order, restore } = orders(cells);
  const kept = order.filter((_, i) => i % PATCHES < KEEP);
  const mask = new Float32Array(cells * PATCHES).fill(1);
  kept.forEach((patch) => (mask[patch] = 0));
  return {
    image: tf.tensor4d(uniform(19, cells * SIZE * SIZE * CHANNELS), [cells, SIZE, SIZE, CHANNELS]),
    kept: tf.tensor1d(kept, 'int32'),
    restore: tf.tensor1d(restore, 'int32'),
    mask: tf.tensor2d(mask, [cells, PATCHES]),
    places: places(image.width),
    decoderPlaces: places(decoder.width),
    x: tf.tensor2d(uniform(20, cells * count), [cells, count]),
    masked: tf.tensor2d(
      uniform(23, cells * count).map((u) => Number(u < 0.25)),
      [cells, count],
    ),
  };
}

function spatia(cells: number, sizes: Sizes): Network {
  const p = createNetwork(sizes);
  return { parameters: p, inputs: makeInputs(cells, sizes), objective: objective(p, sizes) };
}

/** The training step of the workload `spatia_tiny`, for any number of cells. */
export function spatiaTiny(cells: number): Network {
  const part = { width: 64, heads: 4, hidden: 256, layers: 2 };
  return spatia(cells, { image: part, decoder: { ...part, layers: 1 }, genes: part, count: 100, fusion: part });
}

/** The training step of the workload `spatia_small`, for any number of cells. */
export function spatiaSmall(cells: number): Network {
  const genes = { width: 128, heads: 4, hidden: 512, layers: 4 };
  return spatia(cells, {
    image: { width: 256, heads: 8, hidden: 1024, layers: 6 },
    decoder: { ...genes, layers: 2 },
    genes,
    count: 200,
    fusion: genes,
  });
}
