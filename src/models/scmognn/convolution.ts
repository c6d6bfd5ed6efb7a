import {
  createGroupNorm,
  createLinear,
  csrProduct,
  gelu,
  groupNorm,
  linear,
  tf,
  type Parameters,
  type Random,
  type SparseTensor,
} from '../../engine';
import type { ScmognnPredictionConfig } from './config';

/** The edges of one type on the device, each with its transposed form. */
export interface CellFeatureGraph {
  /** Coefficients, or raw weights where messages are normed in groups [cells, features]. */
  readonly edges: SparseTensor;
  /** The same as features hear them [features, cells]; the transposed edges unless given. */
  readonly heard?: SparseTensor | undefined;
  /** Coefficients or weights of the prior [features, features]; needed where the network has one. */
  readonly prior?: SparseTensor | undefined;
  /** Which features these are, int32, where a step has drawn some; all of them unless given. */
  readonly drawn?: tf.Tensor1D | undefined;
}

/** Embeddings of the nodes of both kinds. */
export interface NodeStates {
  /** [cells, width] */
  readonly cells: tf.Tensor2D;
  /** [features, width] */
  readonly features: tf.Tensor2D;
}

/** 'uv' from cells to features, 'vu' from features to cells, 'vv' along the prior. */
type EdgeKind = 'uv' | 'vu' | 'vv';

/** Makes `lin` and, with groups, `norm`, of each edge type. */
export function createTypedConvolution(
  p: Parameters,
  { width, prior, groups }: Pick<ScmognnPredictionConfig, 'width' | 'prior' | 'groups'>,
  random: Random,
): void {
  const kinds: EdgeKind[] = prior ? ['uv', 'vu', 'vv'] : ['uv', 'vu'];
  for (const kind of kinds) {
    createLinear(p.at('lin').at(kind), width, width, random);
    if (groups > 0) createGroupNorm(p.at('norm').at(kind), width, random);
  }
}

/**
 * Messages to the nodes of both kinds (equations 2.6 and 2.8): activation(norm(sum of c_ij h_j, then a linear map for the edge
 * type)). With a prior, features take alpha of its messages and 1 - alpha of the cells' (equation 2.12).
 */
export function typedConvolution(
  p: Parameters,
  config: Pick<ScmognnPredictionConfig, 'groups' | 'activation'>,
  { cells, features }: NodeStates,
  { edges, heard = edges.transposed, prior }: CellFeatureGraph,
  alpha: tf.Tensor | number,
): NodeStates {
  return {
    cells: typedMessage(p, config, 'vu', csrProduct(edges, features)),
    features: toFeatures(p, config, csrProduct(heard as SparseTensor, cells), { features, prior, alpha }),
  };
}

/** What features make of what cells said, summed [features, width], and of what they say to each other. */
export function toFeatures(
  p: Parameters,
  config: Pick<ScmognnPredictionConfig, 'groups' | 'activation'>,
  summed: tf.Tensor2D,
  { features, prior, alpha }: { features: tf.Tensor2D; prior?: SparseTensor | undefined; alpha: tf.Tensor | number },
): tf.Tensor2D {
  const fromCells = typedMessage(p, config, 'uv', summed);
  if (!prior) return fromCells;
  const fromEachOther = typedMessage(p, config, 'vv', csrProduct(prior, features));
  return tf.add(tf.mul(alpha, fromEachOther), tf.mul(tf.sub(1, alpha), fromCells));
}

/** What the nodes of one kind make of what they heard: a linear map for the edge type, normed in groups, activated. */
export function typedMessage(
  p: Parameters,
  { groups, activation }: Pick<ScmognnPredictionConfig, 'groups' | 'activation'>,
  kind: EdgeKind,
  summed: tf.Tensor2D,
): tf.Tensor2D {
  const mapped = linear(p.at('lin').at(kind), summed);
  const normed = groups > 0 ? groupNorm(p.at('norm').at(kind), mapped, groups) : mapped;
  return activation === 'gelu' ? gelu(normed) : tf.relu(normed);
}
