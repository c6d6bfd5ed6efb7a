import type { Graph } from '../../graph';

/** A hidden cell is asked for once this share of the cells that it hears is known (ours): at a straight rim it is nearly half. */
const KNOWN = 1 / 3;

/**
 * In which rounds a gap is filled: from its rim inwards, so that every cell hears cells that were measured or filled before. Cells
 * that hear nobody come first; where no cell hears enough, those that hear most.
 *
 * @param hidden cells of the gap, by number
 * @param hearing who hears whom, without loops
 * @returns places in `hidden`, each in one round
 */
export function gapRounds(hidden: Int32Array, hearing: Graph): Int32Array[] {
  const open = new Set(hidden);
  let left = [...hidden.keys()];
  const rounds: Int32Array[] = [];
  while (left.length > 0) {
    const share = left.map((at) => {
      const near = hearing.neighbors(hidden[at]!);
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
