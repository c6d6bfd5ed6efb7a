import { beforeAll, describe, expect, it } from 'vitest';
import { type AnnData, concat, coordinates, DenseMatrix } from '../../../src/data';
import { Random, startEngine } from '../../../src/engine';
import { zoo } from '../../../src/models';
import type { Cifm, CifmOptions } from '../../../src/models/cifm';
import { maskingRounds } from '../../../src/models/training/maskingRounds';
import { annDataOf, apart, example, GENES, tissueOf } from './cifmExample';

const CELLS = 400;
const kinds: Record<string, CifmOptions> = {
  'as by default': {},
  'two layers each': { encoderLayers: 2, decoderLayers: 2 },
  "in the authors' manner": { normalize: 'layer', gate: true, encoderLayers: 2, decoderLayers: 1 },
  'with scaled rows': { inputRms: true, residual: false, near: false, skip: false },
};
const models: Record<string, Cifm> = {};

beforeAll(async () => {
  await startEngine();
  for (const [kind, options] of Object.entries(kinds)) {
    models[kind] = zoo.create('cifm', { preset: 'tiny', seed: 4, epochs: 2, radius: 8, input: 'prepared', ...options });
    await models[kind].fit(example(), { write: false });
  }
}, 300_000);

/** The tissue with other values in some cells. */
function withValues(adata: AnnData, cells: Int32Array, values: DenseMatrix): AnnData {
  const x = adata.matrix().toDense();
  const changed = new DenseMatrix(x.rows, x.columns, x.values.slice());
  cells.forEach((cell, at) => changed.row(cell).set(values.row(at)));
  return adata.with({ X: changed });
}

/** What reading the whole tissue gives of the asked cells: hidden in the same rounds, changed and further cells never. */
async function wholeTissue(model: Cifm, adata: AnnData, asked: Int32Array, changed: Int32Array): Promise<DenseMatrix> {
  const out = DenseMatrix.zeros(asked.length, GENES);
  const all = Int32Array.from({ length: CELLS }, (_, cell) => cell);
  for (const round of maskingRounds(all, model.config.mask, model.config.seed)) {
    const hidden = round.filter((cell) => !changed.includes(cell));
    const values = await model.predict(adata, hidden, { together: true });
    hidden.forEach((cell, at) => {
      if (asked.includes(cell)) out.row(asked.indexOf(cell)).set(values.row(at).map((value) => Math.max(0, value)));
    });
  }
  return out;
}

describe.each(Object.keys(kinds))('a changeable tissue of CI-FM %s', (kind) => {
  const adata = annDataOf(tissueOf(CELLS));
  const changed = Int32Array.from([7, 120, 121]);
  const random = new Random(3);
  const values = new DenseMatrix(3, GENES, random.fillNormal(3 * GENES).map(Math.abs));

  it('answers for the cells within reach as reading the whole tissue does, and no other cell answers otherwise', async () => {
    const tissue = await models[kind]!.can.perturb!(adata);
    const reached = tissue.reached(changed);
    expect(reached.length).toBeGreaterThan(10);
    expect(reached.some((cell) => changed.includes(cell))).toBe(false);
    const own = adata.matrix().takeRows(changed).toDense();
    const states = [{ values: tissue.prepare(changed, own) }, { values }];
    const [before, after] = await tissue.predict({ asked: reached, changed, states });
    const wholeBefore = await wholeTissue(models[kind]!, adata, reached, changed);
    const wholeAfter = await wholeTissue(models[kind]!, withValues(adata, changed, values), reached, changed);
    expect(apart(before!.values, wholeBefore.values)).toBeLessThan(2e-5);
    expect(apart(after!.values, wholeAfter.values)).toBeLessThan(2e-5);
    expect(apart(before!.values, after!.values)).toBeGreaterThan(1e-4);

    const others = Int32Array.from({ length: CELLS }, (_, cell) => cell).filter(
      (cell) => !changed.includes(cell) && !reached.includes(cell),
    );
    expect(others.length).toBeGreaterThan(20);
    const [first, second] = await tissue.predict({ asked: others, changed, states });
    expect(apart(first!.values, second!.values)).toBeLessThan(2e-6);
  });

  it('answers to cells that are put in as a tissue that has them does', async () => {
    const model = models[kind]!;
    const tissue = await model.can.perturb!(adata);
    const { points } = coordinates(adata);
    const locations = new DenseMatrix(3, 2, Float64Array.from([...points.row(50), ...points.row(51), ...points.row(200)]).map((at) => at + 3)); // prettier-ignore
    const added = { locations, expression: values, beside: Int32Array.from([50, 51, 200]) };
    const none = new Int32Array(0);
    const nothing = DenseMatrix.zeros(0, GENES);
    const reached = tissue.reached(none, added);
    expect(reached).toContain(50);
    const [found] = await tissue.predict({ asked: reached, changed: none, states: [{ values: nothing, added }] });
    const more = adata.subset({ obs: [50, 51, 200] }).with({ X: values, obsm: [['spatial', locations]] });
    const want = await wholeTissue(model, concat([adata, more]), reached, none);
    expect(apart(found!.values, want.values)).toBeLessThan(2e-5);
  });

  it('lets plain averages answer from the visible cells around', async () => {
    const tissue = await models[kind]!.can.perturb!(adata);
    const reached = tissue.reached(changed);
    const [found] = await tissue.predict({ asked: reached, changed, states: [{ values }], by: 'neighbors' });
    const x = withValues(adata, changed, values).matrix().toDense();
    const graph = models[kind]!.frame.graph(coordinates(adata).points);
    const rounds = maskingRounds(Int32Array.from({ length: CELLS }, (_, cell) => cell), models[kind]!.config.mask, models[kind]!.config.seed); // prettier-ignore
    const at = reached.findIndex((cell) => graph.neighbors(cell).includes(7));
    const hidden = rounds.find((round) => round.includes(reached[at]!))!;
    const visible = [...graph.neighbors(reached[at]!)].filter(
      (cell) => (!hidden.includes(cell) || changed.includes(cell)) && x.row(cell).some((value) => value > 0),
    );
    const mean = visible.reduce((sum, cell) => sum + x.get(cell, 0) / visible.length, 0);
    expect(found!.get(at, 0)).toBeCloseTo(mean, 5);
  });
});

describe('a changeable tissue of counts', () => {
  it('takes changed counts as the whole tissue takes them', async () => {
    const counts = tissueOf(CELLS);
    counts.x = counts.x.map((value) => Math.round(20 * value));
    const adata = annDataOf(counts);
    const model = zoo.create('cifm', { preset: 'tiny', seed: 1, epochs: 1, radius: 20 });
    await model.fit(adata, { write: false });
    const tissue = await model.can.perturb!(adata);
    const cells = Int32Array.from([4, 300]);
    const prepared = await model.prepared(adata);
    const rows = tissue.prepare(cells, adata.matrix().takeRows(cells).toDense());
    expect([...rows.values]).toEqual([...prepared.takeRows(cells).values]);
  });
});
