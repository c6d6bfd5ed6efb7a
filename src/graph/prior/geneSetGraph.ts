import { uniquePlaces } from '../../data/rowsByName';
import { TissuebookError } from '../../errors';
import { checkArgument, checkOptions, integer, listOf, objectWith, text } from '../../options';
import { EdgeList } from '../edgeList';
import { PriorGraph } from './priorGraph';
import type { GeneSet } from './readGmt';

export interface GeneSetGraphOptions {
  /** The nodes in their order: the genes of the data. All genes of the sets, as they occur. */
  genes?: readonly string[];
  /** Sets with more genes among the nodes than this are left out, and said: large sets make everything a neighbor. None. */
  maxSize?: number;
  /** Where the sets come from, for results: 'MSigDB hallmark 7.5.1'. */
  source?: string;
}

/** How names of nodes that occur twice are refused. */
export const NODES = { argument: 'genes', advice: 'Nodes are told apart by their name.' };

/** Most pairs of a graph (ours): 160 MB with both directions. */
const MOST_PAIRS = 10_000_000;

/**
 * Joins the genes of every set with each other, a clique for each; the weight of an edge is the number of sets that hold both
 * (scMoGNN, Wen et al. 2022). Names match as they are spelled.
 *
 * @throws TissuebookError 'invalid-argument' (a name twice), 'too-large' (more than 10,000,000 pairs)
 */
export function geneSetGraph(sets: readonly GeneSet[], options: GeneSetGraphOptions = {}): PriorGraph {
  checkArgument('geneSetGraph', 'sets', sets, listOf(objectWith('name', 'genes')));
  checkOptions('geneSetGraph', options, { genes: listOf(text), maxSize: integer(2), source: text });
  const { maxSize = Infinity, source = `${sets.length} gene sets` } = options;
  const nodes = options.genes ?? [...new Set(sets.flatMap(({ genes }) => genes))];
  const place = uniquePlaces('geneSetGraph', nodes, NODES);
  const members = sets.map(({ genes }) => [...new Set(genes)].flatMap((gene) => place.get(gene) ?? []));
  const large = sets.filter((_, at) => members[at]!.length > maxSize);
  const counts = countPairs(
    members.filter((list) => list.length <= maxSize),
    nodes.length,
  );
  const edges = new EdgeList(nodes.length);
  for (const [pair, count] of counts) {
    const [i, j] = [Math.floor(pair / nodes.length), pair % nodes.length];
    edges.add(i, j, count);
    edges.add(j, i, count);
  }
  const known = new Set(members.flat());
  const notices = large.length === 0 ? [] : [`${large.length} sets of more than ${maxSize} genes were left out.`];
  const unmapped = nodes.filter((_, at) => !known.has(at));
  return new PriorGraph({ nodes, graph: edges.toGraph(), source, unmapped, notices });
}

function countPairs(members: readonly number[][], nNodes: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const list of members) {
    if ((list.length * (list.length - 1)) / 2 > MOST_PAIRS) throw tooMany();
    const sorted = [...list].sort((a, b) => a - b);
    for (let a = 0; a < sorted.length; a++) {
      for (let b = a + 1; b < sorted.length; b++) {
        const pair = sorted[a]! * nNodes + sorted[b]!;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
      if (counts.size > MOST_PAIRS) throw tooMany();
    }
  }
  return counts;
}

const tooMany = (): TissuebookError =>
  new TissuebookError('too-large', `geneSetGraph: the sets join more than ${MOST_PAIRS} pairs of genes.`, {
    argument: 'sets',
    found: MOST_PAIRS,
    advice: 'Leave out large sets: { maxSize: 500 }.',
  });
