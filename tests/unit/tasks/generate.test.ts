import { describe, expect, it } from 'vitest';
import { type AnnData, DenseMatrix, Table, valuesOf } from '../../../src/data';
import type { TissuebookError } from '../../../src/errors';
import type { Model, ModelData } from '../../../src/models';
import { compare, generate } from '../../../src/tasks';
import { shapedCells } from '../models/spatiaExample';
import { readyModel } from './plainModels';

/** A model of one's own: cells keep their shape, or get larger by what one says. */
function grower(factor: number, seen: (data: AnnData) => void = () => undefined, config: object = {}): Model {
  return readyModel('grower', {
    see: (data) => seen(data as AnnData),
    notices: ['Growers learn nothing.'],
    config,
    fresh: (changes) => grower(factor, seen, changes),
    can: {
      generate: async (data: ModelData) => {
        const { obs } = data as AnnData;
        const [area, round] = ['Area', 'Eccentricity'].map((name) => valuesOf(obs.get(name)) as number[]);
        return {
          values: DenseMatrix.fromRows(area.map((value, i) => [round[i], value * factor])),
          features: ['Eccentricity', 'Area'],
        };
      },
    },
  });
}

const options = { state: 'state', control: 'early', target: 'late', tiles: 6, progress: false } as const;
const cells = shapedCells({ cells: 900, seed: 2 });

async function errorOf(run: Promise<unknown>): Promise<TissuebookError | undefined> {
  return run.then(
    () => undefined,
    (error: TissuebookError) => error,
  );
}

describe('generate', () => {
  it('holds generated shapes against the target, with baselines unasked and the answer as upper bound', async () => {
    // Late cells are 2 standard deviations of .3 larger in the logarithm.
    const result = await generate(grower(Math.exp(0.6)), cells, options);
    expect(result.scores.map(({ method }) => method)).toEqual([
      'grower',
      'control unchanged',
      'mean shift',
      'mean and s.d. shift',
      'random target cell',
      'transport partner',
      'target, half against half',
    ]);
    expect(result.score('grower')!.byFeature[0]).toBeLessThan(0.3);
    expect(result.score('grower')!.w1).toBeLessThan(result.score('control unchanged')!.w1);
    expect(result.score('mean shift')!.r).toBeGreaterThan(0.95);
    expect(result.score('mean and s.d. shift')!.w1).toBeLessThan(0.5 * result.score('control unchanged')!.w1);
    expect(result.score('control unchanged')!.r).toBe(0);
    expect(result.warnings.join()).toMatch(/behind or equal.*mean and s.d. shift/);
    expect(result.notices).toContain('Growers learn nothing.');
    expect(String(result)).toMatch(/whole tiles, seed 0/);
    expect(result.shapes.generated.get(0, 0)).toBeCloseTo(result.shapes.control.get(0, 0) * Math.exp(0.6), 9);
  });

  it('shows a model nothing of the cells that are held out, and asks it for the transition', async () => {
    let seen: string[] = [];
    const result = await generate(grower(1, (data) => (seen = data.obs.index)), cells, { ...options, others: [['early', 'middle']] }); // prettier-ignore
    const held = [...result.cells.control, ...result.cells.target].map((cell) => cells.obs.index[cell]);
    expect(held.filter((name) => seen.includes(name))).toEqual([]);
    expect(result.config).toMatchObject({ state: 'state', transitions: 'early -> late; early -> middle', seed: 0 });
  });

  it('holds out whole groups', async () => {
    const grouped = cells.with({ obs: cells.obs.clone() });
    grouped.obs.set(
      'patient',
      Array.from({ length: 900 }, (_, i) => `p${i % 6}`),
    );
    const result = await generate(grower(1), grouped, { ...options, groups: 'patient' });
    const held = new Set(Array.from(result.cells.control, (cell) => cell % 6));
    expect(held.size).toBeLessThan(4);
    expect(result.heldOut).toBe('whole groups of patient');
  });

  it('compares models over seeds, without what sees the answer', async () => {
    const compared = await compare([grower(Math.exp(0.6))], cells, { task: 'generate', labels: 'state', control: 'early', target: 'late', seeds: [0, 1] }); // prettier-ignore
    expect(compared.methods.map(({ method }) => method)).toEqual(['grower', 'control unchanged', 'mean shift', 'mean and s.d. shift', 'random target cell']); // prettier-ignore
    expect(compared.warnings.join()).toMatch(/grower is no better/);
  });

  it('is the same for a seed', async () => {
    const [a, b] = [await generate(grower(2), cells, options), await generate(grower(2), cells, options)];
    expect(a.scores).toEqual(b.scores);
  });

  it('refuses where states are alike, as there is nothing to generate, and warns where forced', async () => {
    const alike = shapedCells({ cells: 900, seed: 2, shift: 0 });
    const error = await errorOf(generate(grower(1), alike, options));
    expect(error?.kind).toBe('invalid-argument');
    expect(error?.message).toMatch(/nothing to generate.*force/);
    const { notices } = await generate(grower(1), alike, { ...options, force: true });
    expect(notices[0]).toMatch(/^Warning: .*nothing to generate/);
  });

  it('refuses what it cannot answer', async () => {
    const kind = async (run: Promise<unknown>) => (await errorOf(run))?.kind;
    expect(await kind(generate({ ...grower(1), can: {} }, cells, options))).toBe('invalid-argument');
    expect(await kind(generate(grower(1), cells, { ...options, target: 'never' }))).toBe('missing-key');
    expect(await kind(generate(grower(1), cells, { ...options, target: 'early' }))).toBe('invalid-argument');
    expect(await kind(generate(grower(1), cells, { ...options, state: 'type' }))).toBe('missing-key');
    expect(await kind(generate(grower(1), shapedCells({ cells: 60 }), options))).toBe('invalid-argument');
    expect(await kind(generate(grower(1), cells.with({ obs: new Table(cells.obs.index) }), options))).toBe(
      'missing-key',
    );
    expect(await kind(generate(grower(1), cells, { ...options, cells: 3 } as never))).toBe('unknown-option');
  });
});
