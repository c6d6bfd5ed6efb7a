import { beforeAll, describe, expect, it } from 'vitest';
import { type AnnData, valuesOf } from '../../../src/data';
import { Random, startEngine } from '../../../src/engine';
import { type Squint, type SquintResult, zoo } from '../../../src/models';
import { example, make } from './squintExample';

describe('SQUINT', () => {
  let model: Squint;
  let adata: AnnData;
  let result: SquintResult;
  let codes: Int32Array;

  beforeAll(async () => {
    await startEngine();
    model = make();
    adata = example();
    result = await model.fit(adata);
    ({ codes } = await model.tokenize(example()));
  }, 120_000);

  it('gives the same tokens again for the same seed and data', { timeout: 60_000 }, async () => {
    const again = make();
    await again.fit(example());
    expect((await again.tokenize(example())).codes).toEqual(codes);
    expect(new Set(codes).size).toBeGreaterThan(1);
  });

  it('does not mind where the tissue lies, nor the order of its cells', async () => {
    const moved = await model.tokenize(example(120, (_, at) => at.forEach((value, i) => (at[i] = value + 65536))));
    expect(moved.codes).toEqual(codes);
    const order = new Random(9).permutation(120);
    const shuffled = await model.tokenize(example().subset({ obs: order }));
    expect([...shuffled.codes]).toEqual([...order].map((i) => codes[i]));
  });

  it('does not look at the cells it imputes', { timeout: 60_000 }, async () => {
    const model = make({ masked: 'observed' });
    const held = [3, 17, 40];
    await model.fit(example(), { heldOut: held });
    const other = example(120, (x) => held.forEach((cell) => x.fill(50, cell * 6, cell * 6 + 6)));
    expect([...(await model.impute(other, held)).values]).toEqual([...(await model.impute(example(), held)).values]);
  });

  it('writes tokens, latents and settings under the customary keys', () => {
    expect(result.summary.likelihood).toBe('negative-binomial');
    expect(valuesOf(adata.obs.get('squint_token')).map(Number)).toEqual([...codes]);
    expect(adata.obsm.get('X_squint')).toMatchObject({ rows: 120, columns: 16 });
    expect(adata.uns.has('squint')).toBe(true);
  });

  it('survives cells without counts and cells at one place', { timeout: 60_000 }, async () => {
    const adata = example(60, (x, at) => {
      x.fill(0, 0, 60);
      at.fill(7);
    });
    const { summary } = await make().fit(adata);
    expect(Number.isFinite(summary.last.loss)).toBe(true);
  });

  it.each([
    ['NaN in X', example(60, (x) => (x[13] = NaN)), {}, 'not-finite', /one value.*cell "cell2", feature "gene1"/s],
    [
      'negative counts',
      example(60, (x) => (x[0] = -1)),
      { likelihood: 'negative-binomial' },
      'invalid-argument',
      /negative/,
    ],
    ['too few cells', example(8), {}, 'invalid-argument', /8 cells are too few/],
    ['an unknown column', example(60), { section: 'kin' }, 'missing-key', /Did you mean "kind"/],
  ])('refuses %s and changes nothing', (_, adata, options, kind, message) => {
    const keys = adata.obs.names.join();
    let error: unknown;
    try {
      make(options).fit(adata);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ kind });
    expect(String(error)).toMatch(message);
    expect(adata.obs.names.join()).toBe(keys);
  });

  it('refuses options that it does not know and seeds that are no whole numbers', () => {
    expect(() => zoo.create('squint', { sed: 1 } as never)).toThrow(/Did you mean seed/);
    expect(() => zoo.create('squint', { seed: 1.5 })).toThrow(/whole number/);
  });
});
