import type { SparseMatrix } from '../../data';
import { type SparseTensor, tf } from '../../engine';
import { padSize } from '../training/paddedShape';

/** Edges of some cells and all genes as inputs of a step: dense matrices, or entries sorted both ways. */
export type CellEdges = Record<string, tf.Tensor>;

/** Up to so many cells times genes, of which at least this share are expressed, a dense product is quicker (ours). */
const DENSE = { most: 4_000_000, share: 0.05 };

/** Whether the edges of cells and genes are held as dense matrices. */
export const isDense = (cells: number, genes: number, stored: number): boolean =>
  cells * genes <= DENSE.most && stored >= DENSE.share * cells * genes;

/** How edges are put on the device. */
export interface CellEdgesOptions {
  readonly dense: boolean;
  /** 0 for an edge that a step leaves out, in the order of the matrix's entries. All are kept unless given. */
  readonly kept?: Float32Array | undefined;
  /** Entries that the arrays have room for. As many as there are unless given. */
  readonly room?: number | undefined;
}

/**
 * Means over the genes of a cell and over the cells of a gene, weighed by expression; what is left out does not count.
 *
 * @param x [cells, genes] logged expression, no zeros stored
 */
export function cellEdges(x: SparseMatrix, { dense, kept, room = x.stored }: CellEdgesOptions): CellEdges {
  const { rows, columns, indptr, indices, values } = x;
  const [ofCell, ofGene] = [new Float64Array(rows), new Float64Array(columns)];
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const weight = values[e]! * (kept?.[e] ?? 1);
      ofCell[i]! += weight;
      ofGene[indices[e]!]! += weight;
    }
  }
  const share = (weight: number, total: number): number => (total > 0 ? weight / total : 0);
  if (dense) return denseEdges(x, kept, (weight, i, g) => [share(weight, ofCell[i]!), share(weight, ofGene[g]!)]);
  const sorted = byGene(x);
  // What is behind the entries points at the last row, so that rows rise, and weighs nothing.
  const ints = (last: number): Int32Array => new Int32Array(room).fill(last);
  const out = {
    cells: ints(rows - 1),
    genes: ints(columns - 1),
    backGenes: ints(columns - 1),
    backCells: ints(rows - 1),
    toCells: new Float32Array(room),
    toGenes: new Float32Array(room),
    backToCells: new Float32Array(room),
    backToGenes: new Float32Array(room),
  };
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const g = indices[e]!;
      const weight = values[e]! * (kept?.[e] ?? 1);
      const at = sorted[e]!;
      out.cells[e] = out.backCells[at] = i;
      out.genes[e] = out.backGenes[at] = g;
      out.toCells[e] = out.backToCells[at] = share(weight, ofCell[i]!);
      out.toGenes[e] = out.backToGenes[at] = share(weight, ofGene[g]!);
    }
  }
  return Object.fromEntries(
    Object.entries(out).map(([name, list]) => [`edges.${name}`, tf.tensor1d(list, list instanceof Int32Array ? 'int32' : 'float32')]),
  );
} // prettier-ignore

/** The matrices of the network that cellEdges() took apart. @param shape [cells, genes] */
export function edgeMatrices(
  edges: CellEdges,
  [cells, genes]: readonly [number, number],
): { cellGene: tf.Tensor2D | SparseTensor; geneCell: tf.Tensor2D | SparseTensor } {
  const part = (name: string): tf.Tensor1D => edges[`edges.${name}`] as tf.Tensor1D;
  if (edges['edges.cellGene']) {
    return { cellGene: edges['edges.cellGene'] as tf.Tensor2D, geneCell: edges['edges.geneCell'] as tf.Tensor2D };
  }
  const byCell = { shape: [cells, genes] as [number, number], rows: part('cells'), columns: part('genes') };
  const sorted = { shape: [genes, cells] as [number, number], rows: part('backGenes'), columns: part('backCells') };
  return {
    cellGene: {
      ...byCell,
      values: part('toCells'),
      transposed: { ...sorted, values: part('backToCells') },
    },
    geneCell: {
      ...sorted,
      values: part('backToGenes'),
      transposed: { ...byCell, values: part('toGenes') },
    },
  };
}

/** Room for the entries of a batch, which only grows. @param room as it was */
export const roomFor = (room: number | undefined, stored: number): number => padSize(room, Math.max(1, stored), 1.1);

function denseEdges(
  { rows, columns, indptr, indices, values }: SparseMatrix,
  kept: Float32Array | undefined,
  shares: (weight: number, cell: number, gene: number) => [toCell: number, toGene: number],
): CellEdges {
  const cellGene = new Float32Array(rows * columns);
  const geneCell = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const g = indices[e]!;
      const [toCell, toGene] = shares(values[e]! * (kept?.[e] ?? 1), i, g);
      cellGene[i * columns + g] = toCell;
      geneCell[g * rows + i] = toGene;
    }
  }
  return {
    'edges.cellGene': tf.tensor2d(cellGene, [rows, columns]),
    'edges.geneCell': tf.tensor2d(geneCell, [columns, rows]),
  };
}

/** The place of each entry when they are sorted by gene, then cell. */
function byGene({ columns, indices }: SparseMatrix): Int32Array {
  const next = new Int32Array(columns + 1);
  for (const g of indices) next[g + 1]!++;
  for (let g = 0; g < columns; g++) next[g + 1]! += next[g]!;
  return indices.map((g) => next[g]!++);
}
