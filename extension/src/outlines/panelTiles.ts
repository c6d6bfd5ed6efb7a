import { type CellOutlines, decodeArray, panelCells, type SpatialPanel } from '../../../src/protocol';
import { type OutlineParts, cellAt, tileMesh, type TileMesh } from './tileMesh';

/** Cells of a tile, about (ours): triangles of as many are made within a frame. */
const CELLS_A_TILE = 1000;
/** Tiles that are asked for at the same time. */
const ASKED = 4;
/** Milliseconds of making triangles after which the page is let do other things. */
const TIME_SLICE_MS = 12;
/** Milliseconds after which a kernel that did not answer is asked again, the first time and at most (ours): each time twice as many. */
const AGAIN_MS = { first: 2_000, most: 30_000 };
/** Tiles that are kept when they are out of sight: 300,000 cells. */
const KEPT = 300;

/** Asks the kernel for outlines of cells; undefined when there is none that knows them. */
export type AskOutlines = (key: string, cells: Int32Array) => Promise<OutlineParts | undefined>;

/** Some cells that lie side by side. */
export interface Tile {
  /** Where it begins, in the panel's unit: positions of its mesh count from here. */
  readonly origin: readonly [number, number];
  /** [n] points of the panel. */
  readonly points: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  parts?: OutlineParts;
  mesh?: TileMesh;
  asked?: boolean;
  /** Milliseconds until the kernel, which did not answer, is asked again. */
  again?: number;
  /** The kernel does not know the outlines. */
  lost?: boolean;
}

/** A part of the panel, in its unit. */
export interface Box {
  left: number;
  right: number;
  low: number;
  high: number;
}

/** How far tiles are. */
export type Prepared = 'ready' | 'waiting' | 'busy' | 'lost';

/** The outlines of one panel's cells in tiles, made into triangles when they come into sight. */
export class PanelTiles {
  readonly outlines: CellOutlines;
  readonly #cells: ReturnType<typeof panelCells>;
  readonly #x: ArrayLike<number>;
  readonly #y: ArrayLike<number>;
  readonly #side: number;
  readonly #box: Box;
  /** Points by tile: those of tile t are order[starts[t]] to order[starts[t + 1]]. */
  readonly #order: Int32Array;
  readonly #starts: Int32Array;
  readonly #tiles = new Map<number, Tile>();
  readonly #kept: { counts: ArrayLike<number>; offsets: ArrayLike<number>; starts: Int32Array } | undefined;
  #asking = 0;

  constructor(panel: SpatialPanel, outlines: CellOutlines) {
    this.outlines = outlines;
    this.#cells = panelCells(panel);
    [this.#x, this.#y] = [decodeArray(panel.x), decodeArray(panel.y)];
    this.#box = boxOf(this.#x, this.#y);
    this.#side = Math.max(1, Math.ceil(Math.sqrt(this.#x.length / CELLS_A_TILE)));
    [this.#order, this.#starts] = this.#sorted();
    const { counts, offsets } = outlines;
    if (counts && offsets) {
      const all = decodeArray(counts);
      const starts = new Int32Array(all.length + 1);
      all.forEach((n, i) => (starts[i + 1] = starts[i]! + n));
      this.#kept = { counts: all, offsets: decodeArray(offsets), starts };
    }
  }

  /** The tiles with cells in a part of the panel. */
  within(box: Box): Tile[] {
    const margin = 2 * this.outlines.width;
    const [first, last] = [this.#column(box.left - margin), this.#column(box.right + margin)];
    const [top, bottom] = [this.#row(box.low - margin), this.#row(box.high + margin)];
    const found: Tile[] = [];
    for (let row = top; row <= bottom; row++) {
      for (let column = first; column <= last; column++) {
        const t = row * this.#side + column;
        if (this.#starts[t + 1]! > this.#starts[t]!) found.push(this.#tile(t));
      }
    }
    return found;
  }

  /**
   * Gets tiles ready: asks for outlines that are not there, and makes triangles as far as a part of a frame goes.
   *
   * @param arrived is called when there is more to do
   * @returns 'ready', 'waiting' (for the kernel, or for the next frame), 'busy' when the kernel did not answer and is asked again, or 'lost' when
   *   it does not know the outlines
   */
  prepare(tiles: readonly Tile[], ask: AskOutlines, arrived: () => void): Prepared {
    const until = performance.now() + TIME_SLICE_MS;
    let waiting = false;
    for (const tile of tiles) {
      if (tile.mesh || tile.lost) continue;
      const parts = tile.parts ?? this.#inPayload(tile);
      if (!parts) this.#ask(tile, ask, arrived);
      else if (performance.now() < until) tile.mesh = this.#meshOf(tile, (tile.parts = parts));
      else waiting = true;
    }
    if (tiles.every(({ mesh }) => mesh)) return 'ready';
    if (waiting) setTimeout(arrived, 0);
    if (tiles.every(({ mesh, lost }) => mesh ?? lost)) return 'lost';
    return tiles.some(({ again }) => again !== undefined) ? 'busy' : 'waiting';
  }

  /** The point whose outline goes around a place. */
  at(x: number, y: number): number | undefined {
    for (const tile of this.within({ left: x, right: x, low: y, high: y })) {
      if (!tile.parts) continue;
      const [left, low] = tile.origin;
      const found = cellAt(x - left, y - low, tile.x, tile.y, tile.parts, this.outlines.step);
      if (found !== undefined) return tile.points[found];
    }
    return undefined;
  }

  /** The point nearest to a place, within the width of the middle outline. */
  near(x: number, y: number): number | undefined {
    let [best, least] = [undefined as number | undefined, this.outlines.width ** 2];
    for (const tile of this.within({ left: x, right: x, low: y, high: y })) {
      tile.points.forEach((point, i) => {
        const distance = (tile.origin[0] + tile.x[i]! - x) ** 2 + (tile.origin[1] + tile.y[i]! - y) ** 2;
        if (distance < least) [best, least] = [point, distance];
      });
    }
    return best;
  }

  /** Forgets what was made of tiles that are out of sight, when there are many. */
  forget(seen: readonly Tile[]): Tile[] {
    const gone: Tile[] = [];
    if (this.#tiles.size <= KEPT + seen.length) return gone;
    const keep = new Set(seen);
    for (const [t, tile] of this.#tiles) {
      if (this.#tiles.size <= KEPT) break;
      if (keep.has(tile) || tile.asked) continue;
      this.#tiles.delete(t);
      gone.push(tile);
    }
    return gone;
  }

  #ask(tile: Tile, ask: AskOutlines, arrived: () => void): void {
    if (tile.asked || this.#asking >= ASKED) return;
    tile.asked = true;
    this.#asking++;
    ask(
      this.outlines.key,
      Int32Array.from(tile.points, (point) => this.#cells?.[point] ?? point),
    )
      .then(
        (parts) => {
          tile.asked = false;
          delete tile.again;
          if (parts) tile.parts = parts;
          else tile.lost = true;
        },
        () => {
          tile.again = Math.min(AGAIN_MS.most, 2 * (tile.again ?? AGAIN_MS.first / 2));
          setTimeout(() => ((tile.asked = false), arrived()), tile.again);
        },
      )
      .finally(() => {
        this.#asking--;
        arrived();
      });
  }

  #inPayload({ points }: Tile): OutlineParts | undefined {
    if (!this.#kept) return undefined;
    const { counts, offsets, starts } = this.#kept;
    const cells = Int32Array.from(points, (point) => this.#cells?.[point] ?? point);
    const own = Uint16Array.from(cells, (cell) => counts[cell]!);
    const corners = new Int16Array(2 * own.reduce((sum, n) => sum + n, 0));
    let at = 0;
    cells.forEach((cell, i) => {
      for (let k = 0; k < 2 * own[i]!; k++) corners[at++] = offsets[2 * starts[cell]! + k]!;
    });
    return { counts: own, offsets: corners };
  }

  #meshOf(tile: Tile, parts: OutlineParts): TileMesh {
    return tileMesh(tile.x, tile.y, parts, this.outlines.step, this.outlines.width / 5);
  }

  #tile(t: number): Tile {
    const known = this.#tiles.get(t);
    if (known) return known;
    const points = this.#order.slice(this.#starts[t], this.#starts[t + 1]);
    const origin = [this.#x[points[0]!]!, this.#y[points[0]!]!] as const;
    const tile: Tile = {
      origin,
      points,
      x: Float32Array.from(points, (point) => this.#x[point]! - origin[0]),
      y: Float32Array.from(points, (point) => this.#y[point]! - origin[1]),
    };
    this.#tiles.set(t, tile);
    return tile;
  }

  #sorted(): [Int32Array, Int32Array] {
    const n = this.#x.length;
    const tileOf = (i: number): number => this.#row(this.#y[i]!) * this.#side + this.#column(this.#x[i]!);
    const starts = new Int32Array(this.#side ** 2 + 1);
    for (let i = 0; i < n; i++) starts[tileOf(i) + 1]!++;
    for (let t = 0; t < this.#side ** 2; t++) starts[t + 1]! += starts[t]!;
    const next = starts.slice();
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[next[tileOf(i)]!++] = i;
    return [order, starts];
  }

  #column(x: number): number {
    return this.#within((x - this.#box.left) / (this.#box.right - this.#box.left));
  }

  #row(y: number): number {
    return this.#within((y - this.#box.low) / (this.#box.high - this.#box.low));
  }

  #within(share: number): number {
    return Math.min(this.#side - 1, Math.max(0, Math.floor(share * this.#side))) || 0;
  }
}

function boxOf(x: ArrayLike<number>, y: ArrayLike<number>): Box {
  const box = { left: Infinity, right: -Infinity, low: Infinity, high: -Infinity };
  for (let i = 0; i < x.length; i++) {
    box.left = Math.min(box.left, x[i]!);
    box.right = Math.max(box.right, x[i]!);
    box.low = Math.min(box.low, y[i]!);
    box.high = Math.max(box.high, y[i]!);
  }
  return box;
}
