import { displayBundle } from '../htmlDisplay';
import { AnnData } from '../annData';
import type { AnnDataParts } from '../annDataParts';
import { positionsOf, type Selection } from '../arrays';
import { TissuebookError } from '../../errors';
import { checkOptions, listOf, text, anything } from '../../options';
import type { DenseMatrix } from '../denseMatrix';
import { describeBacked } from './describeBacked';
import type { Matrix } from '../sparseMatrix';
import { listNames, type Table } from '../table';
import type { Uns } from '../uns';
import type { BackedMatrices } from './backedMatrices';
import type { BackedMatrix } from './backedMatrix';
import type { Session } from './session';

/** Some cells that follow each other, in memory. */
export interface AnnDataBlock {
  /** The position of the first cell among those that were asked for. */
  from: number;
  /** The position after the last cell. */
  to: number;
  /** The cells with obs, obsm, var, varm, uns, X and the layers that were asked for; without obsp and raw. */
  data: AnnData;
}

export interface BlockOptions {
  /** Layers that every block brings with it. None. */
  layers?: readonly string[];
  /** Only these cells, in this order. All. */
  obs?: Selection;
  /** Only these features, in this order. All. */
  var?: Selection;
  /** Stops between two blocks. */
  signal?: AbortSignal;
}

/**
 * An .h5ad file whose matrices stay on the disk: obs, var, obsm, varm, varp and uns are in memory, X, layers, obsp and raw
 * are read in parts. For data larger than memory. The file is never written to.
 */
export class BackedAnnData {
  readonly X: BackedMatrix | undefined;
  readonly layers: ReadonlyMap<string, BackedMatrix>;
  readonly obsp: ReadonlyMap<string, BackedMatrix>;
  readonly raw: { X: BackedMatrix; var: Table; varm?: ReadonlyMap<string, DenseMatrix> } | undefined;
  /** Everything else: an AnnData without X. New columns of obs and entries of obsm set here come with every block. */
  readonly annotations: AnnData;
  readonly #session: Session;

  constructor(session: Session, annotations: AnnDataParts, matrices: BackedMatrices) {
    this.#session = session;
    this.annotations = new AnnData(annotations);
    this.X = matrices.X;
    this.layers = matrices.layers;
    this.obsp = matrices.obsp;
    this.raw = matrices.raw;
  }

  /** The file. */
  get path(): string {
    return this.#session.path;
  }

  get nObs(): number {
    return this.annotations.nObs;
  }

  get nVars(): number {
    return this.annotations.nVars;
  }

  get obs(): Table {
    return this.annotations.obs;
  }

  get var(): Table {
    return this.annotations.var;
  }

  get obsm(): Map<string, DenseMatrix> {
    return this.annotations.obsm;
  }

  get varm(): Map<string, DenseMatrix> {
    return this.annotations.varm;
  }

  get uns(): Uns {
    return this.annotations.uns;
  }

  get notices(): readonly string[] {
    return this.annotations.notices;
  }

  /**
   * All cells, or some, block by block, each in memory when its turn comes.
   *
   * @param rows cells of a block; as many as take some 64 MiB, a multiple of the file's chunks, unless it is said
   * @throws TissuebookError 'missing-key' (no such layer), 'aborted', and as `BackedMatrix.readRows`
   */
  async *blocks(rows?: number, options: BlockOptions = {}): AsyncGenerator<AnnDataBlock, void, undefined> {
    checkOptions('blocks', options, { layers: listOf(text), obs: anything, var: anything, signal: anything });
    const size = rows ?? this.X?.blockRows ?? Math.max(1, this.nObs);
    if (!Number.isInteger(size) || size < 1) {
      throw new TissuebookError('invalid-argument', `blocks: ${String(rows)} is no number of cells.`, {
        argument: 'rows',
        found: rows,
      });
    }
    const chosen = options.obs && positionsOf(options.obs, this.obs.index, 'obs');
    const features = options.var && positionsOf(options.var, this.var.index, 'var');
    const layers = this.#layers(options.layers ?? []);
    const count = chosen?.length ?? this.nObs;
    for (let from = 0; from < count; from += size) {
      if (options.signal?.aborted) throw new TissuebookError('aborted', `Reading ${this.path} was stopped.`);
      const to = Math.min(count, from + size);
      const cells = chosen?.subarray(from, to) ?? Int32Array.from({ length: to - from }, (_, i) => from + i);
      const read = (matrix: BackedMatrix): Promise<Matrix> =>
        chosen ? matrix.takeRows(cells, features) : matrix.readRows(from, to, features);
      yield { from, to, data: await this.#assemble(cells, features, layers, read) };
    }
  }

  /**
   * Some cells and features in memory, in the order of the selection; only what is needed is read. X and all layers, or
   * those of `layers`; without obsp and raw, which can be read by themselves.
   *
   * @throws TissuebookError as `AnnData.subset`, 'missing-key' (no such layer), and as `BackedMatrix.takeRows`
   */
  async subset(
    selection: { obs?: Selection; var?: Selection },
    options: { layers?: readonly string[] } = {},
  ): Promise<AnnData> {
    checkOptions('subset', options, { layers: listOf(text) });
    const features = selection.var && positionsOf(selection.var, this.var.index, 'var');
    const cells = selection.obs && positionsOf(selection.obs, this.obs.index, 'obs');
    const read = (matrix: BackedMatrix): Promise<Matrix> =>
      cells ? matrix.takeRows(cells, features) : matrix.readRows(0, this.nObs, features);
    return this.#assemble(cells, features, this.#layers(options.layers ?? [...this.layers.keys()]), read);
  }

  async #assemble(
    cells: Int32Array | undefined,
    features: Int32Array | undefined,
    layers: readonly (readonly [string, BackedMatrix])[],
    read: (matrix: BackedMatrix) => Promise<Matrix>,
  ): Promise<AnnData> {
    const X = this.X && (await read(this.X));
    const found: [string, Matrix][] = [];
    for (const [name, matrix] of layers) found.push([name, await read(matrix)]);
    const around = this.annotations.subset({ ...(cells && { obs: cells }), ...(features && { var: features }) });
    return around.with({ X, layers: found });
  }

  #layers(names: readonly string[]): [string, BackedMatrix][] {
    return names.map((name) => {
      const found = this.layers.get(name);
      if (found) return [name, found];
      throw new TissuebookError('missing-key', `There is no layer "${name}".`, {
        argument: 'layers',
        found: name,
        advice: `Layers: ${listNames([...this.layers.keys()])}.`,
      });
    });
  }

  /**
   * The same file with other annotations, or with a layer in place of X. Closing one closes the other.
   *
   * @throws TissuebookError 'shape-mismatch' (annotations of other cells or features), 'missing-key' (no such layer)
   */
  with(changes: { annotations?: AnnData; layer?: string }): BackedAnnData {
    const { annotations = this.annotations, layer } = changes;
    if (annotations.nObs !== this.nObs || annotations.nVars !== this.nVars) {
      const [cells, features] = [annotations.nObs, annotations.nVars];
      throw new TissuebookError(
        'shape-mismatch',
        `The annotations are of ${cells} cells and ${features} features, not of ${this.nObs} and ${this.nVars}.`,
        { argument: 'annotations', found: [cells, features] },
      );
    }
    const X = layer === undefined ? this.X : this.#layers([layer])[0]![1];
    return new BackedAnnData(this.#session, annotations, { ...this, X });
  }

  /** Reads no more: what is asked for afterwards is refused. Nothing else holds the file. */
  close(): void {
    this.#session.close();
  }

  /** What is in it, as text. */
  toString(): string {
    return describeBacked(this);
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}
