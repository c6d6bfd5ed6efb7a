import { describe, expect, it } from 'vitest';
import { AnnData, type CategoricalColumn, SparseMatrix, Table } from '../../../src/data';
import { adjustedRandIndex } from '../../../src/metrics';
import { leiden } from '../../../src/prepare';
import { seededDraws } from '../data/damage';

const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `c${i}`);

/** A graph as data, from pairs and weights. */
function graph(n: number, pairs: readonly (readonly [number, number, number?])[]): AnnData {
  const dense = new Map<string, number>();
  for (const [a, b, weight = 1] of pairs) for (const key of [`${a} ${b}`, `${b} ${a}`]) dense.set(key, weight);
  const rows = names(n).map((_, i) => names(n).flatMap((__, j) => (dense.has(`${i} ${j}`) ? [j] : [])));
  const indptr = Int32Array.from([0, ...rows.map((row) => row.length)]);
  for (let i = 0; i < n; i++) indptr[i + 1]! += indptr[i]!;
  const values = Float64Array.from(rows.flatMap((row, i) => row.map((j) => dense.get(`${i} ${j}`)!)));
  const matrix = new SparseMatrix(n, n, { indptr, indices: Int32Array.from(rows.flat()), values });
  return new AnnData({ obs: new Table(names(n)), var: new Table([]), obsp: [['connectivities', matrix]] });
}

function clusters(adata: AnnData): number[] {
  return [...(adata.obs.get('leiden') as CategoricalColumn).codes];
}

/** Newman and Girvan's modularity. */
function modularity(adata: AnnData, cluster: readonly number[]): number {
  const m = adata.obsp.get('connectivities') as SparseMatrix;
  const strength = names(m.rows).map((_, i) => Array.from(m.row(i)).reduce((sum, w) => sum + w, 0));
  const total = strength.reduce((sum, w) => sum + w, 0);
  let q = 0;
  for (let i = 0; i < m.rows; i++)
    for (let j = 0; j < m.rows; j++)
      if (cluster[i] === cluster[j]) q += (m.get(i, j) - (strength[i]! * strength[j]!) / total) / total;
  return q;
}

/** Zachary's karate club (1977): 34 people, 78 friendships. */
const KARATE: [number, number][] = [
  [0, [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31]], [1, [2, 3, 7, 13, 17, 19, 21, 30]],
  [2, [3, 7, 8, 9, 13, 27, 28, 32]], [3, [7, 12, 13]], [4, [6, 10]], [5, [6, 10, 16]], [6, [16]], [8, [30, 32, 33]],
  [9, [33]], [13, [33]], [14, [32, 33]], [15, [32, 33]], [18, [32, 33]], [19, [33]], [20, [32, 33]], [22, [32, 33]],
  [23, [25, 27, 29, 32, 33]], [24, [25, 27, 31]], [25, [31]], [26, [29, 33]], [27, [33]], [28, [31, 33]], [29, [32, 33]],
  [30, [32, 33]], [31, [32, 33]], [32, [33]],
].flatMap(([a, list]) => (list as number[]).map((b) => [a, b] as [number, number])); // prettier-ignore

describe('leiden', () => {
  it("finds the partition of Zachary's club of the highest modularity there is, 0.4198 (Brandes et al. 2008)", async () => {
    expect(KARATE).toHaveLength(78);
    const club = graph(34, KARATE);
    const runs = await Promise.all([0, 1, 2, 3, 4].map((seed) => leiden(club, { seed })));
    const found = runs.map((run) => modularity(club, clusters(run)));
    expect(Math.max(...found)).toBeCloseTo(0.41979, 4);
    expect(Math.min(...found)).toBeGreaterThan(0.41);
  });

  it('finds planted groups, numbers them from the largest, and repeats itself', async () => {
    const draw = seededDraws(2);
    const truth = names(150).map((_, i) => (i < 70 ? 0 : i < 120 ? 1 : 2));
    const pairs = truth.flatMap((a, i) =>
      truth.slice(0, i).flatMap((b, j) => (draw(100) < (a === b ? 30 : 3) ? [[i, j, 1 + draw(3)] as const] : [])),
    );
    const adata = graph(150, pairs);
    const found = clusters(await leiden(adata, { seed: 5 }));
    expect(adjustedRandIndex(found, truth)).toBeGreaterThan(0.95);
    const sizes = [0, 1, 2].map((c) => found.filter((code) => code === c).length);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(clusters(await leiden(adata, { seed: 5 }))).toEqual(found);
  });

  it('leaves no cluster in two pieces, and gives more clusters at higher resolution', async () => {
    const draw = seededDraws(7);
    const pairs = names(300).flatMap((_, i) => (i ? [[i, draw(i)] as const, [i, draw(i)] as const] : [])).filter(([a, b]) => a !== b); // prettier-ignore
    const adata = graph(300, pairs);
    const m = adata.obsp.get('connectivities') as SparseMatrix;
    const runs = await Promise.all([0.5, 1, 3].map((resolution) => leiden(adata, { resolution })));
    const counts = runs.map((run) => {
      const found = clusters(run);
      const reached = new Set<number>();
      const first = new Map<number, number>();
      found.forEach((code, i) => first.has(code) || first.set(code, i));
      const walk = [...first.values()];
      for (const node of walk) {
        if (reached.has(node)) continue;
        reached.add(node);
        for (const other of m.indices.subarray(m.indptr[node], m.indptr[node + 1]))
          if (found[other] === found[node]) walk.push(other);
      }
      expect(reached.size).toBe(300);
      return first.size;
    });
    expect(counts[0]).toBeLessThan(counts[1]!);
    expect(counts[1]).toBeLessThan(counts[2]!);
  });

  it('gives a cluster to each cell without edges, and refuses what is no graph', async () => {
    expect(clusters(await leiden(graph(3, [])))).toEqual([0, 1, 2]);
    await expect(leiden(graph(3, []), { graph: 'none' })).rejects.toMatchObject({ kind: 'missing-key' });
    await expect(leiden(graph(3, [[0, 1, -1]]))).rejects.toMatchObject({ kind: 'invalid-argument' });
    await expect(leiden(graph(3, []), { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'aborted' });
  });
});
