import { DenseMatrix } from '../../data';
import { groupRows } from '../../neighbors';
import { kMeans } from '../../prepare/clusters/kMeans';
import { truncatedSvd } from '../../prepare/components/truncatedSvd';
import type { Random } from '../../random';
import type { SpotInputs } from './spotInputs';

/** Clusters of a section: five others, as in the authors' code. */
export const CLUSTERS = 6;
/** Principal components in which they are found (ours). */
const COMPONENTS = 10;

/** The cluster of each spot of the inputs in its section [spots], by k-means on expression; -1 for spots that take no part. */
export async function clustersOf(inputs: SpotInputs, seed: number): Promise<Int32Array> {
  const { spots, rows } = inputs;
  const x = DenseMatrix.zeros(rows.length, spots.features.length);
  rows.forEach((row, i) => x.row(i).set(inputs.expression(row)));
  const count = Math.max(1, Math.min(COMPONENTS, rows.length - 1, spots.features.length));
  const { scores } = await truncatedSvd('stalign.fit', x, { count, seed }, {});
  const vectors = new DenseMatrix(rows.length, count, scores);
  const place = new Map(Array.from(rows, (row, i) => [row, i]));
  const codes = new Int32Array(spots.count).fill(-1);
  for (const own of groupRows(spots.section, rows).values()) {
    const found = kMeans(vectors.takeRows(own.map((row) => place.get(row)!)), Math.min(CLUSTERS, own.length), seed);
    own.forEach((row, i) => (codes[row] = found[i]!));
  }
  return codes;
}

/**
 * For each spot of a batch one random spot of the batch of each other cluster of its section; where the batch has none, another spot of
 * the section and another cluster, else any other spot.
 *
 * @returns places in the batch [batch, CLUSTERS - 1]
 */
export function otherClusters(
  batch: Int32Array,
  section: Int32Array,
  clusters: Int32Array,
  random: Random,
): Int32Array {
  const out = new Int32Array(batch.length * (CLUSTERS - 1));
  const places = [...batch.keys()];
  const one = (list: readonly number[]): number => list[random.integer(0, list.length)]!;
  batch.forEach((spot, i) => {
    const others = places.filter(
      (at) => section[batch[at]!] === section[spot] && clusters[batch[at]!] !== clusters[spot],
    );
    const any = others.length > 0 ? others : places.filter((at) => at !== i);
    for (let n = 0; n < CLUSTERS - 1; n++) {
      const wanted = n < clusters[spot]! ? n : n + 1;
      const there = others.filter((at) => clusters[batch[at]!] === wanted);
      out[i * (CLUSTERS - 1) + n] = one(there.length > 0 ? there : any);
    }
  });
  return out;
}
