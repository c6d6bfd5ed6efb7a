import { beforeAll, describe, expect, it } from 'vitest';
import { type AnnData, DenseMatrix, unsAt } from '../../../src/data';
import { Random, startEngine } from '../../../src/engine';
import { knnGraph } from '../../../src/graph';
import { drawGaps, standardizedError } from '../../../src/models/training/gapEvaluation';
import { zoo } from '../../../src/models';
import { madeTissue } from '../../madeTissue';
import { example, make } from './squintExample';

/**
 * Islands of 12 cells, tight or loose, which express different genes. Outside of a hidden island lie only other islands, of
 * either kind: their mean says nothing, but how densely cells lie tells the kind.
 */
function islands(count = 50, genes = 8): AnnData {
  const random = new Random(2);
  const cells = 12 * count;
  const at = new Float64Array(2 * cells);
  const x = new Float32Array(cells * genes);
  for (let i = 0; i < cells; i++) {
    const island = Math.floor(i / 12);
    const [column, row] = [island % 8, Math.floor(island / 8)];
    const tight = (7 * island + 3 * row) % 5 < 2;
    const side = tight ? 1 : 2;
    at.set([10 * column + random.uniform(0, side), 10 * row + random.uniform(0, side)], 2 * i);
    for (let g = 0; g < genes; g++) x[i * genes + g] = random.integer(0, g < genes / 2 === tight ? 12 : 3);
  }
  return madeTissue(new DenseMatrix(cells, genes, x), at);
}

describe('a trained SQUINT evaluated in gaps', () => {
  beforeAll(async () => void (await startEngine()));

  it('warns after one epoch, when the mean of the nearest cells is better', { timeout: 60_000 }, async () => {
    const adata = example();
    const result = await make({ masked: 'observed' }).fit(adata, { epochs: 1 });
    const { cells, model, nearest8, nearest30 } = result.summary.gaps!;
    expect(cells).toBe(12);
    expect(model).toBeGreaterThan(Math.min(nearest8, nearest30));
    expect(result.warnings.join()).toMatch(/in gaps of the tissue, (the mean of the nearest|one answer)/);
    expect(String(result)).toContain(`Error in gaps that were hidden from the trained model (12 cells): `);
    expect(unsAt(adata.uns, 'squint', 'gaps', 'model')).toBe(model);
  });

  it('does not warn where places tell what averages cannot', { timeout: 120_000 }, async () => {
    const model = zoo.create('squint', { preset: 'tiny', seed: 1, masked: 'observed', learningRate: 1e-2 });
    const { summary, warnings } = await model.fit(islands(), { epochs: 20 });
    expect(summary.gaps!.model).toBeLessThan(0.9);
    expect(summary.gaps!.nearest8).toBeGreaterThan(1.2);
    expect(warnings.join()).not.toMatch(/in gaps/);
  });

  it('says that it cannot tell where there are too few cells', { timeout: 60_000 }, async () => {
    const { summary, warnings } = await make().fit(example(40));
    expect(summary.gaps).toBeUndefined();
    expect(warnings.join()).toMatch(/Nothing is known .* too few cells/);
  });

  it('looks only at cells that were trained on', { timeout: 120_000 }, async () => {
    const held = [...Array(40).keys()];
    const evaluated = async (change?: (x: Float32Array) => void): Promise<unknown> =>
      (await make().fit(example(200, change), { heldOut: held })).summary.gaps;
    const other = await evaluated((x) => x.fill(50, 0, 40 * 6));
    expect(other).toEqual(await evaluated());
    expect(other).toMatchObject({ cells: 16 });
  });
});

describe('the error in gaps', () => {
  it('is 0 for the truth, 1 for the mean of all, and the same in another unit', () => {
    const random = new Random(5);
    const truth = Float32Array.from({ length: 60 }, (_, at) => (at % 3 === 2 ? 4 : random.uniform(0, 9)));
    const guess = truth.map((value) => value + random.uniform(-1, 1));
    const mean = (column: number): number =>
      truth.filter((_, at) => at % 3 === column).reduce((sum, value) => sum + value / 20, 0);
    const error = standardizedError(truth, 3);
    expect(error(truth)).toBe(0);
    expect(error(truth.map((_, at) => mean(at % 3)))).toBeCloseTo(1, 5);
    const scaled = standardizedError(
      truth.map((value) => 10 * value),
      3,
    );
    expect(scaled(guess.map((value) => 10 * value))).toBeCloseTo(error(guess), 5);
    expect(standardizedError(new Float32Array(6).fill(2), 3)(new Float32Array(6))).toBeNaN();
  });

  it('is measured in contiguous gaps of as many cells as wanted', () => {
    const points = new DenseMatrix(
      400,
      2,
      Float64Array.from({ length: 800 }, (_, at) => (at % 2 ? (at >> 1) % 20 : Math.floor((at >> 1) / 20))),
    );
    const graph = knnGraph(points, { k: 4, symmetric: true });
    const open = Int32Array.from({ length: 300 }, (_, at) => at + 100);
    const gaps = drawGaps(graph, open, 40, 10, new Random(1));
    expect(new Set(gaps).size).toBe(40);
    const inside = new Set(gaps);
    const alone = [...gaps].filter((cell) => ![...graph.neighbors(cell)].some((other) => inside.has(other)));
    expect(alone).toEqual([]);
  });
});
