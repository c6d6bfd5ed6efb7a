import { checkGraph, checkList, checkNoneMissing, checkPaired } from './checks';
import { codesOfLabels } from './labelCodes';
import type { GraphLike, Labels } from './types';

/**
 * How far the cells of each label hang together: the share of a label's cells that lie in its largest connected part of the neighbor
 * graph, edges taken both ways (Luecken et al. 2022; scib's graph_connectivity).
 *
 * @param graph of nearest cells, as knnGraph gives it
 * @returns the share of each label, by its name
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument' for a cell without a label
 */
export function connectivityByLabel(graph: GraphLike, labels: Labels): Map<string, number> {
  checkGraph('connectivityByLabel', 'graph', graph);
  checkList('connectivityByLabel', 'labels', labels);
  checkPaired('connectivityByLabel', { length: graph.nNodes }, labels);
  checkNoneMissing('connectivityByLabel', labels, 'labels');
  const { codes, names } = codesOfLabels(labels);
  const parent = Int32Array.from({ length: graph.nNodes }, (_, cell) => cell);
  const rootOf = (cell: number): number => {
    let root = cell;
    while (parent[root] !== root) root = parent[root] = parent[parent[root]];
    return root;
  };
  for (let i = 0; i < graph.nNodes; i++) {
    for (let e = graph.indptr[i]; e < graph.indptr[i + 1]; e++) {
      const j = graph.indices[e];
      if (codes[i] === codes[j]) parent[rootOf(i)] = rootOf(j);
    }
  }
  const members = new Int32Array(names.length);
  const parts = new Int32Array(graph.nNodes);
  const largest = new Int32Array(names.length);
  for (let i = 0; i < graph.nNodes; i++) {
    members[codes[i]]++;
    largest[codes[i]] = Math.max(largest[codes[i]], ++parts[rootOf(i)]);
  }
  return new Map(names.map((name, code) => [name, largest[code] / members[code]]));
}

/** The mean of connectivityByLabel over labels: 1 when the cells of every label are joined. */
export function graphConnectivity(graph: GraphLike, labels: Labels): number {
  const shares = [...connectivityByLabel(graph, labels).values()];
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
