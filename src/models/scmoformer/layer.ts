import {
  attention,
  createAttention,
  createLayerNorm,
  createLinear,
  createMlp,
  layerNorm,
  linear,
  mlp,
  tf,
  type AttentionOptions,
  type Parameters,
  type Random,
} from '../../engine';
import type { NodeKind, ScmoformerNetworkConfig } from './config';
import { heardAlong, type GraphMatrix, type HeteroGraph } from './graph';

/** Embeddings of all nodes, each [nodes, width]. */
export type NodeStates = {
  readonly genes: tf.Tensor2D;
  readonly cells: tf.Tensor2D;
  readonly proteins: tf.Tensor2D;
};

const attends = ({ attending }: ScmoformerNetworkConfig, kind: NodeKind): boolean => attending?.includes(kind) ?? true;

const attentionOf = ({ heads, attention: kind, features }: ScmoformerNetworkConfig): AttentionOptions => ({
  heads,
  kind,
  features,
});

/** Makes a layer: transformers of `gene`, `protein` and `cell`, messages between kinds, `fc`, and a norm per kind. */
export function createLayer(p: Parameters, config: ScmoformerNetworkConfig, random: Random): void {
  const { width } = config;
  for (const kind of ['gene', 'protein'] as const) {
    createLinear(p.at(kind).at('gnn.lin'), width, width, random);
    if (attends(config, kind)) createAttention(p.at(kind).at('attn'), width, random, attentionOf(config));
    createMlp(p.at(kind).at('mlp'), width, 2 * width, width, random);
  }
  if (attends(config, 'cell')) createAttention(p.at('cell'), width, random, attentionOf(config));
  for (const name of ['p2g', 'c2g', 'g2c', 'g2p']) {
    createLinear(p.at(name).at('self'), width, width, random);
    createLinear(p.at(name).at('nbr'), width, width, random, { bias: false });
  }
  createLinear(p.at('fc'), width, width, random);
  for (const name of ['norm_g', 'norm_c', 'norm_p']) createLayerNorm(p.at(name), width, random);
}

/** Equation 3.11, then a norm for each kind of node. @param real 1 for a cell, 0 for padding [cells] */
export function layer(
  p: Parameters,
  config: ScmoformerNetworkConfig,
  { genes, cells, proteins }: NodeStates,
  graph: HeteroGraph,
  real?: tf.Tensor1D,
): NodeStates {
  const newGenes = tf.addN([
    graphTransformer(p.at('gene'), config, 'gene', genes, graph.geneGene),
    message(p.at('p2g'), genes, graph.geneProtein, proteins),
    message(p.at('c2g'), genes, graph.geneCell, cells),
  ]) as tf.Tensor2D;
  const newProteins: tf.Tensor2D = tf.add(
    graphTransformer(p.at('protein'), config, 'protein', proteins, graph.proteinProtein),
    message(p.at('g2p'), proteins, graph.proteinGene, genes),
  );
  return {
    genes: layerNorm(p.at('norm_g'), newGenes),
    cells: updateCells(p, config, cells, { genes, cellGene: graph.cellGene, real }),
    proteins: layerNorm(p.at('norm_p'), newProteins),
  };
}

/** Whom cells hear. */
export interface CellCompany {
  /** States of the genes before the layer [genes, width]. */
  readonly genes: tf.Tensor2D;
  readonly cellGene?: GraphMatrix | undefined;
  /** 1 for a cell, 0 for padding [cells]. */
  readonly real?: tf.Tensor1D | undefined;
  /** Whom the cells attend to, in place of each other [others, width]. */
  readonly others?: tf.Tensor2D | undefined;
}

/** The cells after a layer: attention, what the genes say, their own, and a norm. */
export function updateCells(
  p: Parameters,
  config: ScmoformerNetworkConfig,
  cells: tf.Tensor2D,
  { genes, cellGene, real, others }: CellCompany,
): tf.Tensor2D {
  const heard = message(p.at('g2c'), cells, cellGene, genes);
  const own = linear(p.at('fc'), cells);
  const attended = attends(config, 'cell')
    ? [attention(p.at('cell'), cells, attentionOf(config), { mask: real, memory: others })]
    : [];
  return layerNorm(p.at('norm_c'), tf.addN([...attended, heard, own]) as tf.Tensor2D);
}

/** MLP(GNN(h, A) + attention(h)) (equation 3.7). */
function graphTransformer(
  p: Parameters,
  config: ScmoformerNetworkConfig,
  kind: 'gene' | 'protein',
  h: tf.Tensor2D,
  matrix?: GraphMatrix,
): tf.Tensor2D {
  const near = linear(p.at('gnn.lin'), matrix ? heardAlong(matrix, h) : h);
  if (!attends(config, kind)) return mlp(p.at('mlp'), near);
  const all: tf.Tensor2D = attention(p.at('attn'), h, attentionOf(config));
  return mlp(p.at('mlp'), tf.add(near, all) as tf.Tensor2D);
}

/** What nodes of one kind hear from those of another (equation 3.10): relu(self(h_i) + nbr(mean of h_j)). */
function message(p: Parameters, to: tf.Tensor2D, matrix: GraphMatrix | undefined, from: tf.Tensor2D): tf.Tensor2D {
  const own = linear(p.at('self'), to);
  return tf.relu(matrix ? (tf.add(own, linear(p.at('nbr'), heardAlong(matrix, from))) as tf.Tensor2D) : own);
}
