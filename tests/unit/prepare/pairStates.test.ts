import { describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, Table } from '../../../src/data';
import type { TissuebookError } from '../../../src/errors';
import { pairStates } from '../../../src/prepare';
import { Random } from '../../../src/random';

/** Two states that differ by a shift in each of two groups; groups are far apart. */
function states(cells = 120, seed = 1): AnnData {
  const random = new Random(seed);
  const rows = Array.from({ length: cells }, (_, i) => {
    const [group, target] = [i % 2, i % 4 > 1 ? 1 : 0];
    return [20 * group + random.normal(), 3 * target + random.normal(0, 0.3), random.normal()];
  });
  return new AnnData({
    obs: new Table(
      rows.map((_, i) => `c${i}`),
      [['state', categorical(rows.map((_, i) => (i % 4 > 1 ? 'late' : 'early')))]],
    ),
    var: new Table(['group', 'shift', 'noise']),
    X: DenseMatrix.fromRows(rows),
    obsm: [['spatial', DenseMatrix.fromRows(rows.map((_, i) => [i % 11, i % 7]))]],
  });
}

const options = { state: 'state', control: 'early', target: 'late', least: 10 };

async function kindOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => 'nothing',
    (error: TissuebookError) => error.kind,
  );
}

describe('pairs of two states', () => {
  it('join cells of one group, and their signature is the shift between states', async () => {
    const pairs = await pairStates(states(), { ...options, nicheWeight: 0 });
    expect(pairs.control.length).toBe(60);
    const within = pairs.control.filter((cell, i) => pairs.target[i] % 2 === cell % 2).length;
    expect(within / 60).toBeGreaterThan(0.95);
    expect(pairs.marginalError).toBeLessThan(0.01);
    const [group, shift, noise] = pairs.signature;
    expect(shift).toBeGreaterThan(4 * Math.max(Math.abs(group), Math.abs(noise)));
  });

  it('have a signature of shapes as well, where shapes are known: the shift in standard deviations', async () => {
    const cells = states();
    expect((await pairStates(cells, options)).shapes).toBeUndefined();
    const random = new Random(5);
    const late = Array.from({ length: 120 }, (_, i) => (i % 4 > 1 ? 1 : 0));
    const area = late.map((one) => Math.exp(3 + one + random.normal(0, 0.1)));
    cells.obs.set('Area', area);
    cells.obs.set('Solidity', late.map(() => random.uniform(0.8, 1))); // prettier-ignore
    const { shapes, toString } = await pairStates(cells, options);
    expect(shapes!.features).toEqual(['Area', 'Solidity']);
    // Two groups 1 apart, half each, with .1 within: a shift of 1 / .51 standard deviations.
    expect(shapes!.signature[0]).toBeCloseTo(1 / Math.sqrt(0.25 + 0.01), 1);
    expect(Math.abs(shapes!.signature[1])).toBeLessThan(0.5);
    expect(toString.call(await pairStates(cells, options))).toMatch(/shape, in standard deviations: Area \+1\.9/);
  });

  it('are the same for a seed, differ for another, and do not depend on the seed where the best is taken', async () => {
    const drawn = (seed: number) => pairStates(states(), { ...options, seed });
    expect((await drawn(3)).target).toEqual((await drawn(3)).target);
    expect((await drawn(3)).target).not.toEqual((await drawn(4)).target);
    const best = (seed: number) => pairStates(states(), { ...options, seed, partners: 'best' });
    expect((await best(3)).target).toEqual((await best(4)).target);
  });

  it('stay in a niche where leaving it costs a lot', async () => {
    const apart = (weight: number) => pairStates(states(240), { ...options, nicheWeight: weight, nicheWidth: 4 });
    const near = (await apart(50)).table.get('distance') as { values: Float64Array };
    const far = (await apart(0.01)).table.get('distance') as { values: Float64Array };
    const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(near.values)).toBeLessThan(0.8 * mean(far.values));
  });

  it('say that a plan is not finished', async () => {
    const pairs = await pairStates(states(), { ...options, scaleCost: 'none', epsilon: 0.001, iterations: 1 });
    expect(pairs.notices.join()).toMatch(/not finished/);
  });

  it('refuse states that are not there or have few cells', async () => {
    expect(await kindOf(pairStates(states(), { ...options, target: 'none' }))).toBe('missing-key');
    expect(await kindOf(pairStates(states(), { ...options, least: 1000 }))).toBe('invalid-argument');
    expect(await kindOf(pairStates(states(), { ...options, use: 'X_pca' }))).toBe('missing-key');
    expect(await kindOf(pairStates(states(), { ...options, state: 'type' }))).toBe('missing-key');
  });
});
