import type { Matrix } from '../../data';
import type { Graph } from '../../graph';
import { neighborMeans } from '../../graph/neighborhood';
import { marked } from './cells';

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

/** What a prediction of cells is evaluated by. */
export interface CellEvaluationOptions {
  /** Cells that are masked together, round by round. */
  readonly rounds: readonly Int32Array[];
  /** 1 for cells that are not there at all. */
  readonly absent: Uint8Array;
  /** The best prediction that is the same for all cells [features]. */
  readonly constant: Float32Array;
  /** Whether half of an error is that of expressed entries and half that of the others. */
  readonly balanced: boolean;
  /** What the model says of some masked cells [cells, features]. */
  predict(cells: Int32Array, masked: Uint8Array): Promise<Float32Array>;
}

/** Compares what a model says of masked cells with their values, and with what plain answers reach. */
export async function evaluateCells(
  { matrix, graph }: { readonly matrix: Matrix; readonly graph: Graph },
  { rounds, absent, constant, balanced, predict }: CellEvaluationOptions,
): Promise<CellEvaluation> {
  const width = matrix.columns;
  const totals = { model: new SquaredErrors(), constant: new SquaredErrors(), mean: new SquaredErrors() };
  for (const cells of rounds) {
    const masked = marked(absent.length, cells);
    const predicted = await predict(cells, masked);
    const among = (cell: number): boolean => !absent[cell] && !masked[cell];
    const means = neighborMeans(matrix, graph, cells, { among, otherwise: constant });
    cells.forEach((cell, at) => {
      const truth = matrix.row(cell);
      totals.model.add(truth, predicted.subarray(at * width, (at + 1) * width));
      totals.constant.add(truth, constant);
      totals.mean.add(truth, means.subarray(at * width, (at + 1) * width));
    });
  }
  const value = (errors: SquaredErrors): number => (balanced ? errors.balanced : errors.plain);
  return {
    cells: rounds.reduce((count, { length }) => count + length, 0),
    model: value(totals.model),
    constant: value(totals.constant),
    neighborhoodMean: value(totals.mean),
  };
}

/** Sums up squared errors over cells: of entries that are zero, and of those that are not. */
class SquaredErrors {
  readonly #errors: [number, number] = [0, 0];
  readonly #entries: [number, number] = [0, 0];

  add(truth: ArrayLike<number>, predicted: ArrayLike<number>): void {
    for (let g = 0; g < truth.length; g++) {
      const side = truth[g]! > 0 ? 1 : 0;
      this.#errors[side] += (truth[g]! - predicted[g]!) ** 2;
      this.#entries[side]++;
    }
  }

  /** Half the mean over expressed entries and half that over the others (CI-FM, equation B11). */
  get balanced(): number {
    const side = (at: 0 | 1): number => this.#errors[at] / Math.max(1, this.#entries[at]) / 2;
    return side(0) + side(1);
  }

  get plain(): number {
    return (this.#errors[0] + this.#errors[1]) / Math.max(1, this.#entries[0] + this.#entries[1]);
  }
}
