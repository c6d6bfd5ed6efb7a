import {
  createEmbedding,
  createGat,
  createLinear,
  createMlp,
  createSignNet,
  embedding,
  gat,
  gelu,
  linear,
  minMaxCoordinates,
  mlp,
  patchIndices,
  signNet,
  sinusoidEncoding,
  tf,
  type Coordinates,
  type EdgeTensors,
  type Parameters,
  type Random,
} from '../../engine';
import type { SpaformerNetworkConfig } from './config';

/** What an encoding is made of. */
export type PositionInput = {
  /**
   * By kind: 'sinusoid' the encoding itself [cells, width], 'learnable' the patch of each cell int32 [cells], 'naive' coordinates
   * in [0, 1] [cells, 2], 'randomWalk', 'laplacian' and 'signNet' the graph's encoding [cells, positionColumns].
   */
  readonly position?: tf.Tensor;
  /** Of 'conditional': the spatial graph without self loops, int32 [edges]; cell dst[e] hears cell src[e]. */
  readonly src?: tf.Tensor1D;
  readonly dst?: tf.Tensor1D;
};

/** Makes the parameters under `net`, where the encoding has any. */
export function createPosition(p: Parameters, config: SpaformerNetworkConfig, genes: number, random: Random): void {
  const { position, width, positionHeads, positionColumns, grid } = config;
  const net = p.at('net');
  if (position === 'conditional') createGat(net, genes, width, positionHeads, random);
  if (position === 'signNet') createSignNet(net, positionColumns, width, width, random);
  if (position === 'randomWalk' || position === 'laplacian') createLinear(net, positionColumns, width, random);
  if (position === 'naive') createMlp(net, 2, width, width, random);
  if (position === 'learnable') createEmbedding(net, grid ** 2, width, random);
}

/** Adds what a cell's place says to its token (section 4.3). @param shown the expression that the network sees [cells, genes] */
export function addPosition(
  p: Parameters,
  config: Pick<SpaformerNetworkConfig, 'position'>,
  tokens: tf.Tensor2D,
  shown: tf.Tensor2D,
  input: PositionInput,
): tf.Tensor2D {
  if (config.position === 'none') return tokens;
  return tf.add(tokens, encodingOf(p.at('net'), config.position, shown, input));
}

function encodingOf(
  net: Parameters,
  kind: Exclude<SpaformerNetworkConfig['position'], 'none'>,
  shown: tf.Tensor2D,
  { position, src, dst }: PositionInput,
): tf.Tensor2D {
  switch (kind) {
    case 'conditional':
      return gat(net, shown, { src, dst } as EdgeTensors);
    case 'signNet':
      return signNet(net, position as tf.Tensor2D);
    case 'randomWalk':
    case 'laplacian':
      return linear(net, position as tf.Tensor2D);
    case 'naive':
      return mlp(net, position as tf.Tensor2D, (x) => gelu(x));
    case 'learnable':
      return embedding(net, position as tf.Tensor1D);
    case 'sinusoid':
      return position as tf.Tensor2D;
  }
}

/**
 * What PositionInput.position is, for the encodings that are made of coordinates [cells, 2] of one field of view: `values`
 * row-major with `columns` columns.
 *
 * @param scale of 'sinusoid': coordinates run from 0 to it. 100 (ours: on [0, 1] most channels are constant); whole numbers
 *   below it, the paper's patches, with `patches`
 */
export function coordinateEncoding(
  kind: 'sinusoid' | 'learnable' | 'naive',
  coordinates: Coordinates,
  config: Pick<SpaformerNetworkConfig, 'width' | 'grid'>,
  { scale = 100, patches = false }: { scale?: number; patches?: boolean } = {},
): { values: Float32Array | Int32Array; columns: number } {
  if (kind === 'naive') return { values: Float32Array.from(minMaxCoordinates(coordinates)), columns: 2 };
  if (kind === 'learnable') {
    const index = patchIndices(coordinates, config.grid);
    const rows = Int32Array.from({ length: index.length / 2 }, (_, i) => index[2 * i] * config.grid + index[2 * i + 1]);
    return { values: rows, columns: 1 };
  }
  const at = patches ? patchIndices(coordinates, scale) : minMaxCoordinates(coordinates).map((share) => share * scale);
  return { values: sinusoidEncoding(at, config.width), columns: config.width };
}
