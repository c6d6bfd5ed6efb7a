import { beforeAll, describe, expect, it } from 'vitest';
import { colorFeatures, DenseMatrix, valuesOf } from '../../../src/data';
import { readSections } from '../../../src/data/sections';
import { startEngine } from '../../../src/engine';
import { knnGraph } from '../../../src/graph';
import type { Model, ModelData, Retrieval } from '../../../src/models';
import { compare, retrieve, similarCells } from '../../../src/tasks';
import { need } from '../../../src/tasks/shared/modelChecks';
import { cosines } from '../../../src/tasks/retrieve/retrievalBaselines';
import { picturedExample } from './pictured';
import { readyModel } from './plainModels';

beforeAll(async () => {
  await startEngine();
}, 60_000);

/** A model of one's own that finds partners by the color red and the sum of the even genes. */
function byColor(see: (data: ModelData) => void = () => undefined, order: 'nearest' | 'nobody' = 'nearest'): Model {
  return readyModel('color', {
    see: (data) => see(data as ModelData),
    notices: ['Color learns nothing.'],
    fresh: () => byColor(see, order),
    can: {
      retrieve: async (data, { query = 'image', k = 1 } = {}): Promise<Retrieval> => {
        const { cells, image } = data as ReturnType<typeof picturedExample>;
        const red = ranked(colorFeatures(await image.batch(cells, { side: 12 })).column(0)).map(
          (rank) => cells.nObs - 1 - rank,
        );
        const x = cells.matrix().toDense();
        const even = ranked(Float64Array.from({ length: x.rows }, (_, i) => x.get(i, 0) + x.get(i, 2) - x.get(i, 1)));
        const [from, to] = query === 'image' ? [red, even] : [even, red];
        const nearest = new Int32Array(x.rows * k);
        for (let i = 0; i < x.rows; i++) {
          const apart = (j: number): number => Math.abs(from[i] - to[j]);
          const list = [...Array(x.rows).keys()].sort((a, b) => apart(a) - apart(b));
          nearest.set(order === 'nearest' ? list.slice(0, k) : list.filter((j) => j !== i).slice(0, k), i * k);
        }
        return { nearest, k, similarity: new Float32Array(x.rows * k) };
      },
    },
  });
}

/** Ranks from 0. */
function ranked(values: ArrayLike<number>): number[] {
  const order = [...Array(values.length).keys()].sort((a, b) => values[a] - values[b]);
  const out = Array<number>(values.length);
  order.forEach((i, rank) => (out[i] = rank));
  return out;
}

const options = { section: 'section', progress: false } as const;

describe('similarities', () => {
  it('cosines do not mind lengths', () => {
    const found = cosines(DenseMatrix.fromRows([[3, 0], [0, 0]]), DenseMatrix.fromRows([[9, 0], [0, 1], [1, 1]])); // prettier-ignore
    expect([...found].map((value) => Number(value.toFixed(4)))).toEqual([1, 0, 0.7071, 0, 0, 0]);
  });
});

describe('retrieve', () => {
  it('asks a model that learned from the other sections, beside ridge and chance', async () => {
    const seen: number[] = [];
    const data = picturedExample();
    const model = byColor((given) => seen.push((given as typeof data).cells.nObs));
    const result = await retrieve(model, data, options);
    expect(seen).toEqual([100, 100]);
    expect(result.scores.map(({ method, direction }) => `${method} ${direction}`)).toEqual([
      'color image to gene',
      'color gene to image',
      'canonical correlations image to gene',
      'canonical correlations gene to image',
      'ridge of color and texture, cosine image to gene',
      'ridge of color and texture, cosine gene to image',
      'chance image to gene',
      'chance gene to image',
    ]);
    const [own, back, canonical, , ridge, , chance] = result.scores;
    expect(chance.recall).toEqual([0.01, 0.05, 0.1]);
    expect(chance.medianRank).toBe(50.5);
    for (const score of [own, back, canonical, ridge]) expect(score.medianRank).toBeLessThan(30);
    expect(String(result)).toMatch(/recall@10 +median rank/);
    expect(result.notices).toEqual(['Color learns nothing.']);
  });

  it('finds no more than chance where pictures tell nothing', async () => {
    const { scores } = await retrieve(byColor(), picturedExample({ related: false }), options);
    for (const at of [2, 4]) {
      expect(scores[at].recall[2]).toBeLessThan(0.25);
      expect(scores[at].medianRank).toBeGreaterThan(35);
    }
  });

  it('puts a partner that a model does not name behind all others, and warns', async () => {
    const result = await retrieve(byColor(undefined, 'nobody'), picturedExample(), options);
    expect(result.scores[0]).toMatchObject({ recall: [0, 0, 0], medianRank: 100 });
    expect(result.warnings.join()).toMatch(/behind or equal: canonical.*ridge.*chance/);
  });

  it('is a task of compare', async () => {
    const found = await compare([byColor()], picturedExample(), { task: 'retrieve', seeds: [0], section: 'section' });
    expect(found.methods.map(({ method, trained }) => `${method} ${trained}`)).toEqual([
      'color true',
      'canonical correlations false',
      'ridge of color and texture, cosine false',
      'chance false',
    ]);
  });

  it('says what is wrong', async () => {
    const data = picturedExample();
    const refused = (model: Model, given: ModelData, more: object, kind: string, text: RegExp) =>
      expect(retrieve(model, given, { ...options, ...more })).rejects.toThrow(
        expect.objectContaining({ kind, message: expect.stringMatching(text) }),
      );
    await refused({ ...byColor(), can: {} }, data, {}, 'invalid-argument', /cannot retrieve/);
    await refused(byColor(), data.cells, {}, 'invalid-argument', /there is no picture/);
    await refused(byColor(), data, { heldOut: ['z'] }, 'missing-key', /no section "z"/);
    await refused(byColor(), data, { k: [0] }, 'invalid-argument', /k must be/);
  });
});

describe('similarCells', () => {
  it('maps how near every profile of the section is to the picture of one cell', async () => {
    const data = picturedExample();
    const model: Model = { ...byColor(), frame: frameOf('section') };
    const similar = await similarCells(model, data, { cell: 130 });
    expect(similar.nObs).toBe(100);
    const ranks = [...valuesOf(similar.obs.get('similarity_rank')!)].map(Number);
    expect([...ranks].sort((a, b) => a - b)).toEqual([...Array(100).keys()].map((rank) => rank + 1));
    const own = await need(
      'test',
      model,
      'retrieve',
    )({ ...data, cells: data.cells.subset({ obs: similar.obs.index }) }, { k: 100 });
    expect(ranks[own.nearest[30 * 100]]).toBe(1);
    expect(data.cells.obs.has('similarity')).toBe(false);
    await expect(similarCells(model, data, { cell: 200 })).rejects.toThrow(/200 is no cell.*0 to 199/);
    await expect(similarCells({ ...model, trained: false }, data, { cell: 1 })).rejects.toMatchObject({
      kind: 'not-trained',
    });
  });
});

/** A model that tells sections apart by a column. */
function frameOf(sectionColumn: string): Model['frame'] {
  return {
    sectionColumn,
    sections: (adata) => readSections('test', adata, sectionColumn),
    graph: (points) => knnGraph(points, { k: 3 }),
  };
}
