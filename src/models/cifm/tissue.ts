import { coordinates, type AnnData, type DenseMatrix, type Matrix } from '../../data';
import { TissuebookError } from '../../errors';
import { knnGraph, radiusGraph, type Graph } from '../../graph';
import { readSections } from '../../data/sections';
import type { CifmConfig } from './config';
import { readExpression, type Expression } from './expression';

/**
 * A data set as CI-FM sees it, checked: only cells that express anything. Void cells change nothing in the network, so
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
  const expression = readExpression(where, adata, config, known?.features);
  const all = coordinates(adata).points;
  const { section, sections } = readSections(where, adata, config.section);
  return assemble(where, adata.nObs, expression, all, section, sections, known?.radius ?? config.radius);
}

function assemble(
  where: string,
  nObs: number,
  expression: Expression,
  all: DenseMatrix,
  allSections: Int32Array,
  sections: readonly string[],
  reach: number | 'auto',
): Tissue {
  const { cells, features, matrix } = expression;
  if (cells.length < 2) {
    throw new TissuebookError('invalid-argument', `${where}: ${cells.length} of ${nObs} cells express any gene.`, {
      argument: 'adata',
      found: cells.length,
      advice: 'It takes two cells or more with a value above zero.',
    });
  }
  const points = all.takeRows(cells);
  const section = cells.map((cell) => allSections[cell]!);
  const radius = reach === 'auto' ? usualReach(points, section) : reach;
  const graph = radiusGraph(points, { radius, groups: section });
  return { cells, nObs, features, matrix, points, section, sections, radius, graph };
}

/** The median distance to the 12th nearest cell of the same section; 1 where all cells lie at one place. */
function usualReach(points: DenseMatrix, section: Int32Array): number {
  const graph = knnGraph(points, { k: AUTO_NEIGHBORS, groups: section });
  const farthest: number[] = [];
  for (let i = 0; i < graph.nNodes; i++) {
    let far = 0;
    for (let e = graph.indptr[i]!; e < graph.indptr[i + 1]!; e++) far = Math.max(far, graph.weights![e]!);
    if (graph.indptr[i + 1]! > graph.indptr[i]!) farthest.push(far);
  }
  return farthest.sort((a, b) => a - b)[farthest.length >> 1] || 1;
}

/** Mean number of cells that a cell hears, itself included. @param absent cells that do not take part */
export function meanDegree(graph: Graph, absent: Uint8Array): number {
  let heard = 0;
  let cells = 0;
  for (let i = 0; i < graph.nNodes; i++) {
    if (absent[i]) continue;
    cells++;
    heard++;
    for (const j of graph.neighbors(i)) if (!absent[j]) heard++;
  }
  return heard / Math.max(1, cells);
}
