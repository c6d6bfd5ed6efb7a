import { StepRandom, tf, type Parameters } from '../../engine';
import type { CellplmNetworkConfig } from './config';
import { decodeExpression } from './decoder';
import { latentDivergence, latentOf, type CellLatent } from './latent';
import { encode, type CellplmInput } from './network';

/** A training batch: one tissue sample with this step's draws. */
export type CellplmBatch = CellplmInput & {
  /** Expression [cells, genes]; a gene that was not measured is 0. */
  readonly x: tf.Tensor2D;
  /** 1 for an entry to be guessed, of hiddenEntries() [cells, genes]. */
  readonly hidden: tf.Tensor2D;
  /** Normal draws [cells, latent]; not needed for points. */
  readonly noise?: tf.Tensor2D;
  /** Batch of each cell, int32 [cells]. */
  readonly batch?: tf.Tensor1D;
  /** Weight of both divergences, for a warm-up (ours). Default 1, the paper's. */
  readonly divergenceWeight?: tf.Scalar;
  /** Of drawKey(), where the configuration has dropout. */
  readonly key?: tf.Tensor1D;
  /** How much each cell counts [cells], 0 for padding; of a training that a person steers. */
  readonly weight?: tf.Tensor1D;
};

/** What a step gives; losses are scalars. */
export type CellplmOutputs = {
  readonly loss: tf.Scalar;
  /** Squared errors of hidden entries. */
  readonly error: tf.Scalar;
  readonly conditional: tf.Scalar;
  readonly component: tf.Scalar;
  /** Cells among their tissue [cells, width]. */
  readonly h: tf.Tensor2D;
  /** The expression decoded [cells, genes]. */
  readonly decoded: tf.Tensor2D;
} & CellLatent;

/** Entries to be guessed, 1 [cells, genes]: drawn cells [cells, 1], drawn genes and measured genes [cells or 1, genes]. */
export function hiddenEntries(cells: tf.Tensor2D, genes: tf.Tensor2D, measured?: tf.Tensor2D): tf.Tensor2D {
  const drawn: tf.Tensor2D = tf.mul(cells, genes);
  return measured ? tf.mul(drawn, measured) : drawn;
}

/**
 * Equation 5.7, read as: the squared error of entries that are hidden and measured, plus both divergences, with equal weights.
 *
 * @param reduction 'cell': all terms divided by the number of cells. 'sum': sums, as printed
 */
export function cellplmObjective(
  p: Parameters,
  config: CellplmNetworkConfig,
  { reduction }: { readonly reduction: 'cell' | 'sum' },
  batch: CellplmBatch,
): CellplmOutputs {
  const { x, hidden, weight } = batch;
  const real = weight ?? batch.real;
  const shown: tf.Tensor2D = tf.mul(tf.sub(1, hidden), x);
  const h = encode(p, config, shown, batch, batch.key && new StepRandom(batch.key));
  const latent = latentOf(p.at('mixture'), config, h, batch.noise);
  const divergence = latentDivergence(p.at('mixture'), latent);
  const decoded = decodeExpression(p.at('decoder'), config, latent.z, batch.batch);
  // A sequence whose cells are all taken out has no error.
  const cells = reduction === 'sum' ? 1 : weight ? tf.maximum(tf.sum(weight), 1) : real ? tf.sum(real) : x.shape[0];
  const total = (perCell: tf.Tensor1D): tf.Tensor => tf.sum(real ? tf.mul(perCell, real) : perCell);
  const weighed = (term: tf.Tensor): tf.Tensor =>
    batch.divergenceWeight ? tf.mul(term, batch.divergenceWeight) : term;
  const errors = tf.square(tf.mul(hidden, tf.sub(decoded, x)));
  const error = tf.sum(weight ? tf.mul(errors, tf.expandDims(weight, 1)) : errors);
  const [conditional, component] = [total(divergence.conditional), total(divergence.component)];
  const scaled = (term: tf.Tensor): tf.Scalar => tf.div(term, cells);
  return {
    ...latent,
    h,
    decoded,
    loss: scaled(tf.add(error, weighed(tf.add(conditional, component)))),
    error: scaled(error),
    conditional: scaled(conditional),
    component: scaled(component),
  };
}
