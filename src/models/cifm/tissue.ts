import { coordinates, isSparse, type AnnData, type DenseMatrix, type Matrix } from '../../data';
import { uniquePlaces } from '../../data/rowsByName';
import { readSections } from '../../data/sections';
import { TissuebookError } from '../../errors';
import { type Graph, knnGraph, radiusGraph } from '../../graph';
import { log1p, normalizeTotal } from '../../prepare';
import { checkValues } from '../../prepare/values/checkValues';
import { matchFeatures, takeFeatures } from '../training/matchFeatures';
import type { CifmConfig } from './config';

/**
 * A data set as CI-FM reads it, checked: only cells that express anything. Void cells change nothing in the network, so
 * they are left out.
 */
export interface Tissue {
  /** Number in the data of each cell. */
  readonly cells: Int32Array;
  /** Cells of the data, void ones included. */
  readonly nObs: number;
  readonly features: readonly string[];
  /** Prepared values [cells, features], from 0 */
  readonly matrix: Matrix;
  /** [cells, 2 or 3], in the unit of the data */
  readonly points: DenseMatrix;
  /** Section number of each cell. */
  readonly section: Int32Array;
  readonly sections: readonly string[];
  readonly radius: number;
  /** Cells at most `radius` apart in one section; without loops. */
  readonly graph: Graph;
}

/** Counts of a cell add up to this before log1p (the paper). */
const TARGET_SUM = 1e4;
const MITOCHONDRIAL = /^mt-/i;
/** Neighbors that 'auto' looks for. */
const AUTO_NEIGHBORS = 12;

/**
 * Reads what CI-FM needs and changes nothing.
 *
 * @param where the function as its user calls it, for messages
 * @param known the genes and the radius of a trained model, in its order; absent before training
 * @throws TissuebookError 'missing-key' (no X, no coordinates, no such obs column), 'not-finite', 'invalid-argument' (values
 *   below zero, a name that occurs twice, no cell that expresses anything), 'shape-mismatch' (no gene in common)
 */
export function readTissue(
  where: string,
  adata: AnnData,
  config: CifmConfig,
  known?: { features: readonly string[]; radius: number },
): Tissue {
  const { cells, features, matrix } = readExpression(where, adata, config, known?.features);
  const all = coordinates(adata).points;
  const { section: allSections, sections } = readSections(where, adata, config.section);
  const { nObs } = adata;
  if (cells.length < 2) {
    throw new TissuebookError('invalid-argument', `${where}: ${cells.length} of ${nObs} cells express any gene.`, {
      argument: 'adata',
      found: cells.length,
      advice: 'It takes two cells or more with a value above zero.',
    });
  }
  const points = all.takeRows(cells);
  const section = cells.map((cell) => allSections[cell]!);
  const reach = known?.radius ?? config.radius;
  const radius = reach === 'auto' ? typicalReach(points, section) : reach;
  const graph = radiusGraph(points, { radius, groups: section });
  return { cells, nObs, features, matrix, points, section, sections, radius, graph };
}

/** The median distance to the 12th nearest cell of the same section; 1 where all cells lie at one place. */
function typicalReach(points: DenseMatrix, section: Int32Array): number {
  const graph = knnGraph(points, { k: AUTO_NEIGHBORS, groups: section });
  const farthest: number[] = [];
  for (let i = 0; i < graph.nNodes; i++) {
    let far = 0;
    for (let e = graph.indptr[i]!; e < graph.indptr[i + 1]!; e++) far = Math.max(far, graph.weights![e]!);
    if (graph.indptr[i + 1]! > graph.indptr[i]!) farthest.push(far);
  }
  return farthest.sort((a, b) => a - b)[farthest.length >> 1] || 1;
}

/** Mean number of cells in a receptive field of one layer, the cell itself included. @param absent 1 for cells that do not take part */
export function meanDegree(graph: Graph, absent: Uint8Array): number {
  let sum = 0;
  let cells = 0;
  for (let i = 0; i < graph.nNodes; i++) {
    if (absent[i]) continue;
    cells++;
    sum++;
    for (const j of graph.neighbors(i)) if (!absent[j]) sum++;
  }
  return sum / Math.max(1, cells);
}

/** Places of some cells of the data among those that express anything; -1 for a void one. @param cells checked numbers */
export function placesOfCells(tissue: Tissue, cells: Int32Array): Int32Array {
  const place = new Int32Array(tissue.nObs).fill(-1);
  tissue.cells.forEach((cell, at) => (place[cell] = at));
  return cells.map((cell) => place[cell]!);
}

/** Rows of some cells of a tissue among zeros for all cells of the data [nObs, width]. */
export function scatterRows(tissue: Tissue, places: Int32Array, rows: Float32Array, width: number): Float32Array {
  const out = new Float32Array(tissue.nObs * width);
  places.forEach((at, row) => out.set(rows.subarray(row * width, (row + 1) * width), tissue.cells[at]! * width));
  return out;
}

/** Prepared values of the cells that express anything. */
interface Expression {
  /** Numbers of these cells in the data, rising. */
  readonly cells: Int32Array;
  readonly features: readonly string[];
  /** [cells, features] */
  readonly matrix: Matrix;
}

/** How X becomes what the network takes. */
export interface ExpressionReader {
  readonly features: readonly string[];
  /** Of the data, or of some of its cells, which are read as all of them are [cells, features]. */
  read(part: AnnData): Matrix;
}

/**
 * X as the network takes it: without mitochondrial genes, counts normalized and log-transformed, matched to the genes of a
 * trained model by name. Genes that the data lack are zero; genes that the model does not know are left out.
 *
 * @param wanted the genes of a trained model, in its order; absent before training
 */
export function expressionReader(
  where: string,
  adata: AnnData,
  config: Pick<CifmConfig, 'input' | 'dropMitochondrial'>,
  wanted?: readonly string[],
): ExpressionReader {
  const names = adata.var.index;
  const { counts, negative } = checkValues(where, adata, adata.matrix());
  if (negative > 0) {
    throw new TissuebookError('invalid-argument', `${where}: X holds ${negative} values below zero.`, {
      argument: 'X',
      found: negative,
      advice: 'CI-FM takes counts, or values from zero up (log-normalized, asinh), in which zero means not expressed.',
    });
  }
  const kept = names.map((_, at) => at).filter((at) => !config.dropMitochondrial || !MITOCHONDRIAL.test(names[at]!));
  const isCounts = config.input === 'counts' || (config.input === 'auto' && counts);
  const own = kept.map((at) => names[at]!);
  if (!wanted) uniquePlaces(where, own);
  const match = wanted && matchFeatures(where, own, wanted);
  return {
    features: wanted ?? own,
    read: (part) => {
      const chosen = kept.length === names.length ? part : part.subset({ var: kept });
      const values = isCounts ? normalized(chosen) : chosen.matrix();
      return match ? takeFeatures(values, match) : values;
    },
  };
}

function readExpression(...args: Parameters<typeof expressionReader>): Expression {
  const { features, read } = expressionReader(...args);
  const matrix = read(args[1]);
  const cells = expressing(matrix);
  return { cells, features, matrix: cells.length === matrix.rows ? matrix : matrix.takeRows(cells) };
}

function normalized(adata: AnnData): Matrix {
  return log1p(normalizeTotal(adata, { targetSum: TARGET_SUM })).matrix();
}

/** Rows with a value above zero. */
function expressing(matrix: Matrix): Int32Array {
  return Int32Array.from({ length: matrix.rows }, (_, i) => i).filter((i) => {
    const [from, to] = isSparse(matrix)
      ? [matrix.indptr[i]!, matrix.indptr[i + 1]!]
      : [i * matrix.columns, (i + 1) * matrix.columns];
    for (let e = from; e < to; e++) if (matrix.values[e]! > 0) return true;
    return false;
  });
}
