import { laplacianEncoding, randomWalkEncoding, tf } from '../../engine';
import { forEachInRow } from '../../prepare/values/mapValues';
import type { Random } from '../../random';
import { paddedIndices } from '../training/paddedShape';
import type { SpaformerConfig } from './config';
import type { Fields } from './fields';
import type { SpaformerInput } from './network';
import { coordinateEncoding } from './position';
import type { Tissue } from './tissue';

/** What the network is given of the fields of view of a tissue. Encodings are made once. */
export class FieldInputs {
  readonly #encodings = new Map<number, Float32Array | Int32Array>();

  constructor(
    readonly tissue: Tissue,
    readonly fields: Fields,
    readonly config: SpaformerConfig,
    readonly depth: number,
  ) {}

  /**
   * The tensors of one field, to be freed by the caller.
   *
   * @param signs of training: 'laplacian' takes random signs, as an eigenvector has none of its own
   */
  async input(field: number, signs?: Random): Promise<SpaformerInput> {
    const { fields, tissue, config } = this;
    const { length } = fields;
    const genes = tissue.features.length;
    const encoding = await this.#encoding(field);
    const { src, dst } = fields.edges[field]!;
    return {
      x: tf.tensor2d(this.logged(field), [length, genes]),
      real: tf.tensor1d(fields.mask.subarray(field * length, (field + 1) * length)),
      ...(encoding && { position: this.#positions(encoding, signs) }),
      ...((config.position === 'conditional' || config.attention === 'gat' || config.local !== 'none') && {
        src: paddedIndices(src, fields.edgeRoom, length - 1),
        dst: paddedIndices(dst, fields.edgeRoom, length - 1),
      }),
      ...(config.decoder === 'zinb' && { size: tf.tensor2d(this.#sizes(field), [length, 1]) }),
    };
  }

  /** Counts of the cells of a field [length, genes], row-major; zeros for padding. */
  counts(field: number): Float32Array {
    return this.#rows(field, (count) => count);
  }

  /** The same as log1p of counts whose cells add up to `scale`. */
  logged(field: number): Float32Array {
    const { scale } = this.config;
    const { totals } = this.tissue;
    return this.#rows(field, (count, cell) => (count > 0 ? Math.log1p((scale * count) / totals[cell]!) : 0));
  }

  /** 1 where an entry of a cell of a field is known [length, genes], row-major; zeros for padding. */
  observed(field: number): Float32Array {
    const { observed, features } = this.tissue;
    const width = features.length;
    const out = new Float32Array(this.fields.length * width);
    this.cells(field).forEach((cell, at) => {
      if (observed) out.set(observed.subarray(cell * width, (cell + 1) * width), at * width);
      else out.fill(1, at * width, (at + 1) * width);
    });
    return out;
  }

  /** The cells of a field, by number. */
  cells(field: number): Int32Array {
    const { cells, length } = this.fields;
    return cells.subarray(field * length, (field + 1) * length).filter((cell) => cell >= 0);
  }

  #rows(field: number, value: (count: number, cell: number) => number): Float32Array {
    const { counts } = this.tissue;
    const out = new Float32Array(this.fields.length * counts.columns);
    this.cells(field).forEach((cell, at) => {
      forEachInRow(counts, cell, (gene, count) => (out[at * counts.columns + gene] = value(count, cell)));
    });
    return out;
  }

  /** Total counts over their mean in training; a cell without counts is taken to have one (ours). */
  #sizes(field: number): Float32Array {
    const out = new Float32Array(this.fields.length).fill(1);
    this.cells(field).forEach((cell, at) => (out[at] = Math.max(1, this.tissue.totals[cell]!) / this.depth));
    return out;
  }

  #positions(encoding: Float32Array | Int32Array, signs: Random | undefined): tf.Tensor {
    const { length } = this.fields;
    if (encoding instanceof Int32Array) return tf.tensor1d(encoding, 'int32');
    const columns = encoding.length / length;
    const flips = signs && this.config.position === 'laplacian' ? signs.fillMask(columns, 0.5) : undefined;
    const values = flips ? encoding.map((value, at) => (flips[at % columns] ? -value : value)) : encoding;
    return tf.tensor2d(values, [length, columns]);
  }

  async #encoding(field: number): Promise<Float32Array | Int32Array | undefined> {
    const { position } = this.config;
    if (position === 'none' || position === 'conditional') return undefined;
    const known = this.#encodings.get(field);
    if (known) return known;
    const made = await this.#encode(field, position);
    this.#encodings.set(field, made);
    return made;
  }

  async #encode(
    field: number,
    kind: Exclude<SpaformerConfig['position'], 'none' | 'conditional'>,
  ): Promise<Float32Array | Int32Array> {
    const { length } = this.fields;
    const cells = this.cells(field);
    if (kind === 'sinusoid' || kind === 'learnable' || kind === 'naive') {
      const { points } = this.tissue;
      const at = Float64Array.from({ length: 2 * cells.length }, (_, i) => points.row(cells[i >> 1]!)[i & 1]!);
      const { values, columns } = coordinateEncoding(kind, at, this.config);
      const out = values instanceof Int32Array ? new Int32Array(length) : new Float32Array(length * columns);
      out.set(values);
      return out;
    }
    const columns = this.config.positionColumns;
    const graph = this.#graph(field, cells.length);
    const out = new Float32Array(length * columns);
    if (kind === 'randomWalk') {
      out.set(randomWalkEncoding(graph, columns));
      return out;
    }
    const { vectors, values } = await laplacianEncoding(graph, columns);
    // Vectors of length 1 have entries that shrink with the cells; beside the embedding they would be invisible (ours).
    const scale = Math.sqrt(cells.length);
    const found = values.length;
    vectors.forEach((value, at) => (out[Math.floor(at / found) * columns + (at % found)] = scale * value));
    return out;
  }

  /** The spatial graph inside of a field. Edges are listed by their second end, and every edge is there both ways. */
  #graph(field: number, cells: number): { indptr: Int32Array; indices: Int32Array } {
    const { src, dst } = this.fields.edges[field]!;
    const indptr = new Int32Array(cells + 1);
    for (const end of dst) indptr[end + 1]!++;
    for (let i = 0; i < cells; i++) indptr[i + 1]! += indptr[i]!;
    return { indptr, indices: src };
  }
}
