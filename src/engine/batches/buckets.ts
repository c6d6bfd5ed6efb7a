import type { SampledGraph } from './neighborGraph';

/** Sizes between two powers of two: at most an eighth of a batch is padding (ours). */
const STEPS = 8;
/** Small batches all share this size (ours). */
const SMALLEST = 64;

/**
 * The size to pad a batch of `count` to, so that batches of differing sizes have few shapes: a step is compiled anew for
 * each shape. The next of eight sizes between two powers of two, at least 64.
 */
export function bucketSize(count: number): number {
  if (count <= SMALLEST) return SMALLEST;
  const step = 2 ** Math.floor(Math.log2(count - 1)) / STEPS;
  return Math.ceil(count / step) * step;
}

/** A sampled graph with padding: node and edge numbers of a bucket's size. */
export interface PaddedGraph extends SampledGraph {
  /** 1 for a seed, 0 for the other nodes and the padding; float32, what a loss is weighted with. */
  seedWeight: Float32Array;
}

/**
 * Pads a sampled graph to the sizes of its buckets. Padding nodes repeat node 0 of the whole graph, and padding edges run
 * from the last padding node to itself, so that no real node hears of them.
 */
export function padGraph({ nodes, seeds, src, dst }: SampledGraph): PaddedGraph {
  // One node more than there are, since padding edges need a node that is padding.
  const nodeRoom = bucketSize(nodes.length + 1);
  const edgeRoom = bucketSize(src.length);
  const pad = (values: Int32Array, room: number, value: number): Int32Array => {
    const padded = new Int32Array(room).fill(value);
    padded.set(values);
    return padded;
  };
  const seedWeight = new Float32Array(nodeRoom).fill(1, 0, seeds);
  return {
    nodes: pad(nodes, nodeRoom, 0),
    seeds,
    src: pad(src, edgeRoom, nodeRoom - 1),
    dst: pad(dst, edgeRoom, nodeRoom - 1),
    seedWeight,
  };
}
