import type { AttentionKind } from '../../engine';
import { TissuebookError } from '../../errors';
import type { CardConfig, CardOptions } from '../../protocol';
import { spaformerCard } from '../../protocol/models/spaformer';
import { resolveConfig } from '../contract';

/** Everything that makes a SpaFormer model what it is; recorded in its results and files. */
export type SpaformerConfig = CardConfig<typeof spaformerCard>;

/** What a user may give to `zoo.create('spaformer', ...)`. */
export type SpaformerOptions = CardOptions<typeof spaformerCard>;

/**
 * The configuration that the options mean.
 * @throws TissuebookError 'unknown-option' or 'invalid-argument'
 */
export function spaformerConfig(options: SpaformerOptions = {}): SpaformerConfig {
  const config = resolveConfig(spaformerCard, options);
  for (const name of ['heads', 'positionHeads'] as const) {
    if (config.width % config[name] === 0) continue;
    const sentence = `spaformer: width (${config.width}) must be a multiple of ${name} (${config[name]}).`;
    throw new TissuebookError('invalid-argument', sentence, { argument: name, found: config[name] });
  }
  if (config.local !== 'none' && config.attention === 'gat') {
    const sentence =
      'spaformer: attention "gat" hears neighbors alone; local stands beside an attention among all cells.';
    throw new TissuebookError('invalid-argument', sentence, {
      argument: 'local',
      found: config.local,
      advice: 'Choose attention: "performer", or local: "none".',
    });
  }
  if (config.position === 'sinusoid' && config.width % 4 !== 0) {
    const sentence = `spaformer: width (${config.width}) must be a multiple of 4 for sinusoid.`;
    throw new TissuebookError('invalid-argument', sentence, { argument: 'width', found: config.width });
  }
  return config;
}

/**
 * What tells a cell's token where it lies (Wen 2024, table 4.1):
 * - 'none';
 * - 'sinusoid': sines and cosines of patch numbers or of coordinates, given;
 * - 'learnable': a table with a row for each patch of the field of view;
 * - 'naive': an MLP of the coordinates brought to [0, 1];
 * - 'randomWalk': a linear map of the probabilities that a walk on the spatial graph returns;
 * - 'laplacian': a linear map of eigenvectors of the spatial graph's Laplacian;
 * - 'signNet': SignNet of those eigenvectors, which does not mind their signs;
 * - 'conditional': graph attention of the shown expression over the spatial graph, the paper's choice.
 */
export type PositionKind =
  'none' | 'sinusoid' | 'learnable' | 'naive' | 'randomWalk' | 'laplacian' | 'signNet' | 'conditional';

/** What decides how SpaFormer's network computes, beside its weights. */
export interface SpaformerNetworkConfig {
  /** Channels of a token. */
  readonly width: number;
  /** Divides the width. */
  readonly heads: number;
  readonly layers: number;
  /** Hidden channels of a layer's MLP, as a multiple of the width. */
  readonly expansion: number;
  readonly latent: number;
  /** How the cells of a field of view hear each other; 'gat' over the spatial graph only is the paper's SpaGAT. */
  readonly attention: AttentionKind | 'gat';
  /** What a GPS layer hears beside the attention, over the spatial graph; 'none': no GPS layer. */
  readonly local: 'none' | 'sage' | 'gat';
  /** Random directions of 'performer'. */
  readonly features: number;
  readonly position: PositionKind;
  /** Heads of the 'conditional' encoding; divides the width. */
  readonly positionHeads: number;
  /** Columns of the 'randomWalk', 'laplacian' and 'signNet' encodings. */
  readonly positionColumns: number;
  /** Patches along each side of the 'learnable' encoding. */
  readonly grid: number;
  /** 'mlp': expression, by squared errors. 'zinb': a zero-inflated negative binomial of counts. */
  readonly decoder: 'mlp' | 'zinb';
  /** Whether the latent is a normal distribution with the prior N(0, 1). */
  readonly variational: boolean;
}
