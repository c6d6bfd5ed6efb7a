import { type AnnData, coordinates, DenseMatrix, type ImageSource } from '../../data';
import { readSections } from '../../data/sections';
import { TissuebookError } from '../../errors';
import { expressionScale, expressionVectors } from '../../prepare/transport/expressionVectors';
import { observedEntries } from '../../prepare/splits/observedEntries';
import { type ModelData, toCells } from '../contract';
import { featurePlaces, matchFeatures, takeFeatures } from '../training/matchFeatures';
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
  const known = withoutHidden(where, adata);
  const image = 'image' in data ? data.image : undefined;
  const places = placesOf(adata);
  if (image && !places) coordinates(adata);
  return {
    adata,
    cells: adata.nObs,
    image,
    section: readSections(where, adata, config.section).section,
    points: places?.points,
    unit: places?.unit !== undefined && /^(µm|um|microns?|micromet(er|re)s?)$/i.test(places.unit) ? 'micrometers' : 'pixels', // prettier-ignore
    genes: 'cells' in trained ? chosenGenes(where, known, config, trained.cells) : knownGenes(where, known, trained),
  };
}

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

function placesOf(adata: AnnData): { points: DenseMatrix; unit?: string | undefined } | undefined {
  try {
    return coordinates(adata);
  } catch (error) {
    if (error instanceof TissuebookError && error.kind === 'missing-key') return undefined;
    throw error;
  }
}

/** The most variable genes over the cells trained on, in the order of the data. */
function chosenGenes(where: string, adata: AnnData, config: SpatiaConfig, cells: Int32Array): Expression {
  featurePlaces(where, adata.var.index);
  const matrix = adata.matrix();
  const scale = expressionScale(where, adata, cells);
  const all = Int32Array.from({ length: adata.nObs }, (_, i) => i);
  const values = expressionVectors(matrix, all, { ...scale, deviation: new Float64Array(matrix.columns).fill(1) });
  const variance = new Float64Array(matrix.columns);
  for (const cell of cells) values.row(cell).forEach((value, j) => (variance[j] += value ** 2 / cells.length));
  const columns = Array.from(variance.keys())
    .sort((a, b) => (scale.counts ? variance[b] - variance[a] : 0) || a - b)
    .slice(0, config.genes)
    .sort((a, b) => a - b);
  const deviation = columns.map((j) => Math.sqrt(variance[j]) || 1);
  const x = values.takeColumns(columns);
  const zeros = columns.map(() => 0);
  return {
    features: columns.map((j) => adata.var.index[j]),
    x: inDeviations(x.values, x.rows, zeros, deviation),
    hidden: hiddenEntries(where, adata, columns),
    counts: scale.counts,
    mean: columns.map((j) => scale.mean[j]),
    deviation,
  };
}

function knownGenes(where: string, adata: AnnData, { features, counts, mean, deviation }: Trained): Expression {
  const match = matchFeatures(where, adata.var.index, features);
  const all = Int32Array.from({ length: adata.nObs }, (_, i) => i);
  const matrix = adata.matrix();
  // The totals of cells count all genes of the data, as in training.
  const plain = { counts, mean: new Float64Array(matrix.columns), deviation: new Float64Array(matrix.columns).fill(1) };
  const values = takeFeatures(expressionVectors(matrix, all, plain), match, Float32Array.from(mean)).toDense();
  const own = hiddenEntries(where, adata, match.place);
  const columns = features.length;
  const hidden =
    own ??
    (match.missing.length === 0
      ? undefined
      : Uint8Array.from({ length: adata.nObs * columns }, (_, at) => (match.place[at % columns] < 0 ? 1 : 0)));
  const x = inDeviations(values.values, adata.nObs, mean, deviation);
  return { features, x, hidden, counts, mean, deviation };
}

function inDeviations(
  values: ArrayLike<number>,
  rows: number,
  mean: readonly number[],
  deviation: readonly number[],
): DenseMatrix {
  const columns = mean.length;
  const out = Float32Array.from(values, (value, at) => (value - mean[at % columns]) / deviation[at % columns]);
  return new DenseMatrix(rows, columns, out);
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
