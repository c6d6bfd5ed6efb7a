import { linear, tf } from '../../../engine';
import { decodeGenes } from '../genes';
import type { ImageBatch } from '../imageAutoencoder';
import type { LevelTensors } from '../localBatch';
import { geneLoss, imageObjective } from '../objective';
import { networkConfig } from '../settings';
import type { SpatiaState } from '../state';
import { cellVectors, geneTokens, imageTokens, nicheTokens, unify } from '../vectors';
import type { GeneBatch, JointBatch } from './stepInputs';

/** A loss and its terms. */
export type Losses = { loss: tf.Scalar } & Record<string, tf.Scalar>;

/** Hidden genes from the shown ones, without pictures. */
export function genesLoss({ config, parameters, channels }: SpatiaState, { x, masked, scored }: GeneBatch): Losses {
  const net = networkConfig(config, Math.max(1, channels.length));
  const z = cellVectors(parameters, net, { genes: geneTokens(parameters, net, x, masked) });
  return { loss: geneLoss(x, decode(parameters, net, z), scored) };
}

/**
 * The joint loss (appendix B, with a third term that is ours): pictures that are hidden in part, hidden genes from picture and genes,
 * and genes from the picture alone. A term of weight 0 is left out.
 */
export function jointLoss(
  { config, parameters: p, channels, branches, features }: SpatiaState,
  batch: JointBatch,
): Losses {
  const { lambdaImage, lambdaGene, lambdaCross } = config;
  const net = networkConfig(config, channels.length);
  const { x, masked, scored, known } = batch;
  const image = imageTokens(p, net, batch.image);
  const levels = batch.nicheImages ? (batch as JointBatch & LevelTensors) : undefined;
  const tokens = levels && nicheTokens(p, net, levels.nicheImages);
  const whole = (cells: tf.Tensor2D): tf.Tensor2D => (levels ? unify(p, config, net, cells, tokens!, levels) : cells);
  const terms: Record<string, tf.Scalar> = {};
  const weighed: tf.Scalar[] = [];
  const add = (name: string, weight: number, term: () => tf.Scalar): void => {
    if (weight === 0) return;
    terms[name] = term();
    weighed.push(tf.mul(terms[name], weight));
  };
  add('picture', lambdaImage, () => imageObjective(p.at('image'), net.image, batch as ImageBatch, config.normalizePatches).loss); // prettier-ignore
  add('gene', branches.genes ? lambdaGene : 0, () => {
    const z = whole(cellVectors(p, net, { image, genes: geneTokens(p, net, x, masked) }));
    return geneLoss(x, decode(p, net, z), scored);
  });
  add('cross', features.length > 0 ? lambdaCross : 0, () =>
    geneLoss(x, linear(p.at('cross'), whole(cellVectors(p, net, { image }))), known),
  );
  return { loss: tf.addN(weighed) as tf.Scalar, ...terms };
}

function decode(p: SpatiaState['parameters'], net: ReturnType<typeof networkConfig>, z: tf.Tensor2D): tf.Tensor2D {
  return decodeGenes(p.at('gene_decoder'), net.fusion, tf.expandDims(z, 1) as tf.Tensor3D);
}
