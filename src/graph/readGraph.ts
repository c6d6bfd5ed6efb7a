import { type AnnData, type Column, isSparse, readTable } from '../data';
import { checkAnnData } from '../data/checkAnnData';
import { TissuebookError } from '../errors';
import { checkArgument, checkOptions, flag, listOf, text } from '../options';
import { EdgeList } from './edgeList';
import { Graph } from './graph';

export interface ReadGraphOptions {
  /** The names of the nodes in their order: genes of a panel, cells. Those of the file, in the order in which they occur. */
  nodes?: readonly string[];
  /** The columns of the two ends and of the weight. The first, the second and, if there is one, the third. */
  from?: string;
  to?: string;
  weight?: string;
  /** Add the reverse of every edge. true: prior knowledge mostly has no direction. */
  symmetric?: boolean;
  /** Leave out edges with an end that `nodes` does not name, in place of refusing the file. false. */
  skipUnknown?: boolean;
}

/** A graph and what its nodes are called. */
export interface NamedGraph {
  graph: Graph;
  nodes: string[];
}

/**
 * Reads edges from a table with a line for each (.csv, .tsv, also gzipped): interactions of genes or proteins, or neighbors
 * that another program found. An edge that stands twice counts once.
 *
 * @throws TissuebookError as readTable; 'missing-key' (a column or a node that is not there), 'corrupt' (no two columns, a
 *   weight that is no number)
 */
export function readGraph(path: string, options: ReadGraphOptions = {}): NamedGraph {
  checkArgument('readGraph', 'path', path, text);
  checkOptions('readGraph', options, {
    nodes: listOf(text),
    from: text,
    to: text,
    weight: text,
    symmetric: flag,
    skipUnknown: flag,
  });
  const table = readTable(path, options.from === undefined ? {} : { index: options.from });
  const to = options.to ?? table.names[0];
  if (to === undefined) {
    throw new TissuebookError('corrupt', `readGraph: ${path} has no second column.`, { argument: 'path', found: path });
  }
  const weight = options.weight ?? (options.to === undefined ? table.names[1] : undefined);
  const targets = namesOf(table.get(to));
  const weights = weight === undefined ? undefined : weightsOf(table.get(weight), weight);
  const nodes = options.nodes
    ? [...options.nodes]
    : [...new Set(table.index.flatMap((name, e) => [name, targets[e]!]))];
  const place = new Map(nodes.map((name, i) => [name, i]));
  const edges = new EdgeList(nodes.length);
  table.index.forEach((from, e) => {
    const ends = [from, targets[e]!].map((name) => place.get(name));
    const [a, b] = ends;
    if (a === undefined || b === undefined) {
      if (options.skipUnknown) return;
      throw unknown(a === undefined ? from : targets[e]!);
    }
    edges.add(b, a, weights?.[e] ?? 1);
    if (options.symmetric ?? true) edges.add(a, b, weights?.[e] ?? 1);
  });
  return { graph: edges.toGraph(), nodes };
}

/** The graph that data hold in obsp: of neighbors, or as scanpy and squidpy left it. @throws TissuebookError 'missing-key' */
export function graphFrom(adata: AnnData, key: string): Graph {
  checkAnnData('graphFrom', 'adata', adata);
  const matrix = adata.obsp.get(key);
  if (matrix && isSparse(matrix)) return new Graph(matrix.rows, matrix.indptr, matrix.indices, matrix.values);
  throw new TissuebookError('missing-key', `graphFrom: there is no graph obsp['${key}'].`, {
    argument: 'key',
    found: key,
    advice: `obsp has: ${[...adata.obsp.keys()].join(', ') || 'nothing'}.`,
  });
}

function namesOf(column: Column): string[] {
  if (column.kind === 'categorical') return Array.from(column.codes, (code) => column.categories[code] ?? '');
  return Array.from(column.values as ArrayLike<unknown>, String);
}

function weightsOf(column: Column, name: string): ArrayLike<number> {
  if (column.kind === 'numeric' && !column.values.some((value) => !Number.isFinite(value))) return column.values;
  throw new TissuebookError('corrupt', `readGraph: the column "${name}" does not hold a number in every line.`, {
    argument: 'weight',
    found: name,
  });
}

function unknown(name: string): TissuebookError {
  return new TissuebookError('missing-key', `readGraph: nodes does not name "${name}", which has an edge.`, {
    argument: 'nodes',
    found: name,
    advice: 'Name all nodes, or leave such edges out with skipUnknown: true.',
  });
}
