import { describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, Table } from '../../../src/data';
import { Random } from '../../../src/engine';
import { apart } from './cifmExample';
import { neighborSharing } from '../../../src/tasks/sharing/neighborSharing';

/** Vectors of samples around given places, 60 cells each. */
function cohort(places: Record<string, number>, shuffle = false): AnnData {
  const random = new Random(2);
  const names = Object.keys(places).flatMap((name) => Array<string>(60).fill(name));
  const vectors = Float32Array.from(names.flatMap((name) => [places[name] + random.normal(), random.normal()]));
  const order = shuffle ? [...new Random(5).permutation(names.length)] : [...names.keys()];
  const index = names.map((_, i) => `cell${i}`);
  return new AnnData({
    X: new DenseMatrix(names.length, 1, new Float32Array(names.length)),
    obs: new Table(index, [['patient', categorical(names)]]),
    var: new Table(['gene']),
    obsm: [['X_cifm', new DenseMatrix(names.length, 2, vectors)]],
  }).subset({ obs: order });
}

describe('neighborSharing', () => {
  const options = { sample: 'patient', k: 30 };

  it('finds who shares microenvironments and who does not', async () => {
    const { table, samples, sizes } = await neighborSharing(cohort({ a: 0, far: 100, b: 0 }), options);
    expect(samples).toEqual(['a', 'b', 'far']);
    expect(table.get(2, 2)).toBeCloseTo(1);
    expect(table.get(0, 2) + table.get(1, 2)).toBe(0);
    // The same distribution: about half of the neighbors come from the other sample.
    expect(Math.abs(table.get(0, 1) - 0.5)).toBeLessThan(0.1);
    expect([...sizes].map((size) => size.toFixed(3))).toEqual(['0.333', '0.333', '0.333']);
    for (const row of [0, 1, 2]) expect([...table.row(row)].reduce((sum, share) => sum + share)).toBeCloseTo(1);
  });

  it('says nothing of separation where samples are mixed, and much where they are not', async () => {
    const mixed = await neighborSharing(cohort({ a: 0, b: 0 }), options);
    const distinct = await neighborSharing(cohort({ a: 0, b: 50 }), options);
    expect(Math.abs(mixed.separation)).toBeLessThan(0.1);
    expect(distinct.separation).toBeCloseTo(0.5);
  });

  it('puts like samples side by side, and does not mind the order of the cells', async () => {
    const places = { a: 0, c: 40, b: 0.5, d: 40.5 };
    const plain = await neighborSharing(cohort(places), options);
    const shuffled = await neighborSharing(cohort(places, true), options);
    expect(plain.heat.rows.slice(0, 2).sort().join()).toMatch(/^(a,b|c,d)$/);
    expect(shuffled.heat.rows).toEqual(plain.heat.rows);
    expect(apart(shuffled.heat.values.flat(), plain.heat.values.flat())).toBeLessThan(1e-5);
  });

  it("writes each cell's profile, and refuses a single sample", async () => {
    const adata = cohort({ a: 0, b: 3 });
    await neighborSharing(adata, options);
    expect(adata.obsm.get('X_sharing')).toMatchObject({ rows: 120, columns: 2 });
    await expect(neighborSharing(cohort({ a: 0 }), options)).rejects.toThrow(/tells no samples apart/);
  });
});
