export interface RetrieveOptions {
  /**
   * Column of obs that tells sections apart: partners are looked for within each section in turn, by a model that learned from the
   * others. The model's own option unless given. With one section, within square tiles of it, by a model that learned from the rest.
   */
  section?: string;
  /** Only these sections are asked about. All. */
  heldOut?: readonly string[];
  /** How many items count as found among the most similar. [1, 5, 10] (ours). */
  k?: readonly number[];
  /** Of one section: the share of its tiles that is asked about. 0.25. */
  test?: number;
  /** Of one section: cells this near to one that is asked about are not learned from, in the unit of the positions. Three times the pitch. */
  margin?: number;
  /** False asks the given model as it is, trained elsewhere; else a fresh one is trained on the cells that are learned from. True. */
  retrain?: boolean;
  /** Epochs of training; the model's own unless given. */
  epochs?: number;
  /** Of the tiles. 0. */
  seed?: number;
  signal?: AbortSignal;
  /** Whether a notebook shows the curves of the training. Default true. */
  progress?: boolean;
}
