import { isSparse, type Matrix } from '../../data';
import type { Random } from '../../engine';
import { predictCells, type PassTissue } from './passes';
import type { CifmState } from './state';

/** Balanced mean squared errors on cells that training did not use. */
export interface Judgement {
  /** Cells that were predicted. */
  readonly cells: number;
  readonly model: number;
  /** The same best prediction for all cells. */
  readonly constant: number;
  /** The mean of the cells within reach that are not masked. */
  readonly neighbourhoodMean: number;
}

/**
 * Splits cells into rounds, each of at most the share that training masks: every cell is predicted once, among others that
 * are mostly visible.
 */
export function maskingRounds(cells: Int32Array, share: number, random: Random): Int32Array[] {
  const rounds = Math.min(cells.length, Math.ceil(1 / share));
  const order = random.shuffle(cells.slice());
  return Array.from({ length: rounds }, (_, r) => order.filter((_cell, at) => at % rounds === r));
}

/** Judges a model on the given cells, round by round. @param absent cells that are not there at all */
export async function judge(
  state: CifmState,
  tissue: PassTissue,
  rounds: readonly Int32Array[],
  absent: Uint8Array,
): Promise<Judgement> {
  const genes = state.features.length;
  const totals = { model: new Balance(), constant: new Balance(), mean: new Balance() };
  for (const cells of rounds) {
    const masked = new Uint8Array(absent.length);
    for (const cell of cells) masked[cell] = 1;
    const predicted = await predictCells(state, tissue, cells, { absent, masked });
    const heard = neighbourhoodMean(state, tissue, cells, (cell) => !absent[cell] && !masked[cell]);
    cells.forEach((cell, at) => {
      const truth = tissue.matrix.row(cell);
      totals.model.add(truth, predicted.subarray(at * genes, (at + 1) * genes));
      totals.constant.add(truth, state.constant);
      totals.mean.add(truth, heard.subarray(at * genes, (at + 1) * genes));
    });
  }
  return {
    cells: rounds.reduce((count, { length }) => count + length, 0),
    model: totals.model.value,
    constant: totals.constant.value,
    neighbourhoodMean: totals.mean.value,
  };
}

/** The paper's baseline: the mean of a cell's visible neighbours [cells, genes]; without any, the constant. */
export function neighbourhoodMean(
  { constant }: Pick<CifmState, 'constant'>,
  { matrix, graph }: Pick<PassTissue, 'matrix' | 'graph'>,
  cells: Int32Array,
  visible: (cell: number) => boolean,
): Float32Array {
  const out = new Float32Array(cells.length * matrix.columns);
  cells.forEach((cell, at) => {
    const row = out.subarray(at * matrix.columns, (at + 1) * matrix.columns);
    const near = graph.neighbours(cell).filter(visible);
    if (near.length === 0) row.set(constant);
    for (const j of near) matrix.row(j).forEach((value, g) => (row[g]! += value / near.length));
  });
  return out;
}

/**
 * The prediction that is the same for all cells and has the least balanced error: expressed entries of all genes weigh 1/2
 * together, the others 1/2.
 */
export function bestConstant(matrix: Matrix, cells: Int32Array): Float32Array {
  const sums = new Float64Array(matrix.columns);
  const positive = new Float64Array(matrix.columns);
  for (const cell of cells) {
    eachStored(matrix, cell, (gene, value) => {
      if (value <= 0) return;
      sums[gene]! += value;
      positive[gene]!++;
    });
  }
  const expressed = Math.max(
    1,
    positive.reduce((a, b) => a + b, 0),
  );
  const silent = Math.max(1, cells.length * matrix.columns - expressed);
  return Float32Array.from(sums, (sum, gene) => {
    const weight = positive[gene]! / expressed + (cells.length - positive[gene]!) / silent;
    return weight > 0 ? sum / expressed / weight : 0;
  });
}

function eachStored(matrix: Matrix, row: number, visit: (column: number, value: number) => void): void {
  if (!isSparse(matrix)) return matrix.row(row).forEach((value, column) => visit(column, value));
  for (let e = matrix.indptr[row]!; e < matrix.indptr[row + 1]!; e++) visit(matrix.indices[e]!, matrix.values[e]!);
}

/** Sums up equation B11 over cells. */
class Balance {
  #errors = [0, 0] as [number, number];
  #entries = [0, 0] as [number, number];

  add(truth: ArrayLike<number>, predicted: ArrayLike<number>): void {
    for (let g = 0; g < truth.length; g++) {
      const side = truth[g]! > 0 ? 1 : 0;
      this.#errors[side] += (truth[g]! - predicted[g]!) ** 2;
      this.#entries[side]++;
    }
  }

  get value(): number {
    const side = (at: 0 | 1): number => this.#errors[at] / Math.max(1, this.#entries[at]) / 2;
    return side(0) + side(1);
  }
}
