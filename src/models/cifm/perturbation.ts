import type { DenseMatrix } from '../../data';
import type { PredictPerturbationOptions } from '../contract';
import { withCells, type PlacedCells } from './added';
import { neighborhoodMean } from './evaluate';
import { predictCells } from './passes';
import type { CifmState } from './state';
import type { Tissue } from './tissue';

/**
 * One round of the perturbation: block after block, the tissue's own cells are masked, inferred from everything
 * else (earlier blocks already hold their new values) and written back. Added cells stay as they are.
 *
 * @param blocks places of the tissue's cells, each in one block
 * @param options.clamp whether inferred values below zero become zero
 * @param options.by who infers
 * @returns the tissue's own cells [cells, genes]
 */
export async function inferBlocks(
  state: CifmState,
  tissue: Tissue,
  added: PlacedCells,
  blocks: readonly Int32Array[],
  { clamp, by }: Required<Pick<PredictPerturbationOptions, 'clamp' | 'by'>>,
): Promise<Float32Array> {
  const joined = withCells(tissue, added);
  const matrix = joined.matrix as DenseMatrix;
  const { values } = matrix;
  const genes = tissue.features.length;
  const absent = new Uint8Array(joined.section.length);
  for (const block of blocks) {
    const masked = new Uint8Array(absent.length);
    for (const cell of block) masked[cell] = 1;
    const visible = (cell: number): boolean => !masked[cell] && matrix.row(cell).some((value) => value > 0);
    const inferred =
      by === 'model'
        ? await predictCells(state, joined, block, { absent, masked })
        : neighborhoodMean(state, joined, block, visible);
    if (clamp) inferred.forEach((value, at) => (inferred[at] = Math.max(0, value)));
    block.forEach((cell, at) => values.set(inferred.subarray(at * genes, (at + 1) * genes), cell * genes));
  }
  return values.slice(0, tissue.cells.length * genes) as Float32Array;
}
