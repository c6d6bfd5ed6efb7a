import { describe, expect, it } from 'vitest';
import { type CategoricalColumn, colorFeatures, datasets, imageOf, ImageSource, simulateHistology, valuesOf } from '../../../src/data'; // prettier-ignore
import { pearson } from '../../../src/metrics';

describe('simulateHistology', () => {
  const cells = simulateHistology({ side: 10, genes: 20, seed: 3 });
  const sections = ['simulated section 1', 'simulated section 2'];
  const slides = Object.fromEntries(sections.map((library) => [library, imageOf(cells, { library })]));
  const image = new ImageSource(slides, { section: 'section' });

  it('says that it is simulated wherever somebody looks', () => {
    expect(cells.obs.index.every((name) => name.startsWith('simulated'))).toBe(true);
    expect(cells.var.index.every((name) => name.startsWith('sim'))).toBe(true);
    for (const name of ['section', 'layer']) {
      const { categories } = cells.obs.get(name) as CategoricalColumn;
      expect(categories.every((label) => label.startsWith('simulated '))).toBe(true);
    }
    expect((cells.uns.get('dataset') as Map<string, unknown>).get('title')).toMatch(/^SIMULATED .* no tissue/);
    expect(datasets.describe('simulated-histology').describe()).toContain('SIMULATED');
    expect(datasets.toString()).toMatch(/simulateHistology\(\):\n {2}simulated-histology: .*SIMULATED/);
  });

  it('has counts at spots that lie on pictures in color', () => {
    expect([cells.nObs, cells.nVars, image.slides.length]).toEqual([200, 20, 2]);
    expect(
      cells
        .matrix()
        .toDense()
        .values.every((value) => Number.isInteger(value) && value >= 0),
    ).toBe(true);
    expect(image.channels).toEqual(['red', 'green', 'blue']);
    expect([...image.places(cells).on].every((on) => on === 1)).toBe(true);
    expect(slides[sections[0]].image.type).toBe('uint8');
  });

  it('draws nuclei that follow the layers as most genes do, and a gene of five that follows none', async () => {
    const { values } = await image.batch(cells, { side: 24 });
    const dark = colorFeatures({ shape: [200, 24, 24, 3], values }).column(1);
    const follows = valuesOf(cells.var.get('follows')!);
    const own = (g: number): number => Math.abs(pearson(Float64Array.from(dark), Float64Array.from(cells.matrix().toDense().column(g)))); // prettier-ignore
    const first = [...follows.keys()].filter((g) => follows[g] === 'simulated layer 1');
    for (const g of first) expect(own(g)).toBeGreaterThan(0.4);
    expect(follows.filter((layer) => layer === 'none')).toHaveLength(4);
  });

  it('follows its seed', () => {
    const again = simulateHistology({ side: 10, genes: 20, seed: 3 });
    expect(again.matrix().toDense().values).toEqual(cells.matrix().toDense().values);
    expect(simulateHistology({ side: 10, genes: 20, seed: 4 }).matrix().toDense().values).not.toEqual(cells.matrix().toDense().values); // prettier-ignore
    expect(() => simulateHistology({ side: 2 })).toThrow(/side must be/);
  });
});
