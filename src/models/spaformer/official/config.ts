/** The network of the authors' public code, which came before the conditional encoding. */
export interface OfficialSpaformerConfig {
  /** --num_hidden. */
  readonly width: number;
  /** --num_heads; heads are 64 wide whatever the width. */
  readonly heads: number;
  /** --num_layers. */
  readonly layers: number;
  /** --latent_dim. */
  readonly latent: number;
  /** --encoder: 'performer', or 'gps' with graph attention or GraphSAGE beside it. */
  readonly encoder: 'performer' | 'gps';
  /** Of 'gps': how a cell hears its neighbors. */
  readonly local: 'gat' | 'sage';
  /** --pe: 'mlp' a linear map of two coordinates, 'lap' of eigenvectors, 'signnet', 'table' of patches ('bin', or 'sinu' as given). */
  readonly position: 'none' | 'mlp' | 'lap' | 'signnet' | 'table';
  /** --cat_pe: embedding and encoding side by side, each half as wide, in place of their sum. */
  readonly concatenated: boolean;
  /** --norm, of the Performer's layers and of the embedding. */
  readonly norm: 'layernorm' | 'groupnorm';
  /** --decoder. */
  readonly decoder: 'mlp' | 'zinb';
  /** --objective vae or maskvae. */
  readonly variational: boolean;
}

/** Eigenvectors of 'lap' and 'signnet'. */
export const EIGENVECTORS = 10;
