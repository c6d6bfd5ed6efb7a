import { type AnnData, coordinates } from '../data';
import { TissuebookError } from '../errors';
import { cellValues } from './cellColor';

/**
 * The cells' heights [nObs]: an obs column of numbers, or the third column of the positions for 'spatial'.
 *
 * @throws TissuebookError 'missing-key' for a column that is not there, 'invalid-argument' for labels or positions in a
 *   plane, 'not-finite' for a height that is not a number
 */
export function cellHeights(adata: AnnData, z: string, step = 1): Float64Array {
  const heights = Float64Array.from(z === 'spatial' ? thirdColumn(adata) : columnOf(adata, z), (value) => value * step);
  const bad = heights.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return heights;
  throw new TissuebookError('not-finite', `z: the height of cell ${bad} is not a number.`, {
    argument: 'z',
    found: heights[bad],
    advice: 'Leave such cells out with subset.',
  });
}

function thirdColumn(adata: AnnData): ArrayLike<number> {
  const { points } = coordinates(adata);
  if (points.columns >= 3) return points.column(2);
  throw new TissuebookError('invalid-argument', `z: the positions have ${points.columns} columns, so no height.`, {
    argument: 'z',
    found: points.columns,
    advice: 'Give an obs column of numbers.',
  });
}

function columnOf(adata: AnnData, z: string): ArrayLike<number> {
  const found = cellValues(adata, z);
  if (found.kind === 'value') return found.values;
  throw new TissuebookError('invalid-argument', `z: "${z}" holds labels, not heights.`, {
    argument: 'z',
    found: z,
    advice: 'Choose an obs column of numbers.',
  });
}
