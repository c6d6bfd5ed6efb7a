import { Parameters, Random, type StepInputs, tf } from '../../../src/engine';
import {
  type FusionConfig,
  type GeneEncoderConfig,
  IMAGE_ENCODERS,
  type ImageEncoderConfig,
} from '../../../src/models/stalign/config';
import { createGeneEncoder, encodeGenes } from '../../../src/models/stalign/geneEncoder';
import { createImageEncoder, encodeImage } from '../../../src/models/stalign/imageEncoder';
import { createAlignment, stalignObjective } from '../../../src/models/stalign/objective';
import { normal, uniform } from './inputs';
import type { Network } from './workload';

/** Sizes of the workload `stalign`. */
const SIZE = 28;
const CHANNELS = 3;
const FUSION: FusionConfig = { tokens: 16, channels: 32 };
const OUTPUTS = FUSION.tokens * FUSION.channels;
const IMAGE: ImageEncoderConfig = { ...IMAGE_ENCODERS.small, outputs: OUTPUTS };
const GENES: GeneEncoderConfig = {
  genes: 1000,
  patch: 50,
  width: 256,
  heads: 8,
  hidden: 1024,
  layers: 6,
  outputs: OUTPUTS,
  norm: 'post',
};
const OBJECTIVE = { spotShare: 0.3, nicheShare: 0.3 };

function createNetwork(): Parameters {
  const random = new Random(0);
  const p = new Parameters();
  createImageEncoder(p, IMAGE, { channels: CHANNELS }, random);
  createGeneEncoder(p.at('genes'), GENES, random);
  createAlignment(p.at('loss'), FUSION, random);
  return p;
}

function objective(p: Parameters) {
  return (inputs: StepInputs) => {
    const { spotGene, nicheImage, expression } = inputs as Record<string, tf.Tensor2D>;
    const embeddings = {
      spotImage: encodeImage(p, IMAGE, inputs.image as tf.Tensor4D, true),
      nicheGene: encodeGenes(p.at('genes'), GENES, expression),
      spotGene,
      nicheImage,
    };
    return { loss: stalignObjective(p.at('loss'), FUSION, OBJECTIVE, embeddings).loss };
  };
}

function makeInputs(spots: number): StepInputs {
  const images = tf.tensor4d(uniform(19, spots * CHANNELS * SIZE * SIZE), [spots, CHANNELS, SIZE, SIZE]);
  const features = (seed: number): tf.Tensor2D => tf.tensor2d(normal(seed, spots * OUTPUTS), [spots, OUTPUTS]);
  return {
    image: tf.tidy(() => tf.transpose(images, [0, 2, 3, 1])),
    expression: tf.tensor2d(uniform(20, spots * GENES.genes), [spots, GENES.genes]),
    spotGene: features(21),
    nicheImage: features(22),
  };
}

/** The training step of the workload `stalign`, for any number of spots. */
export function stalign(spots: number): Network {
  const p = createNetwork();
  return { parameters: p, inputs: makeInputs(spots), objective: objective(p) };
}
