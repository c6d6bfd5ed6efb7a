import { checkGraph, checkList } from './checks';
import { TissuebookError } from '../errors';
import { anything, checkOptions, integer, seed as seedCheck } from '../options';
import { Random } from '../random';
import { type Coded, codesOfLabels } from './labelCodes';
import type { GraphLike, Labels, MatrixLike } from './types';

export interface NeighborhoodEnrichmentOptions {
  /** Random relabelings. 1,000, as squidpy. */
  permutations?: number;
  /** Labels are only exchanged within these groups: sections, patients. One group of all cells. */
  within?: Labels;
  /** uint32. 0. */
  seed?: number;
}

export interface NeighborhoodEnrichment {
  /** The label of each row and column, in sorted order. */
  labels: string[];
  /** Edges from cells of the row's label to cells of the column's [labels, labels]. */
  counts: MatrixLike;
  /** How many standard deviations the counts are above those of random labels; NaN where these never vary. */
  z: MatrixLike;
}

/**
 * Which labels are neighbors more often than chance has it: edges between labels, compared with the same graph under
 * labels that were exchanged at random (Schapiro et al. 2017, histoCAT; as squidpy.gr.nhood_enrichment). Weights of edges
 * are not used, nor cells without a label. The z-score grows with the number of cells: compare signs and patterns, not sizes of different sections.
 *
 * @throws TissuebookError 'shape-mismatch' (labels of another number than nodes)
 */
export function neighborhoodEnrichment(
  graph: GraphLike,
  labels: Labels,
  options: NeighborhoodEnrichmentOptions = {},
): NeighborhoodEnrichment {
  checkGraph('neighborhoodEnrichment', 'graph', graph);
  checkList('neighborhoodEnrichment', 'labels', labels);
  checkOptions('neighborhoodEnrichment', options, { permutations: integer(2), within: anything, seed: seedCheck });
  const { permutations = 1000, seed = 0 } = options;
  const { codes, names } = codesOfLabels(labels);
  const groups = options.within ? codesOfLabels(options.within) : undefined;
  for (const [what, length] of [
    ['labels', codes.length],
    ['within', groups?.codes.length ?? codes.length],
  ] as const) {
    // prettier-ignore
    if (length === graph.nNodes) continue;
    throw new TissuebookError(
      'shape-mismatch',
      `neighborhoodEnrichment: ${length} ${what} for ${graph.nNodes} nodes.`,
      {
        argument: what,
        found: length,
      },
    );
  }
  const size = names.length;
  const counts = countPairs(graph, codes, size);
  const mean = new Float64Array(size * size);
  const squares = new Float64Array(size * size);
  const draws = new Random(seed);
  const shuffled = codes.slice();
  const members = membersOf(groups, codes);
  for (let round = 0; round < permutations; round++) {
    for (const group of members) {
      const order = draws.shuffle(group.map((cell) => shuffled[cell]!));
      group.forEach((cell, at) => (shuffled[cell] = order[at]!));
    }
    countPairs(graph, shuffled, size).forEach((count, e) => {
      const apart = count - mean[e]!;
      mean[e]! += apart / (round + 1);
      squares[e]! += apart * (count - mean[e]!);
    });
  }
  const z = counts.map((count, e) => {
    const deviation = Math.sqrt(squares[e]! / permutations);
    return deviation > 0 ? (count - mean[e]!) / deviation : NaN;
  });
  const square = (values: Float64Array): MatrixLike => ({ rows: size, columns: size, values });
  return { labels: names, counts: square(counts), z: square(z) };
}

function countPairs({ nNodes, indptr, indices }: GraphLike, codes: Int32Array, size: number): Float64Array {
  const counts = new Float64Array(size * size);
  for (let i = 0; i < nNodes; i++) {
    if (codes[i]! < 0) continue;
    const row = codes[i]! * size;
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const other = codes[indices[e]!]!;
      if (other >= 0) counts[row + other]!++;
    }
  }
  return counts;
}

/** The cells whose labels are exchanged among each other: those that have one, and a group. */
function membersOf(groups: Coded | undefined, codes: Int32Array): Int32Array[] {
  const all = Int32Array.from(codes.keys()).filter((i) => codes[i]! >= 0);
  return groups ? groups.names.map((_, g) => all.filter((i) => groups.codes[i] === g)) : [all];
}
