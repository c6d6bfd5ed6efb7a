import { DenseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import { nearest } from '../../options';
import type { AddedCells } from '../contract';
import type { Locations } from './injection';

export interface InfluenceOptions {
  /** Cells whose inferred expression is read out, by number. */
  cells: ArrayLike<number>;
  /** Weight of each gene in the read-out, by name. */
  weights: Readonly<Record<string, number>>;
  /** Places of void cells whose influence is asked for. */
  at?: Locations;
  /** Their section, needed when the data have several. */
  section?: string;
}

/** Weights of all genes; 0 for those that are not named. @throws TissuebookError 'missing-key', 'not-finite' */
export function readOut(
  where: string,
  genes: readonly string[],
  weights: Readonly<Record<string, number>>,
): Float32Array {
  const out = new Float32Array(genes.length);
  for (const [gene, weight] of Object.entries(weights)) {
    const at = genes.indexOf(gene);
    if (at < 0) {
      const near = nearest(gene, genes.slice(0, 50_000));
      throw new TissuebookError('missing-key', `${where}: the model knows no gene "${gene}".`, {
        argument: 'weights',
        found: gene,
        ...(near && { advice: `Did you mean "${near}"?` }),
      });
    }
    if (!Number.isFinite(weight)) {
      throw new TissuebookError('not-finite', `${where}: the weight of "${gene}" is ${weight}.`, {
        argument: 'weights',
        found: weight,
      });
    }
    out[at] = weight;
  }
  return out;
}

/** Cells that express nothing, at given places. */
export function voidCells(at: Locations, genes: number, section: string | undefined): AddedCells {
  const count = at instanceof DenseMatrix ? at.rows : at.length;
  return { expression: DenseMatrix.zeros(count, genes), locations: at, ...(section !== undefined && { section }) };
}
