import { createLayerNorm, createLinear, layerNorm, linear, tf, type Parameters, type Random } from '../../engine';
import type { ScmoformerNetworkConfig } from './config';
import type { GraphMatrix, HeteroGraph } from './graph';
import { createLayer, layer, type NodeStates, updateCells } from './layer';

/** What the network starts from. */
export type ScmoformerInput = {
  /** Of svdStart() [genes, rank] and [cells, rank]. */
  readonly genes: tf.Tensor2D;
  readonly cells: tf.Tensor2D;
  /** The genes' encoding by their graph [genes, encoding]. */
  readonly encoding?: tf.Tensor2D;
  /** 1 for a cell, 0 for padding [cells]; padding has no edges. Default: all are cells. */
  readonly real?: tf.Tensor1D;
};

/** Makes the parameters of scMoFormer, the layout of the paper. */
export function createScmoformer(
  p: Parameters,
  config: ScmoformerNetworkConfig,
  { proteins }: { readonly proteins: number },
  random: Random,
): void {
  const { rank, width, layers, encoding } = config;
  for (const name of ['in_c', 'in_g']) createLinear(p.at(name), rank, width, random);
  if (encoding > 0) createLinear(p.at('pe'), encoding, width, random);
  p.create('protein', [proteins, width], random, { init: 'normal' });
  for (const name of ['norm_g', 'norm_c', 'norm_p']) createLayerNorm(p.at(name), width, random);
  for (let l = 0; l < layers; l++) createLayer(p.at('layers').at(l), config, random);
  createLinear(p.at('head'), layers * width, proteins, random);
}

/** The predicted proteins [cells, proteins]: a linear map of the cells after every layer, side by side (equation 3.12). */
export function predictProteins(
  p: Parameters,
  config: ScmoformerNetworkConfig,
  input: ScmoformerInput,
  graph: HeteroGraph,
): tf.Tensor2D {
  return linear(p.at('head'), cellVectors(statesOf(p, config, input, graph)));
}

/** All nodes before the first layer and after every one. */
export function statesOf(
  p: Parameters,
  config: ScmoformerNetworkConfig,
  input: ScmoformerInput,
  graph: HeteroGraph,
): NodeStates[] {
  const states = [startOf(p, config, input)];
  for (let l = 0; l < config.layers; l++) {
    states.push(layer(p.at('layers').at(l), config, states[l]!, graph, input.real));
  }
  return states;
}

/** The cells after every layer, side by side [cells, layers * width]. */
export const cellVectors = (states: readonly NodeStates[]): tf.Tensor2D =>
  tf.concat(
    states.slice(1).map(({ cells }) => cells),
    1,
  );

/**
 * Cells that come later, among others that know nothing of them [cells, layers * width]: they attend to the others alone and hear the
 * genes as the others made them, so that none of them moves the answer for another.
 *
 * @param states of the others, as statesOf() gives them @param start of the cells [cells, rank]
 */
export function laterCells(
  p: Parameters,
  config: ScmoformerNetworkConfig,
  states: readonly NodeStates[],
  start: tf.Tensor2D,
  cellGene: GraphMatrix,
): tf.Tensor2D {
  let cells = layerNorm(p.at('norm_c'), linear(p.at('in_c'), start));
  const after: tf.Tensor2D[] = [];
  for (let l = 0; l < config.layers; l++) {
    const { genes, cells: others } = states[l]!;
    cells = updateCells(p.at('layers').at(l), config, cells, { genes, cellGene, others });
    after.push(cells);
  }
  return tf.concat(after, 1);
}

/** Projections to the width and a norm for each kind of node, which tames genes that many cells express. */
function startOf(p: Parameters, config: ScmoformerNetworkConfig, input: ScmoformerInput): NodeStates {
  const plain = linear(p.at('in_g'), input.genes);
  const genes: tf.Tensor2D =
    config.encoding > 0 ? tf.add(plain, linear(p.at('pe'), input.encoding as tf.Tensor2D)) : plain;
  return {
    genes: layerNorm(p.at('norm_g'), genes),
    cells: layerNorm(p.at('norm_c'), linear(p.at('in_c'), input.cells)),
    proteins: layerNorm(p.at('norm_p'), p.get('protein') as tf.Tensor as tf.Tensor2D),
  };
}
