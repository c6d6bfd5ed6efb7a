import type { AnnData, DenseMatrix } from '../../data';
import type { Sections } from '../../data/sections';
import type { Peers, TrainingRun } from '../../engine';
import type { Graph } from '../../graph';
import type { ModelCard } from '../../protocol';
import type { ModelSummary } from './modelSummary';
import type {
  AttendOptions,
  Attention,
  CellPredictor,
  Classification,
  GenePerturbationPrediction,
  GenePrediction,
  Generated,
  GenerateOptions,
  ImageVectors,
  Matching,
  ModalityPrediction,
  PerturbationColumn,
  PerturbationPredictor,
  Retrieval,
  RetrieveOptions,
  Tokens,
} from './answers';
import type { ChangeableTissue } from './changeableTissue';
import type { Corpus, ModelData } from './data';
import type { ShownView, Steering, WatchOptions } from './watch';
import type { WorkPlace } from './workPlace';
import type { ColumnName } from '../../names';

/**
 * What every model is to the rest of the library: tasks, widgets and comparisons speak to nothing else. The models of the zoo
 * implement it, and so does a model of one's own:
 *
 *     const mean: Model = {
 *       card: { id: 'mean', name: 'Mean of X' },
 *       config: {},
 *       trained: true,
 *       can: { embed: async (data) => (data as AnnData).matrix().toDense() },
 *       fit, summary, save, fresh,
 *     }
 */
export interface Model<C extends object = object> {
  readonly card: ModelIdentity;
  /** The full configuration, seed included; never changes. */
  readonly config: Readonly<C>;
  readonly trained: boolean;
  /** Names of the features that it was trained on, in its order; absent before training. */
  readonly features?: readonly string[] | undefined;
  /** What a reader of its answers has to know of its training; tasks say it beside what they found. Absent means nothing. */
  readonly notices?: readonly string[];
  /** What a person did to its training while looking at it; absent where nobody did. Scores on cells that steered it are refused. */
  readonly steering?: Steering | undefined;
  /** Learns from data and writes what it found into them, under scanpy's conventions. */
  fit(data: ModelData | Corpus, options?: FitOptions): TrainingRun<FitResult>;
  /** What training on these data would take: parameters, memory, time on this machine. Nothing is trained. */
  summary(data: ModelData | Corpus, options?: { epochs?: number }): Promise<ModelSummary>;
  /** Writes the trained model into one safetensors file, whole or not at all. */
  save(path: string): Promise<void>;
  /**
   * An untrained model like this one.
   *
   * @param changes settings that differ
   * @param purpose what it will be asked; a model may choose settings that suit it
   */
  fresh(changes?: Partial<C>, purpose?: Capability): Model<C>;
  readonly can: Capabilities;
  /** How it sees a tissue; absent for a model that takes no positions. */
  readonly frame?: TissueFrame | undefined;
}

/** A card, or at least what names a model. */
export type ModelIdentity = Pick<ModelCard, 'id' | 'name'> & Partial<ModelCard>;

/**
 * What a model can be asked; absent means that it cannot. Cells are rows of the data, by number. Nothing here changes the
 * data. Everything throws TissuebookError 'not-trained' before fit or load.
 */
export interface Capabilities {
  /** One vector for each cell [cells, width]. */
  readonly embed?: (data: ModelData) => Promise<DenseMatrix>;
  /** What of some data `embed` makes its vectors of, in words, where a model can do with less: 'pictures and genes', 'genes alone'. */
  readonly embedsFrom?: (data: ModelData) => string;
  /** One vector for each cell of what the picture shows there; nothing that the cells express is looked at. */
  readonly embedImages?: (data: ModelData) => Promise<ImageVectors>;
  /** A discrete token, or several, for each cell. */
  readonly tokenize?: (data: ModelData) => Promise<Tokens>;
  /**
   * Expected mean of each given cell's and its graph neighbors' values [cells.length, features of the data], in the unit of X.
   * Of the given cells only the positions are used.
   */
  readonly fillCells?: (adata: AnnData, cells: ArrayLike<number>) => Promise<DenseMatrix>;
  /** Values of features of a cell from its other features, and of features that were not measured. */
  readonly fillGenes?: (data: ModelData, options?: { genes?: readonly string[] }) => Promise<GenePrediction>;
  /** A cell's expression from the cells around it. */
  readonly predictCells?: CellPredictor;
  /** What cells express beside others that are added, or when a gene is set to a value. */
  readonly predictPerturbation?: PerturbationPredictor;
  /**
   * Opens a tissue of which cells can be changed while somebody looks: for a model whose answer for a cell depends on the cells within
   * some steps of it alone.
   */
  readonly perturb?: (adata: AnnData) => Promise<ChangeableTissue>;
  /**
   * What cells without positions express after genes of theirs were perturbed, as a screen taught (fit with `perturbations`).
   *
   * @param controls unperturbed cells @param perturbations genes of each: [['STAT1'], ['STAT1', 'IRF1']]
   */
  readonly predictGenePerturbation?: (
    controls: ModelData,
    perturbations: readonly (readonly string[])[],
  ) => Promise<GenePerturbationPrediction>;
  /** Who attends to whom among the cells of a field of view. It is what a network computes, no evidence of signaling. */
  readonly attend?: (data: ModelData, options?: AttendOptions) => Promise<Attention>;
  /**
   * One modality from another, for every cell of the data that has the first. Data hold two modalities, the given one first; the
   * second may lack cells, which are those that are asked about, and hold others, which are their company.
   */
  readonly predictModality?: (data: ModelData) => Promise<ModalityPrediction>;
  /**
   * Which cell of the first modality is which of the second. Cells of one modality may go by other names than those of the other;
   * nothing about pairs may be read off names or orders.
   */
  readonly match?: (data: ModelData) => Promise<Matching>;
  /** Classes that it was trained on (fit with `labels`). */
  readonly classify?: (data: ModelData) => Promise<Classification>;
  /** New cells, states or pictures. */
  readonly generate?: (data: ModelData, options?: GenerateOptions) => Promise<Generated>;
  /** The nearest items of another kind: pictures for profiles, profiles for pictures. */
  readonly retrieve?: (data: ModelData, options?: RetrieveOptions) => Promise<Retrieval>;
}

/** The name of something that a model can be asked. */
export type Capability = keyof Capabilities;

/** How a model sees a tissue. */
export interface TissueFrame {
  /** Column of obs that tells sections apart; '' for one section. */
  readonly sectionColumn: string;
  /** Which section every cell lies in, as the model keeps them apart. @throws TissuebookError 'missing-key' */
  sections(adata: AnnData): Sections;
  /**
   * Whose cells a cell looks at directly.
   *
   * @param points [cells, 2 or 3] @param section number of each cell's section; one section unless given
   */
  graph(points: DenseMatrix, section?: Int32Array): Graph;
  /** How far a cell's receptive field reaches, in the unit of the positions; undefined where it counts neighbors instead. */
  readonly reach?: number;
}

/** Options of fit() that all models share. */
export interface FitOptions {
  /** Passes over the cells; the configuration's unless given. */
  epochs?: number;
  /** Cells by number that are in no input and no target. */
  heldOut?: ArrayLike<number>;
  /** Cells by number that training is validated on; a model's own share unless given. */
  validation?: ArrayLike<number>;
  /** Ends training after so many epochs without a better validation; never unless given. */
  patience?: number;
  /**
   * Column of obs with classes to learn, for a model that can classify. A cell without a value is company: seen by the others, and
   * no target.
   */
  labels?: ColumnName;
  /** What was perturbed in each cell, for a model that can predict perturbations of genes. */
  perturbations?: PerturbationColumn;
  /** Weights to start from: a trained model of the same kind, or a file that its save() wrote. What differs is listed in the result. */
  from?: Model | string;
  /** Parameters that stay as they are: names, with * for any text ('encoder.*'). */
  freeze?: readonly string[];
  /** Ends training early and keeps what was learned. */
  signal?: AbortSignal;
  /** Whether results are written into the data. Default true. */
  write?: boolean;
  /**
   * A file that keeps the run while it goes. A run that was stopped, or cut off with its kernel, goes on from the last whole
   * epoch in it when fit is called again with the same options and data; a finished run removes it. None unless given.
   */
  checkpoint?: string;
  /** Whether a notebook shows the curves while it trains. Default true. */
  progress?: boolean;
  /**
   * Colors the cells on their tissue by what the model says of them while it trains: `true`, how (`{ color: 'error', every: 5 }`), or a view
   * of the cells that is colored anew in its place. The picture keeps the frames and steers the training by the cells that are selected;
   * in code `watchOf(run)` does. Looking changes no number of the training. Default false.
   */
  watch?: boolean | WatchOptions | ShownView;
  /**
   * A cluster, one of whose workers trains (dask.local, dask.connect, dask.slurm); the model and the data are then here as after a training
   * here. Where `checkpoint` names a file that all workers see, a training whose worker is lost goes on from it on another.
   */
  on?: WorkPlace;
  /**
   * So many workers of `on` train this one model together, each with a share of the cells of every batch; what is learned is what one alone
   * learns, but for rounding. SQUINT and CI-FM can. The first one writes `checkpoint`; where one is lost, the others go on from that file with
   * another. Default 1.
   */
  ranks?: number;
  /** Processes that train it together, this one among them: what `ranks` gives to each. None unless given. */
  peers?: Peers;
  /** Measures where the time goes: `run.profile`, as text, and the line under the curves says what the machine could do. Default false. */
  profile?: boolean;
}

/** What every training says when it is done; models add their own. */
export interface FitResult {
  /** What a reader has to know: fallbacks, missing genes, weights that started anew, a baseline that is better. */
  readonly notices: readonly string[];
  toString(): string;
}
