/** The MIME type under which the kernel says how the models of the zoo fit a variable of the notebook. */
export const ZOO_SUMMARY_MIME = 'application/vnd.tissuebook.zoo-summary+json';

/** What the panel asks about: a model with the options of its form. */
export interface ZooQuestion {
  model: string;
  create: Record<string, unknown>;
  fit: { epochs?: number };
}

/** What training a model on the data would take, or why it cannot be. */
export type ZooFit =
  | { model: string; parameters: number; bytes: number; seconds: number }
  /** In a sentence: what is missing. */
  | { model: string; refused: string };

/** Data of the notebook, and how each model fits them. */
export interface ZooSummary {
  cells: number;
  features: number;
  fits: ZooFit[];
}
