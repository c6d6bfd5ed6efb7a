import { type AnnData, isSparse, SparseMatrix, type UnsValue } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { unsAt } from '../../data/uns';
import { TissuebookError } from '../../errors';
import { EdgeList } from '../edgeList';
import { Graph } from '../graph';

/** What a prior graph is made of. */
export interface PriorParts {
  /** Names of genes or proteins, one for each node. */
  readonly nodes: readonly string[];
  /** Undirected, with weights above 0. */
  readonly graph: Graph;
  /** Where the edges come from: 'STRING, combined score from 700'. */
  readonly source: string;
  /** Nodes that the source does not know, or knows under a name that several share. */
  readonly unmapped?: readonly string[] | undefined;
  readonly ambiguous?: readonly string[] | undefined;
  readonly notices?: readonly string[] | undefined;
}

/** Names that a text shows. */
const SHOWN = 12;

/**
 * Prior knowledge about features: an undirected graph over named genes or proteins, with positive weights, and how many of them the
 * source knows. Models take it from `varp` of the data, where `write` puts it.
 *
 *     const sets = await readGmt('h.all.symbols.gmt');
 *     const prior = geneSetGraph(sets, { genes: adata.var.index });
 *     prior.write(adata, 'hallmark'); // varp['hallmark'], uns['hallmark']
 */
export class PriorGraph {
  readonly nodes: readonly string[];
  readonly graph: Graph;
  readonly source: string;
  readonly unmapped: readonly string[];
  readonly ambiguous: readonly string[];
  readonly notices: readonly string[];

  /** @throws TissuebookError 'shape-mismatch' (names and nodes differ in number) */
  constructor({ nodes, graph, source, unmapped = [], ambiguous = [], notices = [] }: PriorParts) {
    if (graph.nNodes !== nodes.length) {
      throw new TissuebookError('shape-mismatch', `PriorGraph: ${nodes.length} names for ${graph.nNodes} nodes.`, {
        argument: 'nodes',
        found: nodes.length,
      });
    }
    this.nodes = nodes;
    this.graph = graph;
    this.source = source;
    this.unmapped = unmapped;
    this.ambiguous = ambiguous;
    this.notices = notices;
  }

  /** Nodes that the source knows. */
  get nMapped(): number {
    return this.nodes.length - this.unmapped.length - this.ambiguous.length;
  }

  /** Pairs of nodes with an edge. */
  get nPairs(): number {
    return this.graph.nEdges / 2;
  }

  /** The same edges over other nodes, found by name: in another order, fewer, or with some that the graph does not know. */
  over(names: readonly string[]): PriorGraph {
    const place = new Map(names.map((name, at) => [name, at]));
    const edges = new EdgeList(names.length);
    const { indptr, indices, weights } = this.graph;
    this.nodes.forEach((name, i) => {
      const to = place.get(name);
      if (to === undefined) return;
      for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
        const from = place.get(this.nodes[indices[e]!]!);
        if (from !== undefined) edges.add(to, from, weights?.[e] ?? 1);
      }
    });
    const known = new Set(this.nodes);
    const [unmapped, ambiguous] = [new Set(this.unmapped), new Set(this.ambiguous)];
    return new PriorGraph({
      nodes: names,
      graph: edges.toGraph(),
      source: this.source,
      unmapped: names.filter((name) => !known.has(name) || unmapped.has(name)),
      ambiguous: names.filter((name) => ambiguous.has(name)),
      notices: this.notices,
    });
  }

  /**
   * Writes the edges into varp[key] and their source and coverage into uns[key], as scanpy keeps a graph of cells.
   * @throws TissuebookError 'shape-mismatch' when the features of the data are not the nodes
   */
  write(adata: AnnData, key = 'prior'): void {
    checkAnnData('PriorGraph.write', 'adata', adata);
    const { index } = adata.var;
    if (index.length !== this.nodes.length || index.some((name, at) => name !== this.nodes[at])) {
      throw new TissuebookError('shape-mismatch', 'PriorGraph.write: the nodes are not the features of the data.', {
        argument: 'adata',
        found: index.length,
        advice: 'Take it over them first: prior.over(adata.var.index).write(adata).',
      });
    }
    adata.varp.set(key, this.graph.toMatrix());
    adata.uns.set(
      key,
      new Map<string, UnsValue>([
        ['source', this.source],
        ['mapped', this.nMapped],
        ['unmapped', this.unmapped.join('\n')],
        ['ambiguous', this.ambiguous.join('\n')],
      ]),
    );
  }

  toString(): string {
    const { nodes, graph, nMapped, nPairs, source, notices } = this;
    const linked = graph.degrees().reduce((count, degree) => count + (degree > 0 ? 1 : 0), 0);
    return [
      `${source}: ${nMapped} of ${nodes.length} names mapped, ${linked} with an edge, ${nPairs} pairs.`,
      ...listed('Unmapped', this.unmapped),
      ...listed('Ambiguous, not mapped', this.ambiguous),
      ...notices,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}

/**
 * The prior graph that `write` put into the data, or another program's matrix in varp. Edges are made to go both ways; an edge of a
 * feature with itself is left out.
 *
 * @throws TissuebookError 'missing-key' (no such entry), 'invalid-argument' (a weight that is not above 0)
 */
export function priorFrom(adata: AnnData, key: string): PriorGraph {
  checkAnnData('priorFrom', 'adata', adata);
  const graph = graphIn(adata, key);
  const edges = new EdgeList(graph.nNodes);
  const { to, from } = graph.edges();
  for (let e = 0; e < graph.nEdges; e++) {
    const weight = graph.weights?.[e] ?? 1;
    if (!(weight >= 0 && weight < Infinity)) {
      throw new TissuebookError('invalid-argument', `priorFrom: varp['${key}'] holds the weight ${weight}.`, {
        argument: 'key',
        found: weight,
        advice: 'Weights of prior edges are numbers above 0.',
      });
    }
    if (weight === 0 || to[e] === from[e]) continue;
    edges.add(to[e]!, from[e]!, weight);
    edges.add(from[e]!, to[e]!, weight);
  }
  const text = (name: string): string | undefined => {
    const found = unsAt(adata.uns, key, name);
    return typeof found === 'string' ? found : undefined;
  };
  const names = (name: string): string[] => text(name)?.split('\n').filter(Boolean) ?? [];
  return new PriorGraph({
    nodes: adata.var.index,
    graph: edges.toGraph(),
    source: text('source') ?? `varp['${key}']`,
    unmapped: names('unmapped'),
    ambiguous: names('ambiguous'),
  });
}

function graphIn(adata: AnnData, key: string): Graph {
  const matrix = adata.varp.get(key);
  if (!matrix) {
    throw new TissuebookError('missing-key', `priorFrom: there is no prior graph varp['${key}'].`, {
      argument: 'key',
      found: key,
      advice: `varp has: ${[...adata.varp.keys()].join(', ') || 'nothing'}.`,
    });
  }
  const { rows, indptr, indices, values } = isSparse(matrix) ? matrix : SparseMatrix.fromDense(matrix);
  return new Graph(rows, indptr, indices, values);
}

/** 'Unmapped: A, B, ...', or nothing. */
export function listed(title: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [`${title} (${names.length}): ${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ', ...' : ''}.`];
}
