import { createLinear, crossEntropy, linear, tf, type Parameters, type Random } from '../../engine';

/** A head on the latents of cells, which fine-tuning puts in the decoder's place. */
export interface HeadSizes {
  readonly latent: number;
  readonly hidden: number;
  /** Classes, or genes. */
  readonly outputs: number;
  /** Linear maps in all; 1 is a linear head, the authors' choice for annotation. */
  readonly layers: number;
}

/** Where the linear maps stand in the authors' list of modules: dropout, linear, relu, dropout, linear, ... */
const placeOf = (layer: number): number => 3 * layer + 1;

/** Makes `mlp.1`, `mlp.4`, ...: names of the authors' checkpoints. */
export function createHead(p: Parameters, { latent, hidden, outputs, layers }: HeadSizes, random: Random): void {
  for (let l = 0; l < layers; l++) {
    const [from, to] = [l === 0 ? latent : hidden, l === layers - 1 ? outputs : hidden];
    createLinear(p.at('mlp').at(placeOf(l)), from, to, random);
  }
}

/** Class logits or expression [cells, outputs]: linear maps with relu between. */
export function head(p: Parameters, { layers }: Pick<HeadSizes, 'layers'>, z: tf.Tensor2D): tf.Tensor2D {
  let h = z;
  for (let l = 0; l < layers; l++) {
    const y = linear(p.at('mlp').at(placeOf(l)), h);
    h = l === layers - 1 ? y : tf.relu(y);
  }
  return h;
}

/**
 * Cross entropy of the labeled cells, their mean; the others are company only (section 5.3.4).
 *
 * @param labels int32 [cells]
 * @param scored 1 for a cell whose label counts [cells]
 */
export function annotationLoss(logits: tf.Tensor2D, labels: tf.Tensor1D, scored: tf.Tensor1D): tf.Scalar {
  const total = tf.sum(tf.mul(crossEntropy(logits, labels), scored));
  return tf.div(total, tf.maximum(tf.sum(scored), 1));
}

/**
 * Squared error of the hidden entries plus that of all, both as means over all entries, as the authors' denoising head has it.
 *
 * @param target library size 1e4 and log1p [cells, genes]
 * @param hidden 1 for an entry that the encoder did not see [cells, genes]
 */
export function denoisingLoss(predicted: tf.Tensor2D, target: tf.Tensor2D, hidden: tf.Tensor2D): tf.Scalar {
  const squared = tf.square(tf.sub(predicted, target));
  return tf.add(tf.mean(tf.mul(squared, hidden)), tf.mean(squared));
}

/**
 * Squared error of a perturbed cell's expression, the mean over all entries; genes outside of the panel count as right.
 *
 * @param measured 1 for a gene that is predicted [1, genes] or [cells, genes]
 */
export function perturbationLoss(predicted: tf.Tensor2D, target: tf.Tensor2D, measured: tf.Tensor2D): tf.Scalar {
  return tf.mean(tf.square(tf.mul(tf.sub(predicted, target), measured)));
}
