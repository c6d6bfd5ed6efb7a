import type { ModelState } from '../training/modelState';
import type { ScmognnConfig } from './config';

/** How a modality becomes the input of a decoupled network: as given, or reduced. */
export type InputKind = 'given' | 'pca' | 'lsi';

/** A modality as a decoupled network takes it. */
export interface InputSpec {
  readonly kind: InputKind;
  /** Columns that come out. */
  readonly width: number;
}

/** What training fixes beside the weights. Features are those of the given modality. */
export interface ScmognnState extends ModelState {
  readonly config: ScmognnConfig;
  readonly modalities: readonly [string, string];
  /** Features of the other modality. */
  readonly targets: readonly string[];
  /** Of both modalities, for matching and joint. */
  readonly inputs: readonly [InputSpec, InputSpec];
  /** Cell types that a joint embedding learned, in its first columns; none without labels. */
  readonly types: readonly string[];
  /** Phases of the cell cycle that it learned, or the column of a score, in the columns behind; none unless named. */
  readonly phases: readonly string[];
  /** Whether features hear each other along a prior graph. */
  readonly prior: boolean;
}
