import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { type Cifm, zoo } from '../../../src/models';
import { annDataOf, example, GENES, tissueOf } from './cifmExample';

let model: Cifm;

beforeAll(async () => {
  await startEngine();
  model = zoo.create('cifm', { preset: 'tiny', seed: 4, radius: 20, input: 'prepared', epochs: 20 });
  await model.fit(example(), { write: false });
}, 180_000);

describe('influence', () => {
  const cells = [10, 60, 90];
  const weights = { gene1: 1, gene4: -2 };
  /** The read-out itself: the weighed mean of the inferred cells. */
  const readOut = async (x: Float32Array): Promise<number> => {
    const inferred = await model.predict(annDataOf({ ...tissueOf(160), x }), cells, { together: true });
    return cells.reduce((sum, _, i) => sum + (inferred.get(i, 1) - 2 * inferred.get(i, 4)) / cells.length, 0);
  };

  it('is the slope that small changes find', async () => {
    const { x } = tissueOf(160);
    const found = await model.influence(example(), { cells, weights });
    const order = [...found.values.keys()]
      .filter((at) => x[at] > 0)
      .sort((a, b) => Math.abs(found.values[b]) - Math.abs(found.values[a]));
    for (const at of order.slice(0, 4)) {
      const step = 0.05;
      const [up, down] = [x.slice(), x.slice()];
      up[at] += step;
      down[at] -= step;
      const slope = ((await readOut(up)) - (await readOut(down))) / (2 * step);
      expect(Math.abs(found.values[at] - slope)).toBeLessThan(0.03 * Math.abs(slope) + 1e-4);
    }
    for (const cell of cells) expect([...found.row(cell)].every((value) => value === 0)).toBe(true);
  });

  it('exists at places where no cell is', async () => {
    const { at } = tissueOf(160);
    const places = [
      [at[2 * 10] + 1, at[2 * 10 + 1]],
      [5000, 5000],
    ];
    const found = await model.influence(example(), { cells, weights, at: places });
    expect(found).toMatchObject({ rows: 2, columns: GENES });
    expect([...found.values].every(Number.isFinite)).toBe(true);
    expect(Math.max(...found.row(0).map(Math.abs))).toBeGreaterThan(0);
    expect(Math.max(...found.row(1).map(Math.abs))).toBe(0);
  });

  it(
    'is finite and looks at the cells around also where a gate says what is expressed',
    { timeout: 120_000 },
    async () => {
      const gated = zoo.create('cifm', { preset: 'tiny', seed: 4, radius: 20, gate: true, epochs: 40 });
      await gated.fit(example(), { write: false });
      const all = Object.fromEntries(Array.from({ length: GENES }, (_, gene) => [`gene${gene}`, 1]));
      const found = await gated.influence(example(), { cells, weights: all });
      expect([...found.values].every(Number.isFinite)).toBe(true);
      expect(Math.max(...found.values.map(Math.abs))).toBeGreaterThan(0);
    },
  );

  it('refuses genes that the model does not know', async () => {
    await expect(model.influence(example(), { cells, weights: { gene11: 1 } })).rejects.toThrow(/no gene "gene11"/);
  });
});
