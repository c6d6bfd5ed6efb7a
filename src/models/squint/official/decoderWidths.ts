/** Widths of the layers of both decoders, the last of each the width of what it says. */
export interface DecoderWidths {
  readonly attributes: readonly number[];
  readonly adjacency: readonly number[];
}

/** The authors' defaults: two layers as wide as the encoder's, and [64] for edges. */
export const decoderWidths = ({ hidden }: { readonly hidden: number }, features: number): DecoderWidths => ({
  attributes: [hidden, hidden, features],
  adjacency: [64, 128],
});
