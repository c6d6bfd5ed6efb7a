import { exactMath } from '../exactMath';
import { TissuebookError } from '../errors';
import { checkArgument, checkOptions, number, objectWith, oneOf } from '../options';
import { median } from '../statistics';
import { Graph } from './graph';

export interface WeighEdgesOptions {
  /**
   * What a distance d becomes: 'gaussian' exp(-d^2 / (2 scale^2)), 'exponential' exp(-d / scale), 'inverse'
   * 1 / (1 + d / scale), 'ones' 1, 'same' itself, for graphs whose weights are no distances. 'gaussian'.
   */
  kernel?: 'gaussian' | 'exponential' | 'inverse' | 'ones' | 'same';
  /** The distance at which the kernel has clearly fallen, in the unit of the coordinates. The median distance (ours). */
  scale?: number;
  /**
   * 'row': the weights of each node's neighbors add up to 1. 'symmetric': divided by the roots of both ends' sums (Kipf and
   * Welling 2017). 'none'.
   */
  normalize?: 'none' | 'row' | 'symmetric';
}

/**
 * The same edges with weights made from their distances. Nodes without neighbors stay so.
 *
 * @throws TissuebookError 'invalid-argument' (a graph without distances, weights below zero; no scale can be found), 'not-finite'
 */
export function weighEdges(graph: Graph, options: WeighEdgesOptions = {}): Graph {
  checkArgument('weighEdges', 'graph', graph, objectWith('nNodes', 'indptr', 'indices'));
  checkOptions('weighEdges', options, {
    kernel: oneOf('gaussian', 'exponential', 'inverse', 'ones', 'same'),
    scale: number(Number.MIN_VALUE),
    normalize: oneOf('none', 'row', 'symmetric'),
  });
  const { kernel = 'gaussian', normalize = 'none' } = options;
  const distances = distancesOf(graph, kernel);
  const weights = new Float64Array(graph.nEdges);
  const scaled = kernel !== 'ones' && kernel !== 'same';
  const scale = scaled ? (options.scale ?? median(distances)) : 1;
  if (scaled && graph.nEdges > 0 && !(scale > 0)) {
    throw new TissuebookError('invalid-argument', 'weighEdges: half of the distances are 0, so there is no scale.', {
      argument: 'scale',
      advice: 'Give it in the unit of the coordinates.',
    });
  }
  const weigh = KERNELS[kernel];
  for (let e = 0; e < weights.length; e++) weights[e] = weigh(distances[e]!, scale);
  if (normalize !== 'none') divideBySums(graph, weights, normalize);
  return new Graph(graph.nNodes, graph.indptr, graph.indices, weights);
}

const KERNELS: Record<NonNullable<WeighEdgesOptions['kernel']>, (distance: number, scale: number) => number> = {
  gaussian: (d, scale) => exactMath.exp(-((d / scale) ** 2) / 2),
  exponential: (d, scale) => exactMath.exp(-d / scale),
  inverse: (d, scale) => 1 / (1 + d / scale),
  ones: () => 1,
  same: (d) => d,
};

function distancesOf({ weights, nEdges }: Graph, kernel: string): ArrayLike<number> {
  if (!weights && kernel !== 'ones' && kernel !== 'same') {
    throw new TissuebookError('invalid-argument', 'weighEdges: the graph has no distances.', {
      argument: 'graph',
      advice: "Use the kernel 'ones', or a graph built from positions.",
    });
  }
  const distances = weights ?? new Float32Array(nEdges).fill(1);
  const bad = distances.findIndex((value) => !(value >= 0 && value < Infinity));
  if (bad < 0) return distances;
  throw new TissuebookError('not-finite', `weighEdges: edge ${bad} has the weight ${distances[bad]}.`, {
    argument: 'graph',
    found: distances[bad],
  });
}

function divideBySums({ nNodes, indptr, indices }: Graph, weights: Float64Array, by: 'row' | 'symmetric'): void {
  const sums = new Float64Array(nNodes);
  for (let i = 0; i < nNodes; i++) for (let e = indptr[i]!; e < indptr[i + 1]!; e++) sums[i]! += weights[e]!;
  for (let i = 0; i < nNodes; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const sum = by === 'row' ? sums[i]! : Math.sqrt(sums[i]! * sums[indices[e]!]!);
      weights[e] = sum > 0 ? weights[e]! / sum : 0;
    }
  }
}
