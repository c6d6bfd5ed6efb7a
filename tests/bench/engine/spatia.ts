import { Parameters, Random, type StepInputs, tf } from '../../../src/engine';
import type { CrossConfig, ImageConfig, StackConfig } from '../../../src/models/spatia/config';
import { createCellFusion, fuseCell } from '../../../src/models/spatia/fusion';
import { createGeneDecoder, createGeneEncoder } from '../../../src/models/spatia/genes';
import { type ImageBatch, createImageAutoencoder } from '../../../src/models/spatia/imageAutoencoder';
import { geneLoss, imageObjective, reconstructGenes } from '../../../src/models/spatia/objective';
import { maskOf, patchEncoding } from '../../../src/models/spatia/patches';
import { uniform } from './inputs';
import { type Network, batchOf } from './workload';

/** Sizes of the workloads `spatia_tiny` and `spatia_small`. */
interface Sizes {
  image: StackConfig;
  decoder: StackConfig;
  genes: StackConfig;
  count: number;
  /** Of the transformer over both. */
  fusion: CrossConfig;
}

const SIZE = 64;
const PATCH = 8;
const CHANNELS = 3;
const GRID = SIZE / PATCH;
const PATCHES = GRID * GRID;
const KEEP = 16;

const imageOf = ({ image, decoder }: Sizes): ImageConfig => ({
  size: SIZE,
  patch: PATCH,
  channels: CHANNELS,
  encoder: image,
  decoder,
});

function createNetwork(sizes: Sizes): Parameters {
  const random = new Random(0);
  const p = new Parameters();
  const { image, genes, count, fusion } = sizes;
  createImageAutoencoder(p.at('mae'), imageOf(sizes), random);
  createGeneEncoder(p.at('genes.encoder'), genes, count, random);
  createGeneDecoder(p.at('genes.decoder'), genes, count, random);
  createCellFusion(p.at('fusion'), fusion, { image: image.width, gene: genes.width }, random);
  return p;
}

function objective(p: Parameters, sizes: Sizes) {
  return (inputs: StepInputs) => {
    const { x, masked } = inputs as Record<string, tf.Tensor2D>;
    const image = imageObjective(p.at('mae'), imageOf(sizes), batchOf<ImageBatch>(inputs));
    const genes = reconstructGenes(p.at('genes'), sizes.genes, x, masked);
    const fused = fuseCell(p.at('fusion'), sizes.fusion, image.tokens, genes.tokens);
    const terms = [image.loss, geneLoss(x, genes.prediction, masked), tf.mean(tf.square(fused))];
    return { loss: tf.addN(terms as tf.Tensor[]) as tf.Scalar };
  };
}

/** Per cell the patches in the order of falling draws, as rows of all cells' patches. */
function orders(cells: number): Int32Array {
  const draws = uniform(24, cells * PATCHES);
  const order = new Int32Array(cells * PATCHES);
  for (let begin = 0; begin < order.length; begin += PATCHES) {
    const ranked = Array.from({ length: PATCHES }, (_, i) => begin + i).sort((a, b) => draws[b] - draws[a]);
    order.set(ranked, begin);
  }
  return order;
}

function makeInputs(cells: number, { image, decoder, count }: Sizes): StepInputs {
  const { kept, restore, mask } = maskOf(orders(cells), cells, KEEP);
  const places = (width: number): tf.Tensor2D => tf.tensor2d(patchEncoding(GRID, width), [PATCHES, width]);
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
