import type { DenseMatrix } from '../../../data';
import { followClusters } from '../../../prepare/clusters/followClusters';
import { kMeans } from '../../../prepare/clusters/kMeans';
import { missingCode, palette, TOP_CODE, type WatchColor, type WatchScale } from '../../../protocol';
import { LOOKS, type Look } from './look';

/** Clusters that vectors are put into (ours): more cannot be told apart by color. */
const CLUSTERS = 10;
/** Cells that the first clusters are found from (ours). */
const FIRST_CELLS = 1000;
/** Rounds by which clusters follow the vectors from frame to frame (ours). */
const ROUNDS = 5;
/** The share of the first frame's errors that the scale reaches to (ours). */
const REACH = 0.98;

/** Turns what a model says of some cells into the codes of a frame, with one scale for all frames. */
export class FrameCodes {
  #scale: WatchScale | undefined;
  #clusters: Int32Array | undefined;
  /** Cells of the data by number, of the last frame of clusters. */
  #of: Int32Array | undefined;

  constructor(
    readonly color: WatchColor,
    readonly nObs: number,
    readonly seed: number,
  ) {}

  /** Undefined until the first frame. */
  get scale(): WatchScale | undefined {
    return this.#scale;
  }

  /** @returns [nObs], the type's largest number for cells that are not among the given ones */
  async take(look: Look, cells: Int32Array): Promise<Uint8Array | Uint16Array> {
    const own = await this.#own(look, cells);
    const labels = this.#scale!.by === 'category' ? this.#scale!.labels.length : TOP_CODE;
    const codes = labels <= TOP_CODE + 1 ? new Uint8Array(this.nObs) : new Uint16Array(this.nObs);
    codes.fill(missingCode(codes));
    cells.forEach((cell, at) => own[at]! >= 0 && (codes[cell] = own[at]!));
    return codes;
  }

  async #own(look: Look, cells: Int32Array): Promise<ArrayLike<number>> {
    if (this.color === 'tokens') {
      const { codes, heads, codesPerHead } = await look[LOOKS.tokens]!(cells);
      this.#scale ??= named(heads > 1 ? 'token (first of each cell)' : 'token', codesPerHead);
      return cells.map((_, at) => codes[at * heads]!);
    }
    if (this.color === 'clusters') return this.#clustered(await look[LOOKS.clusters]!(cells), cells);
    const errors = await look[LOOKS.error]!(cells);
    this.#scale ??= { by: 'value', name: 'error', vmin: 0, vmax: reachOf(errors) };
    const { vmax } = this.#scale as Extract<WatchScale, { by: 'value' }>;
    return errors.map((error) => (Number.isFinite(error) ? Math.min(TOP_CODE, (TOP_CODE * error) / vmax) : -1));
  }

  #clustered(x: DenseMatrix, cells: Int32Array): Int32Array {
    const k = Math.min(CLUSTERS, x.rows);
    this.#scale ??= named('cluster', CLUSTERS);
    // The places of this frame's cells in the frame before, which may have shown more of them.
    const before = this.#of && placesIn(this.#of, cells);
    const start = before?.map((at) => (at < 0 ? -1 : this.#clusters![at]!)) ?? firstClusters(x, k, this.seed);
    this.#clusters = followClusters(x, start, k, { rounds: ROUNDS });
    this.#of = cells;
    return this.#clusters;
  }
}

function named(name: string, count: number): WatchScale {
  return { by: 'category', name, labels: Array.from({ length: count }, (_, i) => String(i)), palette: palette(count) };
}

function reachOf(errors: Float32Array): number {
  const sorted = errors.filter((error) => Number.isFinite(error)).sort();
  return sorted[Math.floor(REACH * (sorted.length - 1))] || 1;
}

/** Clusters of some cells; -1 for the others. */
function firstClusters(x: DenseMatrix, k: number, seed: number): Int32Array {
  if (x.rows <= FIRST_CELLS) return kMeans(x, k, seed, { starts: 1 });
  const stride = x.rows / FIRST_CELLS;
  const some = Int32Array.from({ length: FIRST_CELLS }, (_, i) => Math.floor(i * stride));
  const codes = new Int32Array(x.rows).fill(-1);
  kMeans(x.takeRows(some), k, seed, { starts: 1 }).forEach((code, at) => (codes[some[at]!] = code));
  return codes;
}

function placesIn(list: Int32Array, cells: Int32Array): Int32Array {
  const place = new Map(Array.from(list, (cell, at) => [cell, at]));
  return cells.map((cell) => place.get(cell) ?? -1);
}
