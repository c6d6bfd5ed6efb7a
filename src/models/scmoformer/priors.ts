import { type AnnData, type MuData, SparseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import { linkProteins, linksFrom, priorFrom, type PriorGraph, type ProteinLinks } from '../../graph/prior';
import type { ScmoformerConfig } from './config';

/** What is known of genes and proteins beside the data. */
export interface Priors {
  /** Ones where a gene codes for a protein [genes, proteins]. */
  readonly links: SparseMatrix;
  /** Weights of a prior graph [genes, genes], symmetric; without entries where there is none. */
  readonly genes: SparseMatrix;
  /** [proteins, proteins] */
  readonly proteins: SparseMatrix;
}

/** Prior knowledge of some data, and what a reader has to know of it. */
export interface FoundPriors {
  readonly priors: Priors;
  readonly notices: readonly string[];
}

/** Edges of a prior graph, both directions counted (ours): what a step can hold. */
const MOST_EDGES = 16_000_000;

/**
 * The prior knowledge that the configuration asks for: links by var['genes'] of the proteins, else by their names; graphs by key of
 * varp.
 *
 * @throws TissuebookError 'missing-key' (no such key of varp), 'too-large'
 */
export function findPriors(
  where: string,
  { rna, proteins }: { rna: AnnData; proteins: AnnData },
  { prior, geneGraph, proteinGraph }: ScmoformerConfig,
): FoundPriors {
  const [genes, names] = [rna.var.index, proteins.var.index];
  const none: Priors = { links: empty(genes.length, names.length), genes: empty(genes.length), proteins: empty(names.length) };
  if (prior === 'none') return { priors: none, notices: ['No prior knowledge was used, as asked for.'] };
  const links = linksFrom(genes, proteins) ?? linkProteins(genes, names);
  const graph = (table: AnnData, key: string): PriorGraph | undefined =>
    prior === 'all' && key !== '' ? priorFrom(table, key) : undefined;
  const [geneGraphFound, proteinGraphFound] = [graph(rna, geneGraph), graph(proteins, proteinGraph)];
  for (const found of [geneGraphFound, proteinGraphFound]) if (found) checkSize(where, found);
  return {
    priors: {
      links: links.toMatrix(),
      genes: geneGraphFound?.graph.toMatrix() ?? none.genes,
      proteins: proteinGraphFound?.graph.toMatrix() ?? none.proteins,
    },
    notices: [
      ...linkNotices(links),
      ...graphNotices('genes', geneGraphFound, geneGraph === ''),
      ...graphNotices('proteins', proteinGraphFound, true),
    ],
  };
} // prettier-ignore

/** A matrix without entries. */
export const empty = (rows: number, columns = rows): SparseMatrix =>
  new SparseMatrix(rows, columns, {
    indptr: new Int32Array(rows + 1),
    indices: new Int32Array(0),
    values: new Float32Array(0),
  });

/** The modalities of some data by their names. */
export const tablesOf = (data: MuData, rna: string, proteins: string): { rna: AnnData; proteins: AnnData } => ({
  rna: data.modality(rna),
  proteins: data.modality(proteins),
});

function linkNotices(links: ProteinLinks): string[] {
  const { nLinked, proteins } = links;
  if (nLinked > 0) return [`${nLinked} of ${proteins.length} proteins are linked to their genes.`];
  return [
    `None of the ${proteins.length} proteins is linked to a gene: genes and proteins meet in the cells alone. Name genes in var['genes'] of the proteins.`,
  ];
}

function graphNotices(of: string, found: PriorGraph | undefined, quiet: boolean): string[] {
  if (!found) return quiet ? [] : [`There is no prior graph of the ${of}.`];
  const { source, nMapped, nodes, nPairs, graph } = found;
  const linked = graph.degrees().filter((degree) => degree > 0).length;
  return [
    `Prior graph of the ${of}, ${source}: ${nMapped} of ${nodes.length} mapped, ${linked} with an edge, ${nPairs} pairs.`,
  ];
}

function checkSize(where: string, { graph, source }: PriorGraph): void {
  if (graph.nEdges <= MOST_EDGES) return;
  throw new TissuebookError('too-large', `${where}: the prior graph (${source}) has ${graph.nEdges} edges.`, {
    argument: 'geneGraph',
    found: graph.nEdges,
    advice: `At most ${MOST_EDGES} fit: raise its threshold, or leave out large sets.`,
  });
}
