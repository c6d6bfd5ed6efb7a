import { displayBundle } from '../../data/htmlDisplay';
import type { SparseMatrix } from '../../data';
import { DenseMatrix, valuesOf, type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import { anything, checkOptions, integer, text } from '../../options';
import { neighbors } from '../../prepare';

export interface NeighborSharingOptions {
  /** Column of obs with the sample (patient, slide) of a cell. */
  sample: string;
  /** The entry of obsm whose vectors are compared. 'X_cifm'. */
  use?: string;
  /** Nearest other cells that are looked at: 100 (paper). */
  k?: number;
  /** Ends the search and writes nothing. */
  signal?: AbortSignal;
}

/** From which samples the nearest vectors of each cell come. */
export class NeighborSharing {
  /**
   * @param samples names, in sorted order
   * @param table mean profile of the cells of each sample [samples, samples], rows add up to 1
   * @param sizes share of all cells that each sample has: what a row would be if samples were mixed
   * @param order numbers of the samples, so that like ones stand together (average linkage of the rows)
   */
  constructor(
    readonly samples: readonly string[],
    readonly table: DenseMatrix,
    readonly sizes: Float64Array,
    readonly order: Int32Array,
  ) {}

  /** The mean share of neighbors from a cell's own sample, less what it would be if samples were mixed. */
  get separation(): number {
    const own = this.samples.map((_, s) => this.table.get(s, s) - this.sizes[s]!);
    return own.reduce((a, b) => a + b, 0) / own.length;
  }

  /** The table in this order, for a heat map. */
  get heat(): { rows: string[]; columns: string[]; values: number[][] } {
    const names = Array.from(this.order, (s) => this.samples[s]!);
    const values = Array.from(this.order, (i) => Array.from(this.order, (j) => this.table.get(i, j)));
    return { rows: names, columns: names, values };
  }

  toString(): string {
    const lines = this.samples.map(
      (name, s) =>
        `${name}: ${percent(this.table.get(s, s))} of the nearest cells are its own (mixed samples: ${percent(this.sizes[s]!)})`,
    );
    return [`Nearest cells by sample, ${this.samples.length} samples.`, ...lines].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}

/**
 * Which samples share microenvironments (CI-FM, section on heterogeneity): of the nearest vectors of each cell, the fraction
 * from each sample. Writes that profile of each cell into obsm['X_sharing'] [cells, samples], for cluster(), which then finds
 * groups of cells by the samples that they are shared with.
 *
 * @throws TissuebookError 'missing-key' (no such column or entry), 'invalid-argument' (one sample, fewer cells than
 *   neighbors), 'aborted'
 */
export async function neighborSharing(adata: AnnData, options: NeighborSharingOptions): Promise<NeighborSharing> {
  checkOptions('neighborSharing', options, { sample: text, use: text, k: integer(1), signal: anything });
  const { use = 'X_cifm', k = 100, signal } = options;
  const labels = valuesOf(adata.column(options.sample)).map((label) => String(label ?? 'unknown'));
  const samples = [...new Set(labels)].sort();
  if (samples.length < 2) {
    throw new TissuebookError('invalid-argument', `neighborSharing: obs["${options.sample}"] tells no samples apart.`, {
      argument: 'sample',
      found: samples,
      advice: 'It takes two samples or more in one data set.',
    });
  }
  const place = new Map(samples.map((name, at) => [name, at]));
  const sample = Int32Array.from(labels, (name) => place.get(name)!);
  const found = await neighbors(adata, { k, use, ...(signal && { signal }) });
  const near = found.obsp.get('distances') as SparseMatrix;
  const profiles = profilesOf(near, sample, samples.length);
  const sizes = new Float64Array(samples.length);
  for (const s of sample) sizes[s]! += 1 / sample.length;
  const table = DenseMatrix.zeros(samples.length, samples.length);
  sample.forEach((s, i) => {
    profiles.row(i).forEach((share, other) => (table.row(s)[other]! += share / (sizes[s]! * sample.length)));
  });
  adata.obsm.set('X_sharing', profiles);
  return new NeighborSharing(samples, table, sizes, likeTogether(table));
}

/** For each cell the share of its neighbors from each sample [cells, samples]. */
function profilesOf({ indptr, indices, rows }: SparseMatrix, sample: Int32Array, samples: number): DenseMatrix {
  const profiles = DenseMatrix.zeros(rows, samples);
  for (let i = 0; i < rows; i++) {
    const row = profiles.row(i);
    const [from, to] = [indptr[i]!, indptr[i + 1]!];
    for (let e = from; e < to; e++) row[sample[indices[e]!]!]! += 1 / (to - from);
  }
  return profiles;
}

/** Joins the two groups of rows that are nearest on average, again and again, and keeps the order in which they stand. */
function likeTogether(table: DenseMatrix): Int32Array {
  let groups = Array.from({ length: table.rows }, (_, i) => [i]);
  const apart = (a: number, b: number): number =>
    Math.hypot(...table.row(a).map((value, at) => value - table.get(b, at)));
  const between = (a: number[], b: number[]): number =>
    a.reduce((sum, i) => sum + b.reduce((part, j) => part + apart(i, j), 0), 0) / (a.length * b.length);
  while (groups.length > 1) {
    let [best, least] = [[0, 1] as [number, number], Infinity];
    for (let a = 0; a < groups.length; a++) {
      for (let b = a + 1; b < groups.length; b++) {
        const distance = between(groups[a]!, groups[b]!);
        if (distance < least) [best, least] = [[a, b], distance];
      }
    }
    const [a, b] = best;
    groups = [...groups.filter((_, at) => at !== a && at !== b), [...groups[a]!, ...groups[b]!]];
  }
  return Int32Array.from(groups[0]!);
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
