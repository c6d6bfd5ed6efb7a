import { type AnnData, DenseMatrix, type Matrix } from '../../data';
import type { Capabilities } from '../../models';
import { forEachStored } from '../../prepare/values/mapValues';
import { type PairedModalities, pairedMuData } from '../shared/pairedModalities';

/** With more values of a modality than this, nobody asks what it contributes (ours): 160 MB. */
const MOST_VALUES = 4e7;

/** The embedding without what one modality says of each cell. */
export interface Contribution {
  readonly modality: string;
  /**
   * How far the cells move when the modality is set to its mean in all of them, as a share of how far they lie apart: root mean square
   * of the move over that of the distance from the center. 0 for a modality that the embedding does not look at.
   */
  readonly shift: number;
  /** The embedding of the scored cells then [cells, width]. */
  readonly values: DenseMatrix;
}

/**
 * What each modality contributes to an embedding: every value of it is set to its mean over the training cells, and the scored cells
 * are embedded again.
 *
 * @param embed the trained model @param scored rows of the pairs
 * @returns nothing where a modality is too large to be filled in
 */
export async function contributionsOf(
  embed: NonNullable<Capabilities['embed']>,
  pairs: PairedModalities,
  { train, scored }: { train: Int32Array; scored: Int32Array },
): Promise<Contribution[]> {
  if ([pairs.first, pairs.second].some(({ nVars }) => nVars * scored.length > MOST_VALUES)) return [];
  const asked = pairedMuData(pairs, scored);
  const whole = await embed(asked);
  const found: Contribution[] = [];
  const means = [pairs.first, pairs.second].map((table) => meansOf(table.matrix().takeRows(train)));
  for (const m of [0, 1]) {
    const name = pairs.names[m];
    const mod = [...asked.mod].map(([key, table]) => [key, key === name ? atItsMean(table, means[m]) : table] as const);
    const values = await embed(asked.with({ mod }));
    found.push({ modality: name, shift: shiftOf(whole, values), values });
  }
  return found;
}

/** The modality with every cell at the means of its features. */
function atItsMean(table: AnnData, means: Float64Array): AnnData {
  const { nObs, nVars } = table;
  return table.with({ X: new DenseMatrix(nObs, nVars, Float32Array.from({ length: nObs * nVars }, (_, at) => means[at % nVars])) }); // prettier-ignore
}

function meansOf(matrix: Matrix): Float64Array {
  const means = new Float64Array(matrix.columns);
  forEachStored(matrix, (_, j, value) => (means[j] += value / matrix.rows));
  return means;
}

function shiftOf(whole: DenseMatrix, other: DenseMatrix): number {
  const center = meansOf(whole);
  let [moved, apart] = [0, 0];
  whole.values.forEach((value, at) => {
    moved += (other.values[at] - value) ** 2;
    apart += (value - center[at % whole.columns]) ** 2;
  });
  return apart > 0 ? Math.sqrt(moved / apart) : 0;
}
