import { SparseMatrix } from '../../data';
import { type Parameters, Random } from '../../engine';
import { TissuebookError } from '../../errors';
import { isCount } from '../training/cardChecks';
import { empty, type Priors } from './priors';

/** What a model keeps beside its network: where cells and genes start, what is known of genes and proteins, and its company. */
export interface Memory {
  /** V^T [rank, genes], each row over the deviation of the scores of the training cells. */
  readonly loadings: Float32Array;
  /** Start values of the genes [genes, rank]. */
  readonly genes: Float32Array;
  readonly priors: Priors;
  /** Training cells [cells, genes], logged. */
  readonly context: SparseMatrix;
}

/** The sizes of a memory, as they stand on a file's card. */
export interface MemorySizes {
  /** Stored entries. */
  readonly links: number;
  readonly genePairs: number;
  readonly proteinPairs: number;
  readonly contextCells: number;
  readonly contextEntries: number;
}

/** How many genes and proteins there are, and from how many components they start. */
interface Shape {
  readonly genes: number;
  readonly proteins: number;
  readonly rank: number;
}

/** Whole numbers up to this are exact in float32, as which indices are stored. */
const MOST = 2 ** 24;
/** Most entries of the cells that are kept (ours): 64 MB. */
export const MOST_ENTRIES = 8_000_000;

/** The memory's sizes. */
export function sizesOf({ priors, context }: Pick<Memory, 'priors' | 'context'>): MemorySizes {
  return {
    links: priors.links.stored,
    genePairs: priors.genes.stored,
    proteinPairs: priors.proteins.stored,
    contextCells: context.rows,
    contextEntries: context.stored,
  };
}

/** Sizes from a file's card; undefined where they are not sound. */
export function readSizes(value: unknown): MemorySizes | undefined {
  const given = (value ?? {}) as Record<string, unknown>;
  const names = ['links', 'genePairs', 'proteinPairs', 'contextEntries'] as const;
  if (!names.every((name) => given[name] === 0 || isCount(given[name], MOST))) return undefined;
  if (!isCount(given.contextCells, 65536) || (given.contextEntries as number) > MOST_ENTRIES) return undefined;
  return { ...(given as unknown as MemorySizes) };
}

/** Makes the parameters of a memory, without values. They are not trained. */
export function createMemory(p: Parameters, sizes: MemorySizes, { genes, proteins, rank }: Shape): void {
  const make = (name: string, shape: readonly number[]): void =>
    p.create(name, shape, new Random(0), { init: 'zeros', trainable: false });
  make('loadings', [rank, genes]);
  make('genes', [genes, rank]);
  const matrix = (name: string, rows: number, stored: number): void => {
    if (stored === 0) return;
    make(`${name}.indptr`, [rows + 1]);
    make(`${name}.indices`, [stored]);
    make(`${name}.values`, [stored]);
  };
  matrix('links', genes, sizes.links);
  matrix('geneGraph', genes, sizes.genePairs);
  matrix('proteinGraph', proteins, sizes.proteinPairs);
  matrix('context', sizes.contextCells, sizes.contextEntries);
}

/** Puts a memory into its parameters. */
export function writeMemory(p: Parameters, { loadings, genes, priors, context }: Memory): void {
  p.set('loadings', loadings);
  p.set('genes', genes);
  const matrix = (name: string, { indptr, indices, values }: SparseMatrix): void => {
    if (values.length === 0) return;
    p.set(`${name}.indptr`, indptr);
    p.set(`${name}.indices`, indices);
    p.set(`${name}.values`, values);
  };
  matrix('links', priors.links);
  matrix('geneGraph', priors.genes);
  matrix('proteinGraph', priors.proteins);
  matrix('context', context);
}

/** A memory out of its parameters. @throws TissuebookError 'corrupt' where a file's indices are none */
export function readMemory(p: Parameters, sizes: MemorySizes, { genes, proteins }: Shape): Memory {
  const numbers = (name: string): Float32Array => p.get(name).dataSync() as Float32Array;
  const matrix = (name: string, rows: number, columns: number, stored: number): SparseMatrix => {
    if (stored === 0) return empty(rows, columns);
    const [indptr, indices, values] = ['indptr', 'indices', 'values'].map((part) => numbers(`${name}.${part}`));
    if (![indptr!, indices!].every((list) => list.every(Number.isInteger)) || !values!.every((value) => value >= 0)) {
      throw new TissuebookError('corrupt', `The model's file is damaged: its ${name} is no matrix of weights.`);
    }
    return new SparseMatrix(rows, columns, {
      indptr: Int32Array.from(indptr!),
      indices: Int32Array.from(indices!),
      values: values!,
    });
  };
  return {
    loadings: numbers('loadings'),
    genes: numbers('genes'),
    priors: {
      links: matrix('links', genes, proteins, sizes.links),
      genes: matrix('geneGraph', genes, genes, sizes.genePairs),
      proteins: matrix('proteinGraph', proteins, proteins, sizes.proteinPairs),
    },
    context: matrix('context', sizes.contextCells, genes, sizes.contextEntries),
  };
}
