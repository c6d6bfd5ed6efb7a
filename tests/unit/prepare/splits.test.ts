import { describe, expect, it } from 'vitest';
import { AnnData, type CategoricalColumn, DenseMatrix, SparseMatrix, Table } from '../../../src/data';
import { evaluationMask, groupSplit, randomSplit, tileSplit } from '../../../src/prepare';
import { seededDraws } from '../data/damage';

const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `n${i}`);

function tissue(n: number, seed: number): AnnData {
  const draw = seededDraws(seed);
  const points = new DenseMatrix(
    n,
    2,
    Float64Array.from({ length: 2 * n }, () => draw(100_000) / 100),
  );
  const donors = names(n).map(() => `d${draw(9)}`);
  return new AnnData({
    X: new DenseMatrix(
      n,
      20,
      Float32Array.from({ length: 20 * n }, () => (draw(2) ? draw(30) : 0)),
    ),
    obs: new Table(names(n), [['donor', donors]]),
    var: new Table(names(20)),
    obsm: [['spatial', points]],
    raw: { X: new DenseMatrix(n, 1, new Float32Array(n)), var: new Table(['r']) },
  });
}

function parts(adata: AnnData): (string | undefined)[] {
  const column = adata.obs.get('split') as CategoricalColumn;
  return Array.from(column.codes, (code) => column.categories[code]);
}

const shareOf = (found: readonly unknown[], part: string): number =>
  found.filter((p) => p === part).length / found.length;

describe('randomSplit', () => {
  it('gives every part its share, the same for the same seed', () => {
    const found = parts(randomSplit(tissue(1000, 1), { validation: 0.15, test: 0.25, seed: 3 }));
    expect([shareOf(found, 'validation'), shareOf(found, 'test')]).toEqual([0.15, 0.25]);
    expect(parts(randomSplit(tissue(1000, 1), { validation: 0.15, test: 0.25, seed: 3 }))).toEqual(found);
    expect(parts(randomSplit(tissue(1000, 1), { validation: 0.15, test: 0.25, seed: 4 }))).not.toEqual(found);
    expect(shareOf(parts(randomSplit(tissue(50, 1), { validation: 0 })), 'validation')).toBe(0);
  });
  it('refuses shares that leave nothing to train on', () => {
    expect(() => randomSplit(tissue(9, 1), { test: 1 })).toThrowError(
      expect.objectContaining({ kind: 'invalid-argument' }),
    );
  });
});

describe('groupSplit', () => {
  it('puts no donor into two parts and leaves no part empty, for any seed', () => {
    const adata = tissue(400, 2);
    const donors = (adata.obs.get('donor') as { values: string[] }).values;
    for (let seed = 0; seed < 20; seed++) {
      const found = parts(groupSplit(adata, { by: 'donor', seed }));
      expect(new Set(found).size).toBe(3);
      const partOf = new Map(donors.map((donor, i) => [donor, found[i]]));
      found.forEach((part, i) => expect(partOf.get(donors[i]!)).toBe(part));
    }
  });
  it('refuses fewer donors than parts, and cells without one', () => {
    const adata = tissue(10, 2);
    adata.obs.set('two', names(10).map((_, i) => `d${i % 2}`)); // prettier-ignore
    adata.obs.set('some', ['a', 'b', 'c', null, 'a', 'b', 'c', 'a', 'b', 'c']);
    expect(() => groupSplit(adata, { by: 'two' })).toThrowError(/2 groups cannot fill 3 parts/);
    expect(() => groupSplit(adata, { by: 'some' })).toThrowError(/cell 3 has no value/);
  });
});

describe('tileSplit', () => {
  it('keeps parts apart by the margin, and gives all cells a part without one', () => {
    const adata = tissue(2000, 3);
    expect(parts(tileSplit(adata))).not.toContain(undefined);
    const margin = 30;
    const found = parts(tileSplit(adata, { margin, tiles: 5 }));
    expect(found).toContain(undefined);
    const { values } = adata.obsm.get('spatial')!;
    for (let i = 0; i < 2000; i++)
      for (let j = 0; j < i; j++) {
        if (!found[i] || !found[j] || found[i] === found[j]) continue;
        expect(Math.hypot(values[2 * i]! - values[2 * j]!, values[2 * i + 1]! - values[2 * j + 1]!)).toBeGreaterThan(
          margin,
        );
      }
  });
  it('keeps most neighbors together, where a random split does not', () => {
    const adata = tissue(2000, 3);
    const { values } = adata.obsm.get('spatial')!;
    const together = (found: readonly unknown[]): number => {
      let [same, all] = [0, 0];
      for (let i = 0; i < 2000; i++)
        for (let j = 0; j < i; j++) {
          if (Math.hypot(values[2 * i]! - values[2 * j]!, values[2 * i + 1]! - values[2 * j + 1]!) > 20) continue;
          all++;
          if (found[i] === found[j]) same++;
        }
      return same / all;
    };
    expect(together(parts(tileSplit(adata)))).toBeGreaterThan(0.85);
    expect(together(parts(randomSplit(adata)))).toBeLessThan(0.65);
  });
});

describe('evaluationMask', () => {
  const adata = tissue(200, 5);
  it('hides its share of what is not 0; visible and hidden add up to the data', () => {
    for (const kind of ['random', 'exponential'] as const) {
      const { visible, hidden } = evaluationMask(adata, { kind, share: 0.25, seed: 1 });
      const sum = visible.X!.toDense().values.map((value, e) => value + hidden.toDense().values[e]!);
      expect(sum).toEqual(adata.X!.values);
      expect(hidden.stored / adata.X!.values.filter((value) => value !== 0).length).toBeCloseTo(0.25, 1);
      expect(visible.raw).toBeUndefined();
      const sparse = evaluationMask(adata.with({ X: SparseMatrix.fromDense(adata.X as DenseMatrix) }), {
        kind,
        share: 0.25,
        seed: 1,
      });
      expect(sparse.hidden).toEqual(hidden);
    }
  });
  it('hides low values more often when exponential', () => {
    const mean = (kind: 'random' | 'exponential'): number => {
      const { values } = evaluationMask(adata, { kind, share: 0.3, scale: 5 }).hidden;
      return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(mean('exponential')).toBeLessThan(0.6 * mean('random'));
  });
  it('hides whole genes, by number or by name', () => {
    const { visible, hidden, genes } = evaluationMask(adata, { kind: 'genes', share: 0.2 });
    expect(genes).toHaveLength(4);
    for (const gene of genes) expect(visible.feature(gene).every((value) => value === 0)).toBe(true);
    expect(hidden.stored).toBeGreaterThan(0);
    expect(evaluationMask(adata, { kind: 'genes', genes: ['n7', 'n2'] }).genes).toEqual(['n2', 'n7']);
    expect(() => evaluationMask(adata, { kind: 'genes', genes: ['x'] })).toThrowError(/no gene "x"/);
    expect(() => evaluationMask(adata, { share: 0 })).toThrowError(/no value would be hidden/);
  });
});
