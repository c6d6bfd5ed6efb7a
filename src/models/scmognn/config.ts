import { TissuebookError } from '../../errors';
import type { CardConfig, CardOptions } from '../../protocol';
import { scmognnCard } from '../../protocol/models/scmognn';
import { resolveConfig } from '../contract';

/** Everything that makes an scMoGNN model what it is; recorded in its results and files. */
export type ScmognnConfig = CardConfig<typeof scmognnCard>;

/** What a user may give to `zoo.create('scmognn', ...)`. */
export type ScmognnOptions = CardOptions<typeof scmognnCard>;

/**
 * The configuration that the options mean.
 * @throws TissuebookError 'unknown-option' or 'invalid-argument'
 */
export function scmognnConfig(options: ScmognnOptions = {}): ScmognnConfig {
  const config = resolveConfig(scmognnCard, options);
  const { width, groups, from, to } = config;
  if (groups > 0 && width % groups !== 0) {
    const sentence = `scmognn: width (${width}) must be a multiple of groups (${groups}).`;
    throw new TissuebookError('invalid-argument', sentence, { argument: 'groups', found: groups });
  }
  if (from !== '' && from === to) {
    const sentence = `scmognn: from and to are both "${from}".`;
    throw new TissuebookError('invalid-argument', sentence, { argument: 'to', found: to });
  }
  return config;
}

/** What decides how the prediction network computes, beside its weights (Wen 2024, chapter 2). */
export interface ScmognnPredictionConfig {
  /** Channels of a node. */
  readonly width: number;
  /** Embeddings of the cells that the readout takes: the input layer's and those of layers - 1 convolutions. */
  readonly layers: number;
  /** What a convolution's messages are added to: the layer 'previous' to it (equation 2.9), or the 'initial' one. */
  readonly residual: 'previous' | 'initial';
  /** Groups of the group norm that messages get, meant for raw edge weights; 0 for none. */
  readonly groups: number;
  /** Whether features hear each other along a prior graph. */
  readonly prior: boolean;
  /** Share of the prior's messages (equation 2.12), or 'learned', which starts at 0.5. */
  readonly alpha: number | 'learned';
  /** Default 'relu', the paper's. The authors' code has 'gelu'. */
  readonly activation?: 'relu' | 'gelu';
}

/** A network that transforms what was propagated before (section 2.4.2). */
export interface DecoupledConfig {
  readonly hidden: number;
  /** Channels of an embedding. */
  readonly width: number;
  /** Levels of the propagation, the input included. */
  readonly layers: number;
}

/** Of the matching network. */
export interface ScmognnMatchingConfig extends DecoupledConfig {
  /**
   * What cosines are divided by before the softmax: a number (1: the paper), or 'learned', which starts at exp(-2.74). A bare
   * cosine makes a softmax over thousands of cells almost flat.
   */
  readonly temperature: number | 'learned';
}

/** Of the joint-embedding network. */
export interface ScmognnJointConfig extends DecoupledConfig {
  /** Cell types, the first columns of an embedding. */
  readonly types: number;
  /** Phases of the cell cycle, or scores of it: the columns behind; none unless given. */
  readonly phases?: number;
}
