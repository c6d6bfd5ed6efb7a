import { coordinates, type AnnData, type DenseMatrix, type Matrix } from '../../data';
import { TissuebookError } from '../../errors';
import { Graph, knnGraph } from '../../graph';
import { checkValues, type ValueSummary } from '../../prepare/values/checkValues';
import { readSections } from '../../data/sections';
import type { SquintConfig } from './config';

/** A data set as SQUINT sees it, checked. */
export interface Tissue {
  readonly cells: number;
  readonly features: readonly string[];
  /** X [cells, features] as given. */
  readonly matrix: Matrix;
  readonly values: ValueSummary;
  /** [cells, 2 or 3], in the unit of the data */
  readonly points: DenseMatrix;
  /** Section number of each cell. */
  readonly section: Int32Array;
  /** Names of the sections; one, '', where the model is told of none. */
  readonly sections: readonly string[];
  /** Symmetric nearest neighbors inside of a section; weights are lengths. */
  readonly graph: Graph;
}

/**
 * Reads what SQUINT needs and changes nothing.
 *
 * @param where the function as its user calls it, for messages
 * @throws TissuebookError 'missing-key' (no X, no coordinates, no such obs column), 'not-finite' (a value or a
 *   coordinate), 'invalid-argument' (too few cells, a cell without section)
 */
export function readTissue(where: string, adata: AnnData, config: SquintConfig): Tissue {
  const matrix = adata.matrix();
  const cells = adata.nObs;
  if (cells < config.neighbors + 1) {
    throw new TissuebookError(
      'invalid-argument',
      `${where}: ${cells} cells are too few for ${config.neighbors} neighbors each.`,
      { argument: 'adata', found: cells, advice: `It takes ${config.neighbors + 1} cells, or a smaller neighbors.` },
    );
  }
  const { section, sections } = readSections(where, adata, config.section);
  const { points } = coordinates(adata);
  const values = checkValues(where, adata, matrix);
  const graph = knnGraph(points, { k: config.neighbors, symmetric: true, groups: section });
  return { cells, features: adata.var.index, matrix, values, points, section, sections, graph };
}

/** The graph without the edges of some cells: they are nobody's neighbor and have none. */
export function withoutCells(graph: Graph, cells: Uint8Array): Graph {
  const kept = (i: number, e: number): boolean => !cells[i] && !cells[graph.indices[e]!];
  const indptr = new Int32Array(graph.nNodes + 1);
  for (let i = 0; i < graph.nNodes; i++) {
    indptr[i + 1] = indptr[i]!;
    for (let e = graph.indptr[i]!; e < graph.indptr[i + 1]!; e++) if (kept(i, e)) indptr[i + 1]!++;
  }
  const edges = new Int32Array(indptr[graph.nNodes]!);
  for (let i = 0, at = 0; i < graph.nNodes; i++) {
    for (let e = graph.indptr[i]!; e < graph.indptr[i + 1]!; e++) if (kept(i, e)) edges[at++] = e;
  }
  const weights = graph.weights && Float64Array.from(edges, (e) => graph.weights![e]!);
  return new Graph(
    graph.nNodes,
    indptr,
    edges.map((e) => graph.indices[e]!),
    weights,
  );
}
