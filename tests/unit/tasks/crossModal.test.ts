import { describe, expect, it } from 'vitest';
import { type AnnData, colorFeatures, DenseMatrix, type ImageSource } from '../../../src/data';
import type { TissuebookError } from '../../../src/errors';
import type { Model, ModelData } from '../../../src/models';
import { crossModal } from '../../../src/tasks';
import { picturedExample } from './pictured';
import { readyModel } from './plainModels';

/** A model whose vectors are colors of a crop, and logarithms of genes; it shows what it is asked about. */
function plain(seen: (data: ModelData) => void = () => undefined): Model {
  const model: Model = readyModel('plain', {
    see: (data) => seen(data as ModelData),
    fresh: () => plain(seen),
    can: {
      embed: async (data) => (data as AnnData).matrix().toDense().map(Math.log1p),
      embedImages: async (data) => {
        const { cells, image } = data as { cells: AnnData; image: ImageSource };
        return { values: colorFeatures(await image.batch(cells, { side: 12, channels: image.channels })), encoder: 'colors', notices: [] }; // prettier-ignore
      },
    },
  });
  return model;
}

describe('cross-modal prediction', { timeout: 60_000 }, () => {
  it('tells each side from the other where they are related, pictures from genes as well, and says by whom', async () => {
    const trained: number[] = [];
    const model = plain((data) => trained.push((data as { cells: AnnData }).cells.nObs));
    const result = await crossModal(model, picturedExample({ side: 8 }), { section: 'section', probe: 'ridge' });
    expect(trained).toEqual([64, 64]);
    for (const [from, to] of [
      ['picture', 'genes'],
      ['genes', 'picture'],
    ] as const) {
      const [own, , chance] = result.scores(from, to);
      expect(own.pearson).toBeGreaterThan(chance.pearson! + 0.2);
      expect(own.spearman).toBeGreaterThan(chance.spearman!);
    }
    const [drawn, , mean] = result.scores('genes', 'pixels');
    expect(mean.method).toBe('mean picture');
    expect(drawn.psnr).toBeGreaterThan(mean.psnr!);
    expect(String(result)).toMatch(/128 held-out cells by ridge \(vectors of pictures: colors/);
  });

  it('tells nothing where the picture does not follow the genes', async () => {
    const result = await crossModal(plain(), picturedExample({ side: 8, related: false }), { section: 'section', probe: 'ridge', pictures: false }); // prettier-ignore
    const [own] = result.scores('picture', 'genes');
    expect(Math.abs(own.pearson!)).toBeLessThan(0.25);
    expect(result.scores('genes', 'pixels')).toEqual([]);
  });

  it('needs both sides', async () => {
    const kind = (model: Model, data: ModelData) => crossModal(model, data, { section: 'section' }).then(() => 'nothing', (error: TissuebookError) => error.kind); // prettier-ignore
    const data = picturedExample({ side: 4 });
    expect(await kind(plain(), data.cells)).toBe('invalid-argument');
    const blind = readyModel('blind', { fresh: () => blind, can: { embed: async () => DenseMatrix.zeros(1, 1) } });
    expect(await kind(blind, data)).toBe('invalid-argument');
  });
});
