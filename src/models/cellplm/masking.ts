import type { Random } from '../../random';
import type { CellplmConfig } from './config';

/**
 * Which entries a step hides, 1 [length, genes]: a share of the cells by lot, in each of them every known gene with a probability
 * (section 5.2.3.1). With `scored` 'nonzero' entries that are zero are left out: hidden or not, they look the same to the encoder.
 *
 * @param values [length, genes] @param known 1 where an entry is known [length, genes]
 * @param cells tokens that are cells, in front of the padding
 */
export function drawHidden(
  { maskCells, maskGenes, scored }: Pick<CellplmConfig, 'maskCells' | 'maskGenes' | 'scored'>,
  values: Float32Array,
  known: Float32Array,
  cells: number,
  genes: number,
  draws: Random,
): Float32Array {
  const hidden = new Float32Array(values.length);
  const count = Math.max(1, Math.round(maskCells * cells));
  for (const cell of draws.choice(cells, count)) {
    const own = draws.fork(`cell ${cell}`);
    for (let at = cell * genes; at < (cell + 1) * genes; at++) {
      const drawn = own.uniform() < maskGenes;
      if (drawn && known[at] && (scored === 'measured' || values[at] !== 0)) hidden[at] = 1;
    }
  }
  return hidden;
}
