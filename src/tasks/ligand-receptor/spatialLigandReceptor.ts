import type { AnnData } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import { Graph, knnGraph } from '../../graph';
import { anything, checkArgument, checkOptions, integer, objectWith, oneOf, seed as seedCheck, text } from '../../options'; // prettier-ignore
import type { ColumnName, LayerName } from '../../names';
import { columnMeans } from '../../prepare/genes/setMeans';
import { Random } from '../../random';
import { EventLoopYielder, type WorkOptions } from '../../wasm';
import { type MoransR, moransR, type RowWeights, sentOf, standardized, totalOf } from './bivariateMoran';
import { chosenColumns } from './chosenColumns';
import { type Complexes, pairGenes, type GenePairs } from './pairGenes';
import { SpatialLigandReceptorResult } from './spatialLigandReceptorResult';
import { type SpatialPairs, valuesAt } from './spatialPairs';

/** `progress` counts pairs. */
export interface SpatialLigandReceptorOptions extends WorkOptions {
  /** Ligands and receptors: what readLigandReceptor gives, a table of such columns, or [['CXCL12', 'CXCR4'], ...]. */
  pairs: GenePairs;
  /** Who can hear whom. `knnGraph(adata, { k: 6, groups: section })`. */
  graph?: Graph;
  /** The obs column of sections, which the default graph does not connect. None. */
  section?: ColumnName;
  /** 'connectivities': all neighbors count the same; 'graph': by the weights of the graph, as weighEdges makes them. 'connectivities'. */
  weights?: 'connectivities' | 'graph';
  /** What stands for a complex, 'A_B': 'min', the part with the lowest mean; 'all', each part by itself. 'min'. */
  complexes?: Complexes;
  /** Exchanges of places that p is counted from. 0: p by the exact mean and deviation over all exchanges, as normal. */
  permutations?: number;
  /** A layer in place of X: log1p values. */
  layer?: LayerName;
  /** uint32: the exchanges. 0. */
  seed?: number;
}

/**
 * Ligands whose neighbors express the receptor: Moran's R of both genes over a sparse graph of neighbors, in standardized values,
 * R = sum_ij w_ij x_i y_j / sum_ij w_ij (Wartenberg 1985; SpatialDM, Li et al. 2023), the weights of each cell's neighbors adding up to 1. A pair at a time: a million
 * cells take the memory of the graph, of the genes in pairs, and some numbers a cell. `local` of the result maps a pair.
 *
 * Genes that share a tissue are alike in places too: a high R is no evidence of signaling.
 *
 * @throws TissuebookError 'missing-key' (no positions, no measured pair), 'shape-mismatch' (a graph of other cells), 'not-finite', 'aborted'
 * @example
 * const found = await spatialLigandReceptor(tumor, { pairs, section: 'fov' });
 * const { score } = found.local('CXCL12', 'CXCR4');
 * spatialView(tumor, { color: { name: 'CXCL12-CXCR4', values: score } });
 */
export async function spatialLigandReceptor(
  adata: AnnData,
  options: SpatialLigandReceptorOptions,
): Promise<SpatialLigandReceptorResult> {
  checkAnnData('spatialLigandReceptor', 'adata', adata);
  checkArgument('spatialLigandReceptor', 'options', options, objectWith('pairs'));
  checkOptions('spatialLigandReceptor', options, {
    pairs: objectWith(),
    graph: (value) => (value instanceof Graph ? undefined : 'a Graph, as knnGraph and radiusGraph give'),
    section: text,
    weights: oneOf('connectivities', 'graph'),
    complexes: oneOf('min', 'all'),
    permutations: integer(0, 1_000_000),
    layer: text,
    seed: seedCheck,
    signal: anything,
    progress: anything,
  });
  const { complexes = 'min', permutations = 0, seed = 0 } = options;
  const graph = options.graph ?? knnGraph(adata, { k: 6, ...(options.section !== undefined && { groups: options.section }) }); // prettier-ignore
  if (graph.nNodes !== adata.nObs) {
    throw new TissuebookError('shape-mismatch', `spatialLigandReceptor: a graph of ${graph.nNodes} nodes for ${adata.nObs} cells.`, {
      argument: 'graph',
      found: graph.nNodes,
    }); // prettier-ignore
  }
  const matrix = adata.matrix(options.layer);
  const genes = pairGenes('spatialLigandReceptor', options.pairs, { genes: adata.var.index, means: columnMeans(matrix), complexes }); // prettier-ignore
  const byGene = chosenColumns('spatialLigandReceptor', matrix, genes.columns).transpose();
  const rows = rowWeights(graph, options.weights === 'graph');
  const pairs = { genes, byGene, rows, cells: adata.nObs };
  const found = await globalScores(pairs, { permutations, seed }, new EventLoopYielder('spatialLigandReceptor', options)); // prettier-ignore
  const alone = rows.indptr.reduce((count, at, i) => count + Number(i > 0 && at === rows.indptr[i - 1]), 0);
  const notices = [...genes.notices, ...(alone > 0 ? [`${alone} cells have no neighbors.`] : [])];
  return new SpatialLigandReceptorResult({ ...pairs, found, permutations, seed, notices });
}

async function globalScores(
  { genes, byGene, rows, cells }: SpatialPairs,
  { permutations, seed }: { permutations: number; seed: number },
  yielder: EventLoopYielder,
): Promise<MoransR[]> {
  const total = totalOf(rows);
  const found: MoransR[] = [];
  // Pairs of the same ligand one after the other use what it sends again.
  const order = Array.from(genes.pairs.keys()).sort((a, b) => genes.sources[a] - genes.sources[b] || a - b);
  let [source, sent]: [number, Float64Array | undefined] = [-1, undefined];
  for (const [done, pair] of order.entries()) {
    if (genes.sources[pair] !== source) {
      source = genes.sources[pair];
      const x = standardized(valuesAt(byGene, source, cells));
      sent = x && sentOf(rows, x);
    }
    const y = standardized(valuesAt(byGene, genes.targets[pair], cells));
    found[pair] = sent && y ? moransR(sent, y, total) : { r: NaN, z: NaN, p: NaN };
    if (sent && y && permutations > 0)
      found[pair].p = await countedP(sent, y, new Random(seed), permutations, found[pair].r * total, yielder);
    if (yielder.due) await yielder.yieldToEventLoop(done + 1, order.length);
  }
  return found;
}

/** The share of exchanges of y whose R is as large, the one that was found among them. The same exchanges for every pair. */
async function countedP(sent: Float64Array, y: Float64Array, draws: Random, permutations: number, found: number, yielder: EventLoopYielder): Promise<number> {
  const shuffled = y.slice();
  let reached = 1;
  for (let round = 0; round < permutations; round++) {
    draws.shuffle(shuffled);
    let product = 0;
    for (let j = 0; j < sent.length; j++) product += sent[j] * shuffled[j];
    reached += Number(product >= found);
    if (yielder.due) await yielder.yieldToEventLoop();
  }
  return reached / (permutations + 1);
} // prettier-ignore

/** The weights of a graph, those of each row over their sum. */
function rowWeights({ nNodes, indptr, indices, weights }: Graph, weighted: boolean): RowWeights {
  const own = weighted && weights ? Float64Array.from(weights) : new Float64Array(indices.length).fill(1);
  for (let i = 0; i < nNodes; i++) {
    let sum = 0;
    for (let e = indptr[i]; e < indptr[i + 1]; e++) sum += own[e];
    for (let e = indptr[i]; e < indptr[i + 1]; e++) own[e] /= sum || 1;
  }
  return { nNodes, indptr, indices, weights: own };
}
