export interface ImageToGeneOptions {
  /**
   * Column of obs that tells sections apart: each in turn is predicted from the others. The model's own option unless given. With one
   * section, square tiles of it are predicted from the rest.
   */
  section?: string;
  /** Only these sections are predicted. All. */
  heldOut?: readonly string[];
  /** Which genes. The 50 of the largest variance among the cells that are learned from (ours). */
  genes?: readonly string[];
  /** What reads genes off the vectors: 'ridge' regression, or an 'mlp' with one hidden layer of 512. 'ridge'. */
  probe?: 'ridge' | 'mlp';
  /** Whether the counts of a cell are brought to 10,000 before the logarithm. False: how much a spot holds is part of the question. True. */
  normalize?: boolean;
  /** Of one section: the share of its tiles that is predicted. 0.25. */
  test?: number;
  /** Of one section: cells this near to a predicted one are not learned from, in the unit of the positions. Three times the pitch. */
  margin?: number;
  /** False asks the given model as it is, trained elsewhere; else a fresh one is trained on the cells that are learned from. True. */
  retrain?: boolean;
  /** Epochs of training; the model's own unless given. */
  epochs?: number;
  /** Of the tiles and of the model. 0. */
  seed?: number;
  signal?: AbortSignal;
  /** Whether a notebook shows the curves of the training. Default true. */
  progress?: boolean;
}
