import { TissuebookError } from '../../errors';
import type { GenerateShapesOptions } from './generateOptions';
import type { ShapeScores } from './shapeScores';

/**
 * States are alike where the control cells are as near to the target as some draw of real target cells is, each draw from the cells
 * that are learned from, as many as there are control cells: one in twenty by chance.
 *
 * @throws TissuebookError 'invalid-argument' where they are alike, unless forced: then it is said
 */
export function alikeStates(
  unchanged: ShapeScores,
  draws: readonly ShapeScores[],
  { control, target, force = false }: GenerateShapesOptions,
): string[] {
  const farthest = Math.max(...draws.map(({ w1 }) => w1));
  if (unchanged.w1 > farthest) return [];
  const sentence = `the shapes of ${control} are as near to ${target} (W1 ${unchanged.w1.toFixed(3)}) as ${target} cells drawn at random (up to ${farthest.toFixed(3)}): there is nothing to generate.`;
  if (force) return [`Warning: ${sentence}`];
  throw new TissuebookError('invalid-argument', `generate: ${sentence}`, {
    argument: 'target',
    found: unchanged.w1,
    advice: 'Take states that differ in shape, or give force: true.',
  });
}
