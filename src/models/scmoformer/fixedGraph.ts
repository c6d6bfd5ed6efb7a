import type { SparseMatrix } from '../../data';
import { laplacianEncoding, randomWalkEncoding, sparseFromCsr, type SparseTensor, tf } from '../../engine';
import { TissuebookError } from '../../errors';
import type { ScmoformerConfig } from './config';
import { averaging, type GraphMatrix, type HeteroGraph, withSelfLoops } from './graph';
import type { Memory } from './memory';

/** What of the graph is the same in every step, on the device. */
export interface FixedGraph {
  /** Matrices as tensors by name, to be handed to a compiled step. */
  readonly tensors: Readonly<Record<string, tf.Tensor>>;
  /** The genes' encoding by their graph [genes, columns]; absent where there is none. */
  readonly encoding?: { readonly values: Float32Array; readonly columns: number };
  dispose(): void;
}

/** Edges times nodes times steps beyond which random walks take minutes (ours). */
const MOST_WALKS = 3e10;

/** Encodings that were made, which takes long on large graphs. A memory belongs to one configuration. */
const ENCODINGS = new WeakMap<Memory, Promise<FixedGraph['encoding']>>();

/** Puts prior knowledge and the genes' start values on the device. */
export async function fixedGraph(config: ScmoformerConfig, memory: Memory, signal?: AbortSignal): Promise<FixedGraph> {
  const { priors, genes } = memory;
  const made = ENCODINGS.get(memory) ?? encodingOf(config, priors.genes, signal);
  ENCODINGS.set(memory, made);
  made.catch(() => ENCODINGS.delete(memory));
  const encoding = await made;
  const count = priors.links.rows;
  const tensors = {
    genes: tf.tensor2d(genes, [count, config.rank]),
    ...flat('geneGene', priors.genes.stored > 0 ? withSelfLoops(priors.genes) : undefined),
    ...flat('proteinProtein', priors.proteins.stored > 0 ? withSelfLoops(priors.proteins) : undefined),
    ...flat('geneProtein', priors.links.stored > 0 ? averaging(priors.links) : undefined),
    ...flat('proteinGene', priors.links.stored > 0 ? averaging(priors.links.transpose()) : undefined),
  };
  return { tensors, ...(encoding && { encoding }), dispose: () => tf.dispose(tensors) };
}

/** The matrices of the network that fixedGraph() took apart. */
export function fixedMatrices(
  tensors: Readonly<Record<string, tf.Tensor>>,
  { genes, proteins }: { genes: number; proteins: number },
): Omit<HeteroGraph, 'geneCell' | 'cellGene'> {
  return {
    geneGene: joined('geneGene', tensors, [genes, genes]),
    proteinProtein: joined('proteinProtein', tensors, [proteins, proteins]),
    geneProtein: joined('geneProtein', tensors, [genes, proteins]),
    proteinGene: joined('proteinGene', tensors, [proteins, genes]),
  };
}

async function encodingOf(
  { encoding, encodingColumns: columns }: ScmoformerConfig,
  graph: SparseMatrix,
  signal: AbortSignal | undefined,
): Promise<FixedGraph['encoding']> {
  if (encoding === 'none' || graph.stored === 0) return undefined;
  const weighted = { indptr: graph.indptr, indices: graph.indices, weights: graph.values };
  if (encoding === 'walk') {
    const work = graph.rows * graph.stored * columns;
    if (work > MOST_WALKS) {
      throw new TissuebookError('too-large', `scmoformer: random walks on ${graph.stored} edges would take long.`, {
        argument: 'encoding',
        found: graph.stored,
        advice: "Take encoding: 'laplacian', fewer encodingColumns, or a graph with fewer edges.",
      });
    }
    return { values: randomWalkEncoding(weighted, columns), columns };
  }
  const { vectors, values } = await laplacianEncoding(weighted, columns, signal ? { signal } : {});
  const found = values.length;
  // Vectors of length 1 have entries that shrink with the nodes; beside the start values they would be invisible (ours).
  const scale = Math.sqrt(graph.rows);
  const out = new Float32Array(graph.rows * columns);
  vectors.forEach((value, at) => (out[Math.floor(at / found) * columns + (at % found)] = scale * value));
  return { values: out, columns };
}

/** A sparse matrix as tensors by name, with its transposed form. */
function flat(name: string, matrix: SparseMatrix | undefined): Record<string, tf.Tensor> {
  if (!matrix) return {};
  const { rows, columns, values, transposed } = sparseFromCsr(
    [matrix.rows, matrix.columns],
    matrix.indptr,
    matrix.indices,
    matrix.values,
  );
  const back = transposed!;
  return {
    [`${name}.rows`]: rows,
    [`${name}.columns`]: columns,
    [`${name}.values`]: values!,
    [`${name}.back.rows`]: back.rows,
    [`${name}.back.columns`]: back.columns,
    [`${name}.back.values`]: back.values!,
  };
}

function joined(
  name: string,
  tensors: Readonly<Record<string, tf.Tensor>>,
  shape: [number, number],
): GraphMatrix | undefined {
  if (!tensors[`${name}.rows`]) return undefined;
  const part = (of: string, size: [number, number]): SparseTensor => ({
    shape: size,
    rows: tensors[`${of}.rows`] as tf.Tensor1D,
    columns: tensors[`${of}.columns`] as tf.Tensor1D,
    values: tensors[`${of}.values`] as tf.Tensor1D,
  });
  return { ...part(name, shape), transposed: part(`${name}.back`, [shape[1], shape[0]]) };
}
