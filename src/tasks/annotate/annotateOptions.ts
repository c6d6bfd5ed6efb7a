export interface AnnotateOptions {
  /** Column of obs with the labels that are known; cells without one are annotated. */
  labels: string;
  /** The entry of obsm that is read: 'X_squint', 'X_cifm'; 'X' for the values themselves. */
  use: string;
  /** 'probe': multinomial logistic regression. 'knn': the most frequent label of the nearest cells. 'probe'. */
  by?: 'probe' | 'knn';
  /** Nearest cells that are asked. 15 (ours). */
  k?: number;
  /** Share of the labeled cells that judge. 0.25 (ours). */
  test?: number;
  /** Column of obs whose groups are held out whole: patients, sections. Square tiles of tissue unless given. */
  groups?: string;
  /** Column of obs that tells sections apart: neighbors are looked for within them. `groups` unless given. */
  section?: string;
  /** Fixes which cells judge; 0. */
  seed?: number;
}
