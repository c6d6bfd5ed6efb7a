import { TissuebookError } from '../errors';
import { checkNumbers, checkPaired } from './checks';
import { spearman } from './correlation';

/**
 * How far an embedding keeps a trajectory: (Spearman + 1) / 2 of a given pseudotime and the one found on the embedding (dpt), over
 * cells with a given one (scib's trajectory_conservation).
 *
 * @param given of each cell, NaN where none is known @param found of each cell
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument' (fewer than three cells with a given pseudotime)
 */
export function trajectoryConservation(given: ArrayLike<number>, found: ArrayLike<number>): number {
  checkNumbers('trajectoryConservation', 'given', given);
  checkNumbers('trajectoryConservation', 'found', found);
  checkPaired('trajectoryConservation', given, found);
  const known = Array.from(given, (_, cell) => cell).filter((cell) => Number.isFinite(given[cell]));
  if (known.length < 3) {
    throw new TissuebookError('invalid-argument', `trajectoryConservation: ${known.length} cells have a pseudotime.`, {
      argument: 'given',
      found: known.length,
    });
  }
  // Cells of another part of the graph are infinitely far: all farther than any other.
  const of = (list: ArrayLike<number>): number[] => known.map((cell) => list[cell]);
  return (spearman(of(given), of(found)) + 1) / 2;
}
