import type { SparseMatrix } from '../../data';
import type { EventLoopYielder } from '../../wasm';
import type { PairGenes } from './pairGenes';

/** Sums that differ by no more than this share of themselves are the same, added in another order. */
const ROUNDING = 1e-12;

/** Which labels' cells are tested with which. */
export interface LabelTest {
  /** Of the genes of the pairs [cells, genes]. */
  values: SparseMatrix;
  genes: PairGenes;
  /** The label of each cell, -1 for none. */
  codes: Int32Array;
  labels: number;
  /** The share of a label's cells that must express a gene. */
  threshold: number;
}

/** The mean of ligand and receptor and its p, for each pair of genes and each ordered pair of labels [pairs, labels * labels]. */
export interface LabelPairs {
  /** 0 where one of both is not expressed at all. */
  means: Float64Array;
  /** NaN where nothing was tested. */
  pvalues: Float64Array;
}

/**
 * The mean of a ligand's mean in one label and the receptor's in another, and the share of exchanged labels under which it is larger: the
 * test of CellPhoneDB (Efremova et al. 2020), as squidpy counts it.
 *
 * @param shuffled gives the labels of a permutation
 */
export async function testLabels(
  test: LabelTest,
  shuffled: (round: number) => Int32Array,
  permutations: number,
  yielder: EventLoopYielder,
): Promise<LabelPairs> {
  const { values, genes, codes, labels } = test;
  const sizes = new Float64Array(labels);
  for (const code of codes) if (code >= 0) sizes[code]!++;
  const own = meansOf(values, codes, sizes);
  const expressed = sharesOf(values, codes, sizes).map((share) => Number(share >= test.threshold));
  const width = labels * labels;
  const means = new Float64Array(genes.pairs.length * width);
  const counts = new Float64Array(means.length).fill(NaN);
  const limits = new Float64Array(means.length);
  const tested: number[] = [];
  forEachPair(genes, labels, values.columns, (at, from, to) => {
    if (!(own[from]! > 0 && own[to]! > 0)) return;
    means[at] = (own[from]! + own[to]!) / 2;
    if (!expressed[from] || !expressed[to]) return;
    counts[at] = 0;
    limits[at] = (own[from]! + own[to]!) * (1 + ROUNDING);
    tested.push(at);
  });
  for (let round = 0; round < permutations; round++) {
    const drawn = meansOf(values, shuffled(round), sizes);
    for (const at of tested) {
      const [pair, both] = [Math.floor(at / width), at % width];
      const from = Math.floor(both / labels) * values.columns + genes.sources[pair]!;
      const to = (both % labels) * values.columns + genes.targets[pair]!;
      counts[at]! += Number(drawn[from]! + drawn[to]! > limits[at]!);
    }
    if (yielder.due) await yielder.yieldToEventLoop(round + 1, permutations);
  }
  return { means, pvalues: counts.map((count) => count / permutations) };
}

/** Visits each pair of genes with each ordered pair of labels: its place in the result, and those of both means [labels, genes]. */
function forEachPair(
  { pairs, sources, targets }: PairGenes,
  labels: number,
  genes: number,
  visit: (at: number, from: number, to: number) => void,
): void {
  for (let pair = 0, at = 0; pair < pairs.length; pair++) {
    for (let a = 0; a < labels; a++) {
      for (let b = 0; b < labels; b++, at++) visit(at, a * genes + sources[pair]!, b * genes + targets[pair]!);
    }
  }
}

/** The mean of each gene over the cells of each label [labels, genes]. */
function meansOf({ columns, indptr, indices, values }: SparseMatrix, codes: Int32Array, sizes: Float64Array): Float64Array {
  const sums = new Float64Array(sizes.length * columns);
  for (let i = 0; i < codes.length; i++) {
    if (codes[i]! < 0) continue;
    const row = codes[i]! * columns;
    const to = indptr[i + 1]!;
    for (let e = indptr[i]!; e < to; e++) sums[row + indices[e]!]! += values[e]!;
  }
  for (let at = 0; at < sums.length; at++) sums[at]! /= sizes[Math.floor(at / columns)]!;
  return sums;
} // prettier-ignore

/** The share of the cells of each label in which a gene is above 0 [labels, genes]. */
function sharesOf(values: SparseMatrix, codes: Int32Array, sizes: Float64Array): Float64Array {
  const { columns, indptr, indices } = values;
  const counts = new Float64Array(sizes.length * columns);
  for (let i = 0; i < codes.length; i++) {
    if (codes[i]! < 0) continue;
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) if (values.values[e]! > 0) counts[codes[i]! * columns + indices[e]!]!++; // prettier-ignore
  }
  return counts.map((count, at) => count / sizes[Math.floor(at / columns)]!);
}
