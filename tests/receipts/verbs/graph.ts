import { DenseMatrix } from '../../../src/data';
import * as verbs from '../../../src/graph';
import * as searches from '../../../src/neighbors';
import type { Line, Steps } from '../steps';
import { fileIn } from './fileIn';

/** Every verb of graphs and of searches for near points. */
export const GRAPH: Readonly<Record<string, Line>> = {
  knnGraph: ({ counts }) => verbs.knnGraph(counts, { k: 5 }),
  'knnGraph by section': ({ counts }) => verbs.knnGraph(counts, { k: 5, groups: 'section', symmetric: true }),
  radiusGraph: ({ counts, graph }) => verbs.radiusGraph(counts, { radius: 2 * meanOf(graph.weights!) }),
  delaunayGraph: ({ counts }) => verbs.delaunayGraph(counts),
  'delaunayGraph of short edges': ({ counts, graph }) => verbs.delaunayGraph(counts, { maxLength: 2 * meanOf(graph.weights!), groups: 'section' }), // prettier-ignore
  gridGraph: ({ counts: { nObs } }) => verbs.gridGraph(new DenseMatrix(nObs, 2, Float64Array.from({ length: 2 * nObs }, (_, e) => (e % 2 === 0 ? Math.floor(e / 40) : (e >> 1) % 20))), { layout: 'square', rings: 2 }), // prettier-ignore
  bipartiteGraph: ({ counts }) => verbs.bipartiteGraph(counts),
  Graph: ({ graph }) => [graph.degrees(), graph.edges(), graph.toMatrix()],
  graphFrom: ({ joined }) => verbs.graphFrom(joined, 'connectivities'),
  readGraph: () => verbs.readGraph(fileIn('edges.csv', 'from,to,weight\na,b,0.1\nb,c,0.7\na,d,1e-3\n')),
  niches: ({ counts }) => verbs.niches(counts, { k: 9 }),
  'niches as tiles': ({ counts, graph }) => verbs.niches(counts, { kind: 'tiles', side: 4 * meanOf(graph.weights!) }),
  nicheValues: ({ counts, first, second }) => verbs.nicheValues(verbs.niches(counts, { k: 9 }), stacked(first, second)),
  'weighEdges gaussian': ({ graph }) => verbs.weighEdges(graph),
  'weighEdges exponential': ({ graph }) => verbs.weighEdges(graph, { kernel: 'exponential', normalize: 'symmetric' }),
  'weighEdges inverse': ({ graph }) => verbs.weighEdges(graph, { kernel: 'inverse', normalize: 'row' }),
  withoutNodes: ({ graph, high }) => verbs.withoutNodes(graph, high),
  geneSetGraph: () => verbs.geneSetGraph(SETS),
  readGmt: () => verbs.readGmt(fileIn('sets.gmt', 'one\tabout\tA\tB\tC\ntwo\t\tB\tD\n')),
  readLigandReceptor: () => verbs.readLigandReceptor(fileIn('pairs.csv', 'ligand,receptor\nA,B\nC,D_E\nA,B\n')),
  readProteinTable: () => verbs.readProteinTable(fileIn('proteins.csv', 'protein,symbol\nCD3,CD3D\nCD3,CD3E\nIgG,\n')),
  readStringGraph: () => {
    const links = fileIn('links.txt', 'protein1 protein2 combined_score\n9606.P1 9606.P2 900\n9606.P2 9606.P3 417\n');
    const info = fileIn('info.txt', '#string_protein_id\tpreferred_name\n9606.P1\tA\n9606.P2\tB\n9606.P3\tC\n');
    return verbs.readStringGraph({ links, info }, { threshold: 0.2 });
  },
  linkProteins: () => verbs.linkProteins(GENES, ['CD3', 'CD4_TotalSeqB', 'IgG']),
  linksFrom: ({ counts }) => {
    const proteins = counts.subset({ var: [0, 1] });
    verbs.linkProteins(counts.var.index, proteins.var.index).write(proteins);
    return verbs.linksFrom(counts.var.index, proteins);
  },
  priorFrom: ({ counts }) => {
    const { graph, nodes } = verbs.geneSetGraph([{ name: 's', description: '', genes: counts.var.index.slice(0, 5) }]);
    const data = counts.subset({ var: [...nodes] });
    return verbs.priorFrom(data.with({ varp: [['sets', graph.toMatrix()]] }), 'sets');
  },
  buildIndex: ({ spatial, counts }) => searched(spatial, counts.nObs),
  'NeighborIndex in threads': ({ scores }) => searches.buildIndex(scores).nearestOthersInThreads(7, { caller: 'test' }),
  'NeighborIndex approximate': ({ scores }) => searches.buildIndex(scores).nearestOthersInThreads(7, { caller: 'test', method: 'approximate' }), // prettier-ignore
  allRows: () => searches.allRows(5),
  groupRows: ({ high }) => searches.groupRows(high, searches.allRows(high.length)),
};

const GENES = ['CD3D', 'CD3E', 'CD3G', 'CD4', 'TP53'];
const SETS = [
  { name: 'one', description: '', genes: ['A', 'B', 'C'] },
  { name: 'two', description: '', genes: ['B', 'C', 'D'] },
];

const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

function stacked(a: Steps['first'], b: Steps['first']): DenseMatrix {
  const values = Float64Array.from([...(a.values as Float32Array), ...(b.values as Float32Array)]);
  return new DenseMatrix(a.rows + b.rows, a.columns, values);
}

/** Nearest points, and those within a distance, in the order in which the index gives them. */
function searched(points: DenseMatrix, count: number): unknown {
  const index = searches.buildIndex(points);
  const near = index.nearest(searches.allRows(count), 4);
  const lists: number[][] = [];
  const visit = (point: number, others: Int32Array, squares: Float64Array, found: number): void =>
    void lists.push([point, ...others.slice(0, found), ...squares.slice(0, found)]);
  index.nearestOthers(6).forEach(visit);
  index.within(meanOf(points.column(0)) / 20).forEach(visit);
  return [near, lists];
}
