import { sparseFromCsr, tf, type SparseTensor } from '../../engine';
import { paddedValues } from '../training/paddedShape';
import { type CellplmInput, placeEncoding } from './network';
import { knownGenes, type Samples } from './samples';
import type { Sequence } from './sequences';
import type { CellplmState } from './state';

/** What of a state decides how cells enter the network. */
type InputState = Pick<CellplmState, 'config' | 'scale' | 'values' | 'batches'>;

/** What the network is given of sequences of cells. */
export class SequenceInputs {
  readonly #batchRow: ReadonlyMap<string, number>;

  constructor(
    readonly samples: Samples,
    readonly state: InputState,
  ) {
    this.#batchRow = new Map(state.batches.map((name, at) => [name, at]));
  }

  /** Place and padding of the cells; tensors to be freed by the caller. */
  input({ cells, length, spatial }: Sequence): CellplmInput {
    const real = tf.tensor1d(paddedValues(new Float32Array(cells.length).fill(1), length));
    const { config } = this.state;
    if (!spatial || !config.positions || config.layout === 'official') return { real };
    const at = Float64Array.from(
      { length: 2 * cells.length },
      (_, i) => this.samples.points[2 * cells[i >> 1]! + (i & 1)]!,
    );
    const place = paddedValues(placeEncoding(at, config), length * config.width);
    return { real, place: tf.tensor2d(place, [length, config.width]) };
  }

  /** Row of each cell's batch, int32 [length]; undefined where a batch is not known. */
  batch({ cells, length }: Sequence): tf.Tensor1D | undefined {
    const rows = new Int32Array(length);
    for (const [at, cell] of cells.entries()) {
      const row = this.#batchRow.get(this.samples.batch[cell]!);
      if (row === undefined) return undefined;
      rows[at] = row;
    }
    return tf.tensor1d(rows, 'int32');
  }

  /** A value of X as the encoder takes it. */
  logged(cell: number, value: number): number {
    const { scale, values, config } = this.state;
    if (values === 'logs') return value;
    return Math.log1p(config.layout === 'official' ? value : (scale * value) / this.samples.totals[cell]!);
  }

  /** Values of the cells of a sequence [length, genes], row-major: as X has them, or as the encoder takes them. */
  dense({ cells, length }: Sequence, kind: 'raw' | 'logged'): Float32Array {
    const { x, features } = this.samples;
    const out = new Float32Array(length * features.length);
    cells.forEach((cell, at) => {
      for (let e = x.indptr[cell]!; e < x.indptr[cell + 1]!; e++) {
        const value = x.values[e]!;
        out[at * features.length + x.indices[e]!] = kind === 'raw' ? value : this.logged(cell, value);
      }
    });
    return out;
  }

  /** The same as the encoder takes them, as stored entries. */
  sparse({ cells, length }: Sequence): SparseTensor {
    const { x, features } = this.samples;
    const rows = x.takeRows(cells);
    const indptr = new Int32Array(length + 1).fill(rows.indptr[cells.length]!);
    indptr.set(rows.indptr);
    const values = new Float32Array(rows.values.length);
    cells.forEach((cell, i) => {
      for (let e = rows.indptr[i]!; e < rows.indptr[i + 1]!; e++) values[e] = this.logged(cell, rows.values[e]!);
    });
    return sparseFromCsr([length, features.length], indptr, rows.indices, values);
  }

  /** 1 where an entry is known [length, genes], row-major. */
  known({ cells, length }: Sequence): Float32Array {
    const genes = this.samples.features.length;
    const out = new Float32Array(length * genes);
    cells.forEach((cell, at) => out.set(knownGenes(this.samples, cell), at * genes));
    return out;
  }
}

/** Frees the tensors of stored entries. */
export function disposeSparse(matrix: SparseTensor): void {
  for (const part of [matrix, matrix.transposed])
    tf.dispose([part?.rows, part?.columns, part?.values].filter((t) => t !== undefined));
}
