import { describe, expect, it } from 'vitest';
import type { Table } from '../../../src/data';
import {
  type CategoricalColumn,
  datasets,
  type DenseMatrix,
  type MuData,
  simulateCiteSeq,
  valuesOf,
} from '../../../src/data';

const numbers = (mdata: MuData, mod: string): DenseMatrix => mdata.mod.get(mod)!.X!.toDense();

function correlation(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [x, y].map((list) => list.reduce((a, b) => a + b, 0) / list.length) as [number, number];
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((value, i) => {
    xy += (value - mx) * (y[i]! - my);
    xx += (value - mx) ** 2;
    yy += (y[i]! - my) ** 2;
  });
  return xy / Math.sqrt(xx * yy);
}

/** Log counts of a feature, less the mean of the cell's type: what the type does not tell. */
function withinTypes(mdata: MuData, mod: string, feature: string): number[] {
  const matrix = numbers(mdata, mod);
  const logs = Array.from(matrix.column(mdata.mod.get(mod)!.var.index.indexOf(feature)), Math.log1p);
  const { codes, categories } = mdata.obs.get('cell_type') as CategoricalColumn;
  const sums = categories.map(() => [0, 0]);
  logs.forEach((value, i) => {
    sums[codes[i]!]![0]! += value;
    sums[codes[i]!]![1]! += 1;
  });
  return logs.map((value, i) => value - sums[codes[i]!]![0]! / sums[codes[i]!]![1]!);
}

describe('simulateCiteSeq', () => {
  const mdata = simulateCiteSeq({ seed: 3 });

  it('says that it is simulated wherever somebody looks', () => {
    expect(mdata.obs.index.every((name) => name.startsWith('simulated'))).toBe(true);
    for (const name of ['cell_type', 'donor']) {
      expect((mdata.obs.get(name) as CategoricalColumn).categories.every((label) => /^simulated /.test(label))).toBe(
        true,
      );
    }
    for (const { var: features } of mdata.mod.values())
      expect(features.index.every((name) => name.startsWith('sim'))).toBe(true);
    for (const { uns } of [mdata, ...mdata.mod.values()]) {
      expect((uns.get('dataset') as Map<string, unknown>).get('title')).toMatch(
        /^SIMULATED .* no cell of it was measured$/,
      );
    }
    expect(datasets.describe('simulated-cite-seq').describe()).toContain('SIMULATED');
    expect(datasets.toString()).toMatch(/simulateCiteSeq\(\):\n {2}simulated-cite-seq: .*SIMULATED/);
  });

  it('counts whole numbers in cells of six types and three donors', () => {
    expect([mdata.nObs, mdata.mod.get('rna')!.nVars, mdata.mod.get('prot')!.nVars]).toEqual([1200, 300, 24]);
    for (const mod of ['rna', 'prot'])
      expect(numbers(mdata, mod).values.every((v) => Number.isInteger(v) && v >= 0)).toBe(true);
    expect(new Set(valuesOf(mdata.obs.get('cell_type'))).size).toBe(6);
    expect(new Set(valuesOf(mdata.obs.get('donor'))).size).toBe(3);
  });

  it('lets proteins follow their genes also within a type, and the genes that are linked to others not', () => {
    const links = mdata.uns.get('links') as Table;
    const [gene, protein, weight] = ['gene', 'protein', 'weight'].map((name) => valuesOf(links.get(name))) as [
      string[],
      string[],
      number[],
    ];
    expect(links.length).toBe(3 * 24);
    const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
    const linked = (wanted: number): number =>
      mean(gene.flatMap((name, at) => weight[at] === wanted ? [correlation(withinTypes(mdata, 'rna', name), withinTypes(mdata, 'prot', protein[at]!))] : [])); // prettier-ignore
    const others = mean(gene.map((name, at) => correlation(withinTypes(mdata, 'rna', name), withinTypes(mdata, 'prot', protein[(at + 9) % protein.length]!)))); // prettier-ignore
    expect(linked(1)).toBeGreaterThan(0.3);
    expect(linked(0.5)).toBeGreaterThan(0.1);
    expect(linked(1)).toBeGreaterThan(linked(0.5));
    // Depth and programs are shared, so others are not at 0.
    expect(others).toBeLessThan(linked(0.5) / 2);
  });

  it('is the same for a seed, another for another, and takes sizes', () => {
    expect(numbers(simulateCiteSeq({ seed: 3 }), 'prot').values).toEqual(numbers(mdata, 'prot').values);
    expect(numbers(simulateCiteSeq({ seed: 4 }), 'prot').values).not.toEqual(numbers(mdata, 'prot').values);
    const small = simulateCiteSeq({ cells: 20, genes: 12, proteins: 30, donors: 1 });
    expect([small.nObs, small.mod.get('rna')!.nVars, small.mod.get('prot')!.nVars]).toEqual([20, 12, 30]);
    expect(() => simulateCiteSeq({ cells: 0 })).toThrow(/cells must be/);
    expect(() => simulateCiteSeq({ gene: 3 } as object)).toThrow(/Did you mean genes/);
  });
});
