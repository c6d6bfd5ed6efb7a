import type { DenseMatrix } from '../../data';
import { tf } from '../../engine';
import type { Graph } from '../../graph';
import { type Plan, planPass } from './input';
import { decode, encode, expressionOf, type NetworkInput } from './network';
import { formOf, type CifmState } from './state';

/** A few cells of a tissue, and what they express in one state of it. */
export interface SmallTissue {
  readonly matrix: DenseMatrix;
  readonly points: DenseMatrix;
  readonly graph: Graph;
  /** Inner products of the rows of the matrix along the graph's edges, in their order, and of each row with itself. */
  readonly products: { readonly edges: Float32Array; readonly own: Float32Array };
}

/** Some masked cells of a small tissue. */
export interface Pass {
  readonly tissue: SmallTissue;
  /** Cells of the small tissue, each once. */
  readonly asked: Int32Array;
  readonly masked: Uint8Array;
}

/** Nodes of one pass of the network; beyond, there are several (ours). */
const MOST_NODES = 40_000;

/**
 * What the network infers of the asked cells of several passes [asked of all passes, genes], in one run of it: small passes one by one
 * would spend their time on starting operations.
 */
export async function runPasses(state: CifmState, passes: readonly Pass[]): Promise<Float32Array> {
  const { encoderLayers, decoderLayers } = state.config;
  const planned = passes.map((pass) => {
    const absent = new Uint8Array(pass.masked.length);
    const parts = { graph: pass.tissue.graph, absent, masked: pass.masked };
    return { pass, plan: planPass(pass.asked, parts, encoderLayers, decoderLayers) };
  });
  const genes = state.features.length;
  const out = new Float32Array(passes.reduce((sum, { asked }) => sum + asked.length, 0) * genes);
  for (let from = 0, row = 0; from < planned.length;) {
    let [to, nodes] = [from, 0];
    while (to < planned.length && (to === from || nodes + planned[to]!.plan.nodes.length <= MOST_NODES)) {
      nodes += planned[to++]!.plan.nodes.length;
    }
    const values = await runJoined(state, planned.slice(from, to));
    out.set(values, row * genes);
    row += values.length / genes;
    from = to;
  }
  return out;
}

type Planned = { readonly pass: Pass; readonly plan: Plan };

async function runJoined(state: CifmState, planned: readonly Planned[]): Promise<Float32Array> {
  const asked = planned.reduce((sum, { plan }) => sum + plan.asked, 0);
  const answer = tf.tidy(() => {
    const form = formOf(state);
    const input = joinedInput(state, planned, asked);
    const z = encode(state.parameters, form, input);
    return expressionOf(form, decode(state.parameters, form, z, input, asked));
  });
  const values = (await answer.data()) as Float32Array;
  answer.dispose();
  return values;
}

/** The input of several plans side by side: the asked nodes of all first, then all others. */
function joinedInput(state: CifmState, planned: readonly Planned[], asked: number): NetworkInput {
  const genes = state.features.length;
  const total = planned.reduce((sum, { plan }) => sum + plan.nodes.length, 0);
  const x = new Float32Array(total * genes);
  const masked = new Float32Array(total);
  const placesOf = placers(planned, asked);
  planned.forEach(({ pass, plan }, p) => {
    const { matrix } = pass.tissue;
    plan.nodes.forEach((cell, at) => {
      const place = placesOf[p]!(at);
      // Rows of masked cells stay zero: what is not there cannot leak.
      if (pass.masked[cell]) masked[place] = 1;
      else x.set(matrix.values.subarray(cell * genes, (cell + 1) * genes) as Float32Array, place * genes);
    });
  });
  const layers = planned[0]!.plan.layers.length;
  const edges = Array.from({ length: layers }, (_, layer) => joinedEdges(state, planned, placesOf, layer));
  return {
    x: tf.tensor2d(x, [total, genes]),
    masked: tf.tensor2d(masked, [total, 1]),
    products: joinedProducts(planned),
    edges,
  };
}

/** Where the nodes of each plan come to lie. */
function placers(planned: readonly Planned[], asked: number): ((node: number) => number)[] {
  let [before, rest] = [0, asked];
  return planned.map(({ plan }) => {
    const [first, second] = [before, rest - plan.asked];
    before += plan.asked;
    rest += plan.nodes.length - plan.asked;
    return (node) => (node < plan.asked ? first : second) + node;
  });
}

function joinedEdges(
  { radius }: CifmState,
  planned: readonly Planned[],
  placesOf: readonly ((node: number) => number)[],
  layer: number,
): NetworkInput['edges'][number] {
  const count = planned.reduce((sum, { plan }) => sum + plan.layers[layer]!.dst.length, 0);
  const axes = planned[0]!.pass.tissue.points.columns;
  const [dst, src] = [new Int32Array(count), new Int32Array(count)];
  const delta = new Float32Array(count * axes);
  let e = 0;
  planned.forEach(({ pass, plan }, p) => {
    const { values } = pass.tissue.points;
    const ends = plan.layers[layer]!;
    for (let at = 0; at < ends.dst.length; at++, e++) {
      dst[e] = placesOf[p]!(ends.dst[at]!);
      src[e] = placesOf[p]!(ends.src[at]!);
      const [i, j] = [plan.nodes[ends.dst[at]!]! * axes, plan.nodes[ends.src[at]!]! * axes];
      for (let a = 0; a < axes; a++) delta[e * axes + a] = (values[i + a]! - values[j + a]!) / radius;
    }
  });
  return { dst: tf.tensor1d(dst, 'int32'), src: tf.tensor1d(src, 'int32'), delta: tf.tensor2d(delta, [count, axes]) };
}

/** x_dst . x_src of the first layer's messages, looked up: every edge stands in many passes. */
function joinedProducts(planned: readonly Planned[]): tf.Tensor2D {
  const count = planned.reduce((sum, { plan }) => sum + plan.layers[0]!.dst.length, 0);
  const out = new Float32Array(count);
  let e = 0;
  for (const { pass, plan } of planned) {
    const { graph, products } = pass.tissue;
    const { dst, src } = plan.layers[0]!;
    for (let at = 0; at < dst.length; at++) {
      const [i, j] = [plan.nodes[dst[at]!]!, plan.nodes[src[at]!]!];
      out[e++] = i === j ? products.own[i]! : products.edges[edgeBetween(graph, i, j)]!;
    }
  }
  return tf.tensor2d(out, [count, 1]);
}

/** The inner products along a graph's edges. */
export function innerProductsOf(matrix: DenseMatrix, graph: Graph): SmallTissue['products'] {
  const edges = new Float32Array(graph.nEdges);
  const own = new Float32Array(matrix.rows);
  for (let i = 0; i < matrix.rows; i++) {
    own[i] = product(matrix, i, i);
    for (let e = graph.indptr[i]!; e < graph.indptr[i + 1]!; e++) {
      const j = graph.indices[e]!;
      // A radius graph has every edge both ways; the product of the first is that of the second.
      edges[e] = j < i ? edges[edgeBetween(graph, j, i)]! : product(matrix, i, j);
    }
  }
  return { edges, own };
}

function product({ values, columns }: DenseMatrix, i: number, j: number): number {
  let sum = 0;
  for (let c = 0, a = i * columns, b = j * columns; c < columns; c++) sum += values[a + c]! * values[b + c]!;
  return sum;
}

/** Which edge of node i leads to node j; neighbors are in rising order. */
function edgeBetween({ indptr, indices }: Graph, i: number, j: number): number {
  let [low, high] = [indptr[i]!, indptr[i + 1]!];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (indices[middle]! < j) low = middle + 1;
    else high = middle;
  }
  return low;
}
