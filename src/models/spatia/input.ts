import { type AnnData, coordinates, DenseMatrix, type ImageSource } from '../../data';
import { uniquePlaces } from '../../data/rowsByName';
import { MICROMETER, optionalCoordinates } from '../../data/coordinates';
import { readSections } from '../../data/sections';
import { expressionScale, expressionVectors } from '../../prepare/transport/expressionVectors';
import { observedEntries } from '../../prepare/splits/observedEntries';
import { type ModelData, toCells } from '../contract';
import { matchFeatures } from '../training/matchFeatures';
import type { SpatiaConfig } from './settings';
import type { SpatiaState } from './state';

/** A data set as SPATIA sees it, checked. */
export interface SpatiaInput {
  readonly adata: AnnData;
  readonly cells: number;
  readonly image: ImageSource | undefined;
  /** Number of each cell's section. */
  readonly section: Int32Array;
  /** Where the cells lie; absent where nothing says it. */
  readonly points: DenseMatrix | undefined;
  readonly unit: 'pixels' | 'micrometers';
  readonly genes: Expression;
}

/** Expression of the genes that enter. */
export interface Expression {
  readonly features: readonly string[];
  /** In deviations from the mean of the cells trained on, counts as log1p of 10,000 a cell before [cells, genes]. */
  readonly x: DenseMatrix;
  /** 1 where an entry is not known [cells, genes]; absent where all are. */
  readonly hidden: Uint8Array | undefined;
  readonly counts: boolean;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** What a trained model expects of new data. */
type Trained = Pick<SpatiaState, 'features' | 'counts' | 'mean' | 'deviation'>;

/**
 * Reads what SPATIA needs and changes nothing.
 *
 * @param trained what a trained model expects, or the cells that are trained on
 * @throws TissuebookError 'missing-key', 'not-finite', 'invalid-argument', 'shape-mismatch' (features)
 */
export function readSpatia(
  where: string,
  data: ModelData,
  config: SpatiaConfig,
  trained: Trained | { readonly cells: Int32Array },
): SpatiaInput {
  const adata = toCells(where, data);
  const known = hasGenes(adata) ? withoutHidden(where, adata) : adata;
  const image = 'image' in data ? data.image : undefined;
  const places = image ? coordinates(adata) : optionalCoordinates(adata);
  return {
    adata,
    cells: adata.nObs,
    image,
    section: readSections(where, adata, config.section).section,
    points: places?.points,
    unit: places?.unit !== undefined && MICROMETER.test(places.unit) ? 'micrometers' : 'pixels',
    genes:
      image && !hasGenes(adata)
        ? noGenes(adata.nObs)
        : 'cells' in trained
          ? chosenGenes(where, known, config, trained.cells)
          : knownGenes(where, known, trained),
  };
}

/** Whether anything was measured beside the picture. */
const hasGenes = (adata: AnnData): boolean => adata.nVars > 0 && adata.X !== undefined;

/** The expression of cells of which there are pictures alone. */
const noGenes = (cells: number): Expression => ({
  features: [],
  x: DenseMatrix.zeros(cells, 0),
  hidden: undefined,
  counts: false,
  mean: [],
  deviation: [],
});

/** The same data with 0 at entries that are not known, whatever X holds there: totals of cells must not count them. */
function withoutHidden(where: string, adata: AnnData): AnnData {
  const observed = observedEntries(where, adata);
  if (!observed) return adata;
  const { rows, columns, values } = adata.matrix().toDense();
  return adata.with({
    X: new DenseMatrix(
      rows,
      columns,
      values.map((value, at) => value * observed[at]),
    ),
  });
}

/** The most variable genes over the cells trained on, in the order of the data. */
function chosenGenes(where: string, adata: AnnData, config: SpatiaConfig, cells: Int32Array): Expression {
  uniquePlaces(where, adata.var.index);
  const { counts, mean, variance } = expressionScale(where, adata, cells);
  const columns = Array.from(variance.keys())
    .sort((a, b) => (counts ? variance[b] - variance[a] : 0) || a - b)
    .slice(0, config.genes)
    .sort((a, b) => a - b);
  const all = Int32Array.from({ length: adata.nObs }, (_, i) => i);
  const deviation = variance.map((value) => Math.sqrt(value) || 1);
  return {
    features: columns.map((j) => adata.var.index[j]),
    x: expressionVectors(adata.matrix(), all, { counts, mean, deviation }, columns),
    hidden: hiddenEntries(where, adata, columns),
    counts,
    mean: columns.map((j) => mean[j]),
    deviation: columns.map((j) => deviation[j]),
  };
}

function knownGenes(where: string, adata: AnnData, { features, counts, mean, deviation }: Trained): Expression {
  const match = matchFeatures(where, adata.var.index, features);
  const matrix = adata.matrix();
  const all = Int32Array.from({ length: adata.nObs }, (_, i) => i);
  // The totals of cells count all genes of the data, as in training.
  const own = { counts, mean: new Float64Array(matrix.columns), deviation: new Float64Array(matrix.columns).fill(1) };
  const places = Int32Array.from(match.place.filter((place) => place >= 0));
  const found = expressionVectors(matrix, all, own, places);
  const order = Int32Array.from(features.keys()).filter((j) => match.place[j] >= 0);
  const x = DenseMatrix.zeros(adata.nObs, features.length);
  for (let i = 0; i < adata.nObs; i++) {
    // What is missing stays at 0, the mean of the cells trained on.
    order.forEach((j, k) => (x.values[i * features.length + j] = (found.values[i * places.length + k] - mean[j]) / deviation[j])); // prettier-ignore
  }
  const unknown = hiddenEntries(where, adata, match.place);
  const columns = features.length;
  const hidden =
    unknown ??
    (match.missing.length === 0
      ? undefined
      : Uint8Array.from({ length: adata.nObs * columns }, (_, at) => (match.place[at % columns] < 0 ? 1 : 0)));
  return { features, x, hidden, counts, mean, deviation };
}

/** 1 for entries that layers['observed'] says are not known, of some columns; -1 for a column that is not there. */
function hiddenEntries(where: string, adata: AnnData, columns: ArrayLike<number>): Uint8Array | undefined {
  const observed = observedEntries(where, adata);
  if (!observed) return undefined;
  const hidden = new Uint8Array(adata.nObs * columns.length);
  for (let at = 0; at < hidden.length; at++) {
    const column = columns[at % columns.length];
    const cell = Math.floor(at / columns.length);
    hidden[at] = column < 0 || observed[cell * adata.nVars + column] === 0 ? 1 : 0;
  }
  return hidden;
}
