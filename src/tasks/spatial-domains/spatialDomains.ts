import { AnnData, type DenseMatrix, Table, valuesOf } from '../../data';
import { readSections } from '../../data/sections';
import { TissuebookError } from '../../errors';
import { adjustedRandIndex, normalizedMutualInformation } from '../../metrics';
import type { ColumnName, ObsmName } from '../../names';
import { anything, checkOptions, integer, listOf, seed as seedCheck, text } from '../../options';
import { leiden, neighbors } from '../../prepare';
import { kMeans } from '../../prepare/clusters/kMeans';
import { plainVectors, vectorsIn } from '../shared/plainVectors';
import { type DomainScore, SpatialDomains } from './spatialDomainsResult';

export interface SpatialDomainsOptions {
  /** The entry of obsm that is clustered: 'X_stalign'. */
  use: ObsmName;
  /** Column of obs with the regions that clusters are compared with; cells without one are clustered and not compared. */
  labels: ColumnName;
  /** Column of obs that tells sections apart: each is clustered by itself. One section unless given. */
  section?: ColumnName;
  /** Each draws other starts of k-means and another order of Leiden. [0, 1, 2, 3, 4]. */
  seeds?: readonly number[];
  /** Neighbors of each cell for Leiden. 14, as scanpy (whose 15 count the cell). */
  k?: number;
  /** Principal components of the baselines, at most. 50. */
  components?: number;
  signal?: AbortSignal;
}

/** Looks at a resolution of Leiden, at most (ours). */
const LOOKS = 12;

/**
 * How well clusters of vectors agree with annotated regions, without any label being learned: k-means with as many clusters as there are
 * regions, and Leiden at the resolution that gives as many, section by section, over seeds. The number of regions is known to both, as
 * in published comparisons. Beside them the same for principal components of expression, and of its mean around each cell: smoothing
 * alone makes clusters agree better.
 *
 * @throws TissuebookError 'missing-key' (no such entry or column), 'invalid-argument' (no section with two regions), 'aborted'
 */
export async function spatialDomains(adata: AnnData, options: SpatialDomainsOptions): Promise<SpatialDomains> {
  const where = 'spatialDomains';
  checkOptions(where, options, {
    use: text,
    labels: text,
    section: text,
    seeds: listOf(seedCheck),
    k: integer(1),
    components: integer(1),
    signal: anything,
  });
  const { use, labels, seeds = [0, 1, 2, 3, 4], components = 50 } = options;
  const names = valuesOf(adata.column(labels));
  const { section, sections } = readSections(where, adata, options.section ?? '');
  const vectors = [
    { method: use, values: vectorsIn(where, adata, use) },
    ...(await plainVectors(where, adata, section, components)),
  ];
  const scores: DomainScore[] = [];
  let compared = 0;
  for (const [code, name] of sections.entries()) {
    const cells = Int32Array.from(section.keys()).filter((i) => section[i] === code);
    const known = cells.map((_, at) => at).filter((at) => names[cells[at]!] !== null);
    const truth = Array.from(known, (at) => String(names[cells[at]!]));
    const kinds = new Set(truth).size;
    if (kinds < 2) continue;
    compared++;
    for (const { method, values } of vectors) {
      const own = values.takeRows(cells);
      for (const algorithm of ['k-means', 'Leiden'] as const) {
        for (const seed of seeds) {
          const codes =
            algorithm === 'k-means'
              ? kMeans(own, Math.min(kinds, own.rows), seed)
              : await tuned(own, kinds, seed, options);
          const found = Array.from(known, (at) => codes[at]!);
          const clusters = new Set(codes).size;
          const [ari, nmi] = [adjustedRandIndex(truth, found), normalizedMutualInformation(truth, found)];
          scores.push({ method, algorithm, section: name, seed, clusters, ari, nmi });
        }
      }
    }
  }
  if (compared === 0) {
    throw new TissuebookError('invalid-argument', `${where}: no section has two regions in obs["${labels}"].`, {
      argument: 'labels',
      found: labels,
    });
  }
  return new SpatialDomains({ scores, labels, seeds: [...seeds] });
}

/** Leiden at the resolution that gives as many clusters as asked, or nearly. */
async function tuned(
  x: DenseMatrix,
  wanted: number,
  seed: number,
  { k = 14, signal }: SpatialDomainsOptions,
): Promise<Int32Array> {
  const work = { ...(signal && { signal }) };
  const index = Array.from({ length: x.rows }, (_, i) => `${i}`);
  const cells = new AnnData({ obs: new Table(index), var: new Table([]), obsm: [['x', x]] });
  const graph = await neighbors(cells, { use: 'x', k: Math.min(k, x.rows - 1), ...work });
  let [low, high] = [0.01, 4];
  let best: { codes: Int32Array; apart: number } | undefined;
  for (let look = 0; look < LOOKS; look++) {
    const resolution = Math.sqrt(low * high);
    const clustered = await leiden(graph, { resolution, key: 'cluster', seed, ...work });
    const labels = valuesOf(clustered.column('cluster')).map(String);
    const places = new Map([...new Set(labels)].map((label, at) => [label, at]));
    const codes = Int32Array.from(labels, (label) => places.get(label)!);
    const apart = Math.abs(places.size - wanted);
    if (!best || apart < best.apart) best = { codes, apart };
    if (apart === 0) break;
    if (places.size > wanted) high = resolution;
    else low = resolution;
  }
  return best!.codes;
}
