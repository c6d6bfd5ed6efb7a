import { coordinates, type AnnData } from '../../data';
import { Random } from '../../random';
import { TissuebookError } from '../../errors';
import { buildIndex } from '../../neighbors';

/**
 * Contiguous patches that do not overlap: each is a cell drawn at random with its nearest cells of the same section.
 *
 * @param section section number of each cell
 * @param size cells of a patch
 * @returns cell numbers of each patch
 * @throws TissuebookError 'invalid-argument' when they do not fit into the tissue
 */
export function drawPatches(
  adata: AnnData,
  section: Int32Array,
  count: number,
  size: number,
  seed: number,
): Int32Array[] {
  const { points } = coordinates(adata);
  const random = new Random(seed).fork('patches');
  const index = buildIndex(points, { groups: section });
  const taken = new Uint8Array(adata.nObs);
  const patches: Int32Array[] = [];
  for (let tries = 0; patches.length < count && tries < 100 * count; tries++) {
    const patch = index.nearest([random.integer(0, adata.nObs)], size);
    if (patch.some((cell) => cell < 0 || taken[cell])) continue;
    for (const cell of patch) taken[cell] = 1;
    patches.push(patch);
  }
  if (patches.length === count) return patches;
  const sentence = `${count} patches of ${size} cells do not fit into ${adata.nObs} cells.`;
  throw new TissuebookError('invalid-argument', sentence, {
    argument: 'cells',
    found: size,
    advice: 'Take fewer or smaller patches.',
  });
}
