import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, Table } from '../../src/data';
import { Random } from '../../src/random';
import { ripley } from '../../src/tasks';
import { evenDistances } from '../../src/tasks/ripley/estimators';
import { ObservationWindow } from '../../src/tasks/ripley/observationWindow';
import { pairCounts } from '../../src/tasks/ripley/pairCounts';
import { RipleyResult } from '../../src/tasks/ripley/ripleyResult';
import { RipleyRun } from '../../src/tasks/ripley/ripley';
import { EventLoopYielder } from '../../src/wasm';
import { expectNumbers, statisticsFixture } from './statisticsFixture';

interface Mode {
  bins: number[];
  stats: Record<string, number[]>;
  simulated: number[][];
  pvalues: number[][];
}
const wanted = statisticsFixture('ripley') as {
  points: number[][];
  labels: string[];
  area: number;
  random: number[][][];
  modes: Record<string, Mode>;
};
const points = DenseMatrix.fromRows(wanted.points);
const names = ['clumped', 'even', 'other'];
const codes = Int32Array.from(wanted.labels, (label) => names.indexOf(label));
const tissue = tissueOf(points, wanted.labels);

function tissueOf(places: DenseMatrix, labels: readonly string[]): AnnData {
  const obs = new Table(Array.from({ length: places.rows }, (_, i) => `c${i}`), [['type', labels]]); // prettier-ignore
  return new AnnData({ obs, var: new Table([]), obsm: [['spatial', places]] });
}

function places(count: number, seed: number): DenseMatrix {
  const random = new Random(seed);
  return new DenseMatrix(
    count,
    2,
    Float64Array.from({ length: 2 * count }, () => random.uniform(0, 100)),
  );
}

describe('ripley', () => {
  it.each(Object.entries(wanted.modes))('has the curves of squidpy, of cells and of the same random patterns: %s', async (name, want) => {
    const area = new ObservationWindow(points).area;
    expect(Math.abs(area - wanted.area)).toBeLessThan(1e-9 * wanted.area);
    const distances = evenDistances(Math.sqrt(area / 2), 12);
    expectNumbers(distances, want.bins);
    const mode = name[0] as 'F' | 'G' | 'L';
    const run = new RipleyRun({ points, codes, distances, area, mode, neighbors: Number(name[1]), density: 'all' }, {});
    const start = mode === 'F' ? DenseMatrix.fromRows(wanted.random[0]!) : undefined;
    const curves: Float64Array[] = [];
    for (const [label, type] of names.entries()) {
      curves.push(await run.observed(label, start));
      expectNumbers(curves[label]!, want.stats[type]!);
    }
    const rows: Float64Array[] = [];
    for (const [s, curve] of want.simulated.entries()) {
      rows.push(await run.simulated(DenseMatrix.fromRows(wanted.random[s + 1]!), start));
      expectNumbers(rows[s]!, curve);
    }
    const simulated = new DenseMatrix(3, 12, Float64Array.from(rows.flatMap((row) => [...row])));
    const result = new RipleyResult({ by: 'type', mode, distances, area, labels: names, cells: [60, 50, 40], curves, simulated: names.map(() => simulated), seed: 0 });
    names.forEach((type, label) => expectNumbers(result.pvalues(type), want.pvalues[label]!));
  }); // prettier-ignore

  it('is called as squidpy, and K is pi times the square of L', async () => {
    const l = await ripley(tissue, { by: 'type', mode: 'L', steps: 12, simulations: 0 });
    for (const type of names) expectNumbers(l.curve(type), wanted.modes['L2']!.stats[type]!);
    const k = await ripley(tissue, { by: 'type', mode: 'K', steps: 12, simulations: 0 });
    expectNumbers(k.curve('even'), Array.from(l.curve('even'), (value) => Math.PI * value * value), 1e-7); // prettier-ignore
    const g = await ripley(tissue, { by: 'type', mode: 'G', steps: 12, simulations: 2, observations: 80 });
    for (const type of names) expectNumbers(g.curve(type), wanted.modes['G2']!.stats[type]!);
  });

  it('tells clumps from chance by the density of their own label, and chance from nothing', async () => {
    const found = await ripley(tissue, { by: 'type', mode: 'L', density: 'label', steps: 20, maxDistance: 20, simulations: 99, seed: 3 }); // prettier-ignore
    const at = 5;
    expect(found.curve('clumped')[at]).toBeGreaterThan(2 * found.distances[at]!);
    expect(found.pvalues('clumped')[at]).toBeLessThan(0.02);
    expect(found.pvalues('even')[at]).toBeGreaterThan(0.02);
    const lines = found.lines('clumped');
    expect(lines['clumped']!.y[at]).toBeGreaterThan(lines['random']!.high![at]!);
    expect(String(found)).toContain('99 random patterns, seed 3');
  });

  it('repeats itself with a seed', async () => {
    const run = (seed: number) => ripley(tissue, { by: 'type', mode: 'F', simulations: 3, observations: 50, seed });
    const [a, b, other] = [await run(1), await run(1), await run(2)];
    expect(a.curve('even')).toEqual(b.curve('even'));
    expect(a.simulated).toEqual(b.simulated);
    expect(a.simulated).not.toEqual(other.simulated);
  });

  it('counts pairs as two loops do, of places in a line, twice the same, and at the distances themselves', async () => {
    const grid = DenseMatrix.fromRows(Array.from({ length: 400 }, (_, i) => [i % 20, Math.floor(i / 20)]));
    const line = DenseMatrix.fromRows(Array.from({ length: 90 }, (_, i) => [i % 30, 5]));
    for (const [set, steps] of [[places(700, 1), 23], [grid, 21], [line, 31], [places(1, 2), 5]] as const) {
      const distances = evenDistances(set === grid ? 20 : 30, steps);
      const plain = distances.map((limit) => {
        let count = 0;
        for (let i = 0; i < set.rows; i++)
          for (let j = i + 1; j < set.rows; j++)
            count += Number(Math.sqrt((set.get(i, 0) - set.get(j, 0)) ** 2 + (set.get(i, 1) - set.get(j, 1)) ** 2) < limit);
        return count;
      });
      expect(await pairCounts(set, distances, new EventLoopYielder('test', {}))).toEqual(plain);
    }
  }); // prettier-ignore

  it('gives no curve of a label with too few cells, and refuses what has no area or a third axis', async () => {
    const few = tissueOf(points, ['alone', ...wanted.labels.slice(1)]);
    const found = await ripley(few, { by: 'type', mode: 'G', simulations: 1, observations: 20 });
    expect(Array.from(found.curve('alone')).every(Number.isNaN)).toBe(true);
    expect(() => found.curve('nobody')).toThrowError(expect.objectContaining({ kind: 'missing-key' }));
    const line = tissueOf(DenseMatrix.fromRows([[0, 0], [1, 1], [2, 2]]), ['a', 'a', 'b']); // prettier-ignore
    await expect(ripley(line, { by: 'type' })).rejects.toMatchObject({ kind: 'invalid-argument' });
    const space = tissueOf(new DenseMatrix(3, 3, new Float64Array(9)), ['a', 'a', 'b']);
    await expect(ripley(space, { by: 'type' })).rejects.toThrow(/plane/);
    const signal = AbortSignal.abort();
    await expect(ripley(tissue, { by: 'type', signal })).rejects.toMatchObject({ kind: 'aborted' });
  });
});
