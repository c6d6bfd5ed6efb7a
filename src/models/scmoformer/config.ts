import type { AttentionKind } from '../../engine';

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
