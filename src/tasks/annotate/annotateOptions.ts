import type { Model } from '../../models';
import type { ColumnName, VectorsName } from '../../names';
import { anything, checkOptions, flag, integer, number, oneOf, seed as seedCheck, text } from '../../options';

export interface AnnotateOptions {
  /** Column of obs with the labels that are known; cells without one are annotated. */
  labels: ColumnName;
  /** The entry of obsm that is read: 'X_squint', 'X_cifm'; 'X' for the values themselves. This, or `model`. */
  use?: VectorsName;
  /**
   * A model that can classify: an untrained copy is trained on the labels, from the model's weights where it is trained, with the
   * cells that are judged as company without labels. This, or `use`.
   */
  model?: Model;
  /** How vectors are read. 'probe': multinomial logistic regression. 'knn': the most frequent label of the nearest cells. 'probe'. */
  by?: 'probe' | 'knn';
  /** Nearest cells that are asked. 15 (ours). */
  k?: number;
  /**
   * Which cells judge. 'groups': whole groups of `groups`. 'tiles': square tiles of tissue. 'stratified': of each label its share, at random,
   * which is fair where cells are not each other's neighbors. 'groups' where they are given, 'tiles' where cells have positions, else
   * 'stratified'.
   */
  split?: 'groups' | 'tiles' | 'stratified';
  /** Share of the labeled cells that judge. 0.25 (ours). */
  test?: number;
  /** Of 'stratified': every cell judges once, in one of so many rounds, each with a training of its own. `test` unless given. */
  folds?: number;
  /** Column of obs whose groups are held out whole: patients, sections. */
  groups?: ColumnName;
  /** Column of obs that tells sections apart: neighbors are looked for within them. `groups` unless given. */
  section?: ColumnName;
  /** Fixes which cells judge; 0. */
  seed?: number;
  /** Of `model`: epochs of training; its own unless given. */
  epochs?: number;
  signal?: AbortSignal;
  /** Of `model`: whether a notebook shows the curves of the training. Default true. */
  progress?: boolean;
}

export function checkAnnotateOptions(options: AnnotateOptions): void {
  checkOptions('annotate', options, {
    labels: text,
    use: text,
    model: anything,
    by: oneOf('probe', 'knn'),
    k: integer(1, 10_000),
    split: oneOf('groups', 'tiles', 'stratified'),
    test: number(0.01, 0.99),
    folds: integer(2, 100),
    groups: text,
    section: text,
    seed: seedCheck,
    epochs: integer(1, 100_000),
    signal: anything,
    progress: flag,
  });
}
