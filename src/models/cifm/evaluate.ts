import { predictCells, type PassTissue } from './passes';
import type { CifmState } from './state';

/** Mean squared errors, balanced or plain, on cells that training did not use. */
export interface CellEvaluation {
  /** Cells that were predicted. */
  readonly cells: number;
  readonly model: number;
  /** The same best prediction for all cells. */
  readonly constant: number;
  /** The mean of the cells within reach that are not masked. */
  readonly neighborhoodMean: number;
}

/** Evaluates a model on the given cells, round by round. @param absent cells that are not there at all */
export async function evaluate(
  state: CifmState,
  tissue: PassTissue,
  rounds: readonly Int32Array[],
  absent: Uint8Array,
): Promise<CellEvaluation> {
  const genes = state.features.length;
  const totals = { model: new Errors(), constant: new Errors(), mean: new Errors() };
  const value = (errors: Errors): number => (state.balanced ? errors.balanced : errors.plain);
  for (const cells of rounds) {
    const masked = new Uint8Array(absent.length);
    for (const cell of cells) masked[cell] = 1;
    const predicted = await predictCells(state, tissue, cells, { absent, masked });
    const heard = neighborhoodMean(state, tissue, cells, (cell) => !absent[cell] && !masked[cell]);
    cells.forEach((cell, at) => {
      const truth = tissue.matrix.row(cell);
      totals.model.add(truth, predicted.subarray(at * genes, (at + 1) * genes));
      totals.constant.add(truth, state.constant);
      totals.mean.add(truth, heard.subarray(at * genes, (at + 1) * genes));
    });
  }
  return {
    cells: rounds.reduce((count, { length }) => count + length, 0),
    model: value(totals.model),
    constant: value(totals.constant),
    neighborhoodMean: value(totals.mean),
  };
}

/** The paper's baseline: the mean of a cell's visible neighbors [cells, genes]; without any, the constant. */
export function neighborhoodMean(
  { constant }: Pick<CifmState, 'constant'>,
  { matrix, graph }: Pick<PassTissue, 'matrix' | 'graph'>,
  cells: Int32Array,
  visible: (cell: number) => boolean,
): Float32Array {
  const out = new Float32Array(cells.length * matrix.columns);
  cells.forEach((cell, at) => {
    const row = out.subarray(at * matrix.columns, (at + 1) * matrix.columns);
    const near = graph.neighbors(cell).filter(visible);
    if (near.length === 0) row.set(constant);
    for (const j of near) matrix.row(j).forEach((value, g) => (row[g]! += value / near.length));
  });
  return out;
}

/** Sums up squared errors over cells. */
class Errors {
  #errors = [0, 0] as [number, number];
  #entries = [0, 0] as [number, number];

  add(truth: ArrayLike<number>, predicted: ArrayLike<number>): void {
    for (let g = 0; g < truth.length; g++) {
      const side = truth[g]! > 0 ? 1 : 0;
      this.#errors[side] += (truth[g]! - predicted[g]!) ** 2;
      this.#entries[side]++;
    }
  }

  /** Equation B11. */
  get balanced(): number {
    const side = (at: 0 | 1): number => this.#errors[at] / Math.max(1, this.#entries[at]) / 2;
    return side(0) + side(1);
  }

  get plain(): number {
    return (this.#errors[0] + this.#errors[1]) / Math.max(1, this.#entries[0] + this.#entries[1]);
  }
}
