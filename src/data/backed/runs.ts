import type { Range } from '../encoding/container';

/** Rows to read for a list of positions. */
export interface Runs {
  /** Ranges that rise and hold all positions. */
  runs: Range[];
  /** The positions, rising, each once. */
  rising: Int32Array;
  /** For each position as it was asked for its place in `rising`; undefined where that is the same. */
  order: Int32Array | undefined;
}

/**
 * Ranges of rows to read for some positions. Positions of one chunk, or with at most `gap` rows between them, are read
 * together: that is quicker than to skip what lies between.
 */
export function runsOf(positions: Int32Array, chunkRows: number, gap: number): Runs {
  const sorted = positions.slice().sort();
  const rising = sorted.filter((position, i) => i === 0 || position !== sorted[i - 1]);
  const runs: [number, number][] = [];
  for (const position of rising) {
    const run = runs.at(-1);
    const near = run && (position - run[1] <= gap || sameChunk(run[1] - 1, position, chunkRows));
    if (near) run[1] = position + 1;
    else runs.push([position, position + 1]);
  }
  const asked = rising.length === positions.length && positions.every((position, i) => position === rising[i]);
  return { runs, rising, order: asked ? undefined : placesIn(rising, positions) };
}

function sameChunk(a: number, b: number, chunkRows: number): boolean {
  return Math.floor(a / chunkRows) === Math.floor(b / chunkRows);
}

function placesIn(rising: Int32Array, positions: Int32Array): Int32Array {
  const place = new Map<number, number>();
  rising.forEach((position, i) => place.set(position, i));
  return positions.map((position) => place.get(position)!);
}
