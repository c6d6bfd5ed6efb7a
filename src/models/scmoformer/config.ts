import type { AttentionKind } from '../../engine';
import { TissuebookError } from '../../errors';
import type { CardConfig, CardOptions } from '../../protocol';
import { scmoformerCard } from '../../protocol/models/scmoformer';
import { resolveConfig } from '../contract';

/** Everything that makes an scMoFormer model what it is; recorded in its results and files. */
export type ScmoformerConfig = CardConfig<typeof scmoformerCard>;

/** What a user may give to `zoo.create('scmoformer', ...)`. */
export type ScmoformerOptions = CardOptions<typeof scmoformerCard>;

/**
 * The configuration that the options mean.
 * @throws TissuebookError 'unknown-option' or 'invalid-argument'
 */
export function scmoformerConfig(options: ScmoformerOptions = {}): ScmoformerConfig {
  const config = resolveConfig(scmoformerCard, options);
  const { width, heads, schedule, validationShare } = config;
  if (width % heads !== 0) {
    const sentence = `scmoformer: width (${width}) must be a multiple of heads (${heads}).`;
    throw new TissuebookError('invalid-argument', sentence, { argument: 'heads', found: heads });
  }
  if (schedule === 'plateau' && validationShare === 0) {
    throw new TissuebookError('invalid-argument', 'scmoformer: plateau follows a validation, and there is none.', {
      argument: 'schedule',
      found: schedule,
      advice: 'Give a validationShare above 0, or the schedule cosine.',
    });
  }
  return config;
}

/** How the network computes under a configuration. @param encoded whether the genes have a prior graph to be encoded by */
export function networkConfig(config: ScmoformerConfig, encoded: boolean): ScmoformerNetworkConfig {
  const { attending, encoding, encodingColumns } = config;
  return {
    ...config,
    encoding: encoding === 'none' || !encoded ? 0 : encodingColumns,
    attending: attending === 'all' ? ['gene', 'protein', 'cell'] : attending === 'none' ? [] : [attending],
  };
}

/** The three kinds of nodes. */
export type NodeKind = 'gene' | 'protein' | 'cell';

/** What decides how scMoFormer's network computes, beside its weights (Wen 2024, chapter 3). */
export interface ScmoformerNetworkConfig {
  /** Components of the decomposition that cells and genes start from. */
  readonly rank: number;
  /** Channels of a node. */
  readonly width: number;
  /** Divides the width. */
  readonly heads: number;
  readonly layers: number;
  readonly attention: AttentionKind;
  /** Random directions of 'performer'. */
  readonly features: number;
  /** Columns of the genes' encoding by their graph, random walk or Laplacian; 0 for none. */
  readonly encoding: number;
  /** Kinds of nodes that attend to each other. Default: all three; fewer are the ablations of figure 3.3 and table 3.4. */
  readonly attending?: readonly NodeKind[];
}
