import { beforeAll, describe, expect, it } from 'vitest';
import { colorFeatures, DenseMatrix, numericArray, type Uns } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { imageOf } from '../../../src/data';
import { mlpRegression, type Model, type ModelData } from '../../../src/models';
import { Random } from '../../../src/random';
import { compare, imageToGene, RidgeProbe } from '../../../src/tasks';
import { picturedExample } from './pictured';
import { readyModel } from './plainModels';

beforeAll(async () => {
  await startEngine();
}, 60_000);

/** A model of one's own: the colors of the picture, which need no training. */
function colors(see: (data: ModelData) => void = () => undefined, id = 'colors'): Model {
  return readyModel(id, {
    see: (data) => see(data as ModelData),
    notices: ['Colors learn nothing.'],
    fresh: () => colors(see, id),
    can: {
      embedImages: async (data) => {
        const { cells, image } = data as ReturnType<typeof picturedExample>;
        const crops = await image.batch(cells, { side: 12 });
        return { values: colorFeatures(crops), encoder: 'colors', notices: crops.notices };
      },
    },
  });
}

const options = { section: 'section', progress: false } as const;

describe('imageToGene', () => {
  it('reads genes of a whole section off its picture, with baselines and the name of the encoder', async () => {
    const seen: number[] = [];
    const data = picturedExample();
    const result = await imageToGene(
      colors((d) => seen.push((d as typeof data).cells.nObs)),
      data,
      options,
    );
    expect(seen).toEqual([100, 100]);
    const [own, color, stain, mean] = result.scores;
    expect(result.scores.map(({ method }) => method)).toEqual([
      'colors',
      'color and texture',
      'color and texture per section',
      'mean',
    ]);
    expect(own.r).toBeGreaterThan(0.8);
    expect(color.r).toBeGreaterThan(0.8);
    expect(stain.mse).toBeLessThan(0.6);
    expect(mean.r).toBe(0);
    expect(String(result)).toMatch(/vectors by colors/);
    expect(result.notices).toContain('Colors learn nothing.');
    expect(result.sections.map(({ name, train, test }) => [name, train.length, test.length])).toEqual([
      ['a', 100, 100],
      ['b', 100, 100],
    ]);
  });

  it('finds nothing where the picture tells nothing', async () => {
    const { scores } = await imageToGene(colors(), picturedExample({ related: false }), options);
    expect(Math.abs(scores[0].r)).toBeLessThan(0.2);
  });

  it('leaves a margin around the tiles of one section', async () => {
    const data = picturedExample({ side: 16, sections: ['a'] });
    const { sections } = await imageToGene(colors(), data, { progress: false, genes: ['gene3'], margin: 30 });
    const [{ train, test, genes }] = sections;
    expect(genes).toEqual(['gene3']);
    const { values } = data.cells.obsm.get('spatial')!;
    const apart = (a: number, b: number): number =>
      Math.hypot(values[2 * a] - values[2 * b], values[2 * a + 1] - values[2 * b + 1]);
    for (const i of train) for (const j of test) expect(apart(i, j)).toBeGreaterThan(30);
  });

  it('reads with a network as well', async () => {
    const { scores, probe } = await imageToGene(colors(), picturedExample(), {
      ...options,
      probe: 'mlp',
      heldOut: ['b'],
    });
    expect(probe).toBe('mlp');
    expect(scores[0].r).toBeGreaterThan(0.8);
  });

  it('is a task of compare', async () => {
    const found = await compare([colors()], picturedExample(), {
      task: 'image-to-gene',
      seeds: [0],
      section: 'section',
    });
    expect(found.methods.map(({ method, trained }) => `${method} ${trained}`)).toEqual([
      'colors true',
      'color and texture false',
      'color and texture per section false',
      'mean false',
    ]);
  });

  it('says what is wrong', async () => {
    const data = picturedExample();
    const refused = (model: Model, given: ModelData, more: object, kind: string, text: RegExp) =>
      expect(imageToGene(model, given, { ...options, ...more })).rejects.toThrow(
        expect.objectContaining({ kind, message: expect.stringMatching(text) }),
      );
    await refused({ ...colors(), can: {} }, data, {}, 'invalid-argument', /cannot embed pictures/);
    await refused(colors(), data.cells, {}, 'invalid-argument', /there is no picture.*ImageSource/);
    await refused(colors(), data, { heldOut: ['c'] }, 'missing-key', /no section "c".*a, b/);
    await refused(colors(), data, { genes: ['Gapdh'] }, 'missing-key', /no gene "Gapdh"/);
    await refused(colors(), data, { probes: 'mlp' }, 'unknown-option', /Did you mean probe/);
    const one = { ...data, cells: data.cells.subset({ obs: [0] }) };
    await refused(colors(), one, {}, 'invalid-argument', /how far apart the 1 cells lie/);
  });
});

describe('the probes', () => {
  const random = new Random(4);
  const x = new DenseMatrix(80, 5, Float64Array.from(random.fillNormal(400)));
  const rule = (i: number, noise: number): number => 3 + 2 * x.get(i, 0) - x.get(i, 3) + noise * random.normal();
  const y = new DenseMatrix(
    80,
    1,
    Float64Array.from({ length: 80 }, (_, i) => rule(i, 0.1)),
  );

  it('ridge finds a linear rule, with the error that leaving rows out one by one has', () => {
    const probe = RidgeProbe.fit(x, y, { penalty: 0.5 });
    let error = 0;
    for (let i = 0; i < 80; i++) {
      const others = [...Array(80).keys()].filter((j) => j !== i);
      // The scales of the columns stay those of all rows, as in the closed form.
      const scaled = RidgeProbe.fit(x.takeRows(others), y.takeRows(others), { penalty: 0.5 });
      error += (scaled.predict(x.takeRows([i])).get(0, 0) - y.get(i, 0)) ** 2 / 80;
    }
    expect(probe.leftOutError).toBeGreaterThan(0.9 * error);
    expect(probe.leftOutError).toBeLessThan(1.1 * error);
    expect(probe.predict(DenseMatrix.fromRows([[1, 0, 0, 0, 0]])).get(0, 0)).toBeCloseTo(5, 0);
  });

  it('ridge takes more columns than rows, a constant column, and few penalties where the rule is clear', () => {
    const wide = new DenseMatrix(
      20,
      60,
      Float64Array.from({ length: 1200 }, (_, at) => (at % 60 === 7 ? 1 : random.normal())),
    );
    const target = new DenseMatrix(
      20,
      2,
      Float64Array.from({ length: 40 }, (_, at) => wide.get(at >> 1, at & 1)),
    );
    const probe = RidgeProbe.fit(wide, target);
    expect([...probe.predict(wide).values].every(Number.isFinite)).toBe(true);
    expect(RidgeProbe.fit(x, y).penalty).toBeLessThan(10);
    expect(() => RidgeProbe.fit(wide, y)).toThrow(/20 rows of x, 80 of y/);
    expect(() => probe.predict(x)).toThrow(/5 columns, fitted on 60/);
  });

  it('the network finds a rule that is not linear', async () => {
    const bent = new DenseMatrix(
      80,
      1,
      Float64Array.from({ length: 80 }, (_, i) => Math.abs(x.get(i, 0))),
    );
    const said = await mlpRegression(x, bent, x, { epochs: 300, hidden: 64, learningRate: 0.02 });
    const ridge = RidgeProbe.fit(x, bent).predict(x);
    const error = (found: DenseMatrix): number =>
      Array.from(bent.values).reduce((sum, value, i) => sum + (value - found.values[i]) ** 2, 0);
    expect(error(said)).toBeLessThan(0.7 * error(ridge));
  });
});

describe('images of uns', () => {
  it.each([
    ['bytes', 'uint8', [0, 128, 255], 'uint8'],
    ['whole numbers up to 255 of no known type', undefined, [0, 128, 255], 'uint8'],
    ['words', 'uint16', [0, 128, 6000], 'uint16'],
    ['shares of white', undefined, [0, 0.5, 1], 'float32'],
  ] as const)('keep the type of %s, which says what white is', (_, stored, values, type) => {
    const { cells } = picturedExample();
    const array = { ...numericArray(Float64Array.from(values), [1, 3, 1]), ...(stored && { stored }) };
    const uns: Uns = new Map([['spatial', new Map([['a', new Map([['images', new Map([['hires', array]])]])]])]]);
    expect(imageOf(cells.with({ uns })).image.type).toBe(type);
  });
});
