import type { Graph } from '../../graph';

/** A hidden cell is asked for once this share of the cells in its receptive field is known (ours): at a straight boundary it is nearly half. */
const KNOWN = 1 / 3;

/**
 * In which rounds a gap is filled: from its boundary inwards, so that every cell sees cells that were measured or filled before. Cells
 * with an empty receptive field come first; where no field is known enough, those that are known most.
 *
 * @param hidden cells of the gap, by number
 * @param receptive receptive fields, without loops
 * @returns places in `hidden`, each in one round
 */
export function boundaryRounds(hidden: Int32Array, receptive: Graph): Int32Array[] {
  const open = new Set(hidden);
  let left = [...hidden.keys()];
  const rounds: Int32Array[] = [];
  while (left.length > 0) {
    const share = left.map((at) => {
      const near = receptive.neighbors(hidden[at]!);
      return near.length === 0 ? 1 : near.filter((cell) => !open.has(cell)).length / near.length;
    });
    const enough = Math.min(KNOWN, Math.max(...share));
    const round = left.filter((_, i) => share[i]! >= enough);
    left = left.filter((_, i) => share[i]! < enough);
    for (const at of round) open.delete(hidden[at]!);
    rounds.push(Int32Array.from(round));
  }
  return rounds;
}
