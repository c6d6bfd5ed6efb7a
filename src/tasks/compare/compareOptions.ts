import type { AnnData } from '../../data';
import type { PerturbationColumn, WorkPlace } from '../../models';

/** What models can be compared by. */
export type CompareTask =
  | 'impute'
  | 'infer'
  | 'annotate'
  | 'classify'
  | 'cluster'
  | 'impute-entries'
  | 'denoise'
  | 'impute-genes'
  | 'perturbation'
  | 'image-to-gene'
  | 'generate'
  | 'retrieve'
  | 'predict-modality'
  | 'match'
  | 'spatial-domains'
  | 'few-shot';

export interface CompareOptions {
  /**
   * 'impute': the neighborhoods of three held-out patches (imputePatch). 'infer': cells of held-out tiles from those around
   * them (inferExpression). 'annotate': labels read off the embedding in held-out tiles (annotate). 'classify': labels
   * learned by the model itself (annotate with `model`). 'cluster': clusters of the vectors against labels
   * (clusterSweep). 'impute-entries': counts that were hidden among all entries
   * (imputeEntries). 'denoise': counts above 0 that were hidden (denoise). 'impute-genes': genes measured in a
   * reference only (imputeGenes). 'perturbation':
   * held-out perturbations of a screen whose effects repeat (predictPerturbation). 'image-to-gene': genes of whole sections from their picture
   * (imageToGene). 'generate': shapes of held-out cells in another state (generate).
   * 'retrieve': profiles for pictures and the reverse within sections (retrieve).
   * 'predict-modality': one modality from another (predictModality). 'match': partners of cells in another modality (match).
   * 'spatial-domains': clusters of the vectors against annotated regions, section by section (spatialDomains). 'few-shot': labels read off
   * the vectors of held-out cells after a few of each were shown (fewShot).
   */
  task: CompareTask;
  /** Each gives every model another start, other batches and other held-out cells; the same ones to all models. [0, 1, 2]. */
  seeds?: number[];
  /** Epochs of training, by model: { squint: 20, cifm: 150 }. The model's own unless given. */
  epochs?: Readonly<Record<string, number>>;
  /** Column of obs with the labels; for 'annotate', 'classify', 'cluster', 'spatial-domains' and 'few-shot'. Of 'generate' the states. */
  labels?: string;
  /** Cells in which all genes were measured; for 'impute-genes'. */
  reference?: AnnData;
  /** What is perturbed in each cell; for 'perturbation'. */
  perturbations?: PerturbationColumn;
  /** Perturbations that no model sees; for 'perturbation', drawn by the seed unless given. */
  heldOut?: string[];
  /** Column of obs whose groups are held out whole; for 'annotate', 'classify', 'generate' and 'few-shot'. */
  groups?: string;
  /** Column of obs that tells sections apart; for tasks that ask section by section, the model's own option unless given. */
  section?: string;
  /** The states from which and to which shapes are carried; for 'generate'. */
  control?: string;
  target?: string;
  /** Genes that are read off the picture, or hidden; for 'image-to-gene' and 'impute-genes'. */
  genes?: readonly string[];
  /** Keys of the modality that is given and of the other; for 'predict-modality' and 'match'. */
  from?: string;
  to?: string;
  /** Ends the training under way and keeps the seeds that all models have done, as the interrupt of a cell does. */
  signal?: AbortSignal;
  /** Called after each of `total` trainings. */
  onProgress?: (done: number, total: number) => void;
  /** A cluster: its workers train all models with all seeds side by side. The table is the same where they have as many threads. */
  on?: WorkPlace;
}
