import { imageToGene, type ImageToGeneScore, type RetrievalScore, retrieve, zoo } from '../../src';
import type { QualityContext } from './context';
import { labelsOf } from './data';
import { meanOf } from './numbers';
import { BULB, bulb, GENES, SECTIONS } from './bulb';
import { atLeast, type Numbers, type QualityTarget } from './target';

/** What is taken away, by name; everything else is as in T19. */
export const VARIANTS = {
  full: {},
  'no NS': { spotShare: 0.3, nicheShare: 0.7 },
  'no niche contrast': { spotShare: 0.6, nicheShare: 0 },
  concatenation: { fusion: 'concatenation' },
} as const;

type Variant = keyof typeof VARIANTS;

/** r and error of nine genes, recall@10 and median rank of partners, means over both sections, each by a model that learned from the other. */
export async function measureVariant(
  seed: number,
  context: QualityContext,
  options: (typeof VARIANTS)[Variant],
): Promise<{ r: number; MSE: number; 'recall@10': number; 'median rank': number }> {
  const { cells, image } = await bulb(context);
  const genes: ImageToGeneScore[] = [];
  const partners: RetrievalScore[] = [];
  for (const section of SECTIONS) {
    const others = labelsOf(cells, 'section').flatMap((label, i) => (label === section ? [] : [i]));
    const model = zoo.create('stalign', { preset: 'tiny', section: 'section', seed, ...options });
    await model.fit({ cells: cells.subset({ obs: others }), image }, { epochs: 40, write: false, progress: false });
    const asked = { heldOut: [section], retrain: false, seed } as const;
    genes.push((await imageToGene(model, { cells, image }, { ...asked, genes: GENES })).scores[0]);
    partners.push(...(await retrieve(model, { cells, image }, asked)).scores.slice(0, 2));
  }
  return {
    r: meanOf(genes.map(({ r }) => r)),
    MSE: meanOf(genes.map(({ mse }) => mse)),
    'recall@10': meanOf(partners.map(({ recall }) => recall[2])),
    'median rank': meanOf(partners.map(({ medianRank }) => medianRank)),
  };
}

/** T31: ST-Align without one of its parts, each section of the olfactory bulb by a model that learned from the other. */
export const stalignAblation: QualityTarget = {
  id: 'T31',
  model: 'stalign',
  title: 'without the loss between spots and niches, without that of niches, without attention (ABFN), 40 epochs',
  data: [BULB],
  seeds: [0, 1, 2],

  async run(seed, context): Promise<Numbers> {
    const out: Record<string, number> = {};
    for (const [name, options] of Object.entries(VARIANTS)) {
      const found = await measureVariant(seed, context, options);
      for (const [figure, value] of Object.entries(found)) out[`${name}: ${figure}`] = value;
    }
    return out;
  },

  // What is taken away need not hurt on two sections: nothing must be reached but by the whole model.
  own: true,
  marks: [atLeast('full: r', 0.48, 0.511)],
  card: [
    {
      what: 'The same without a part: r of nine genes, recall@10 of partners (786 spots, 40 epochs, 3 seeds)',
      value: (found) =>
        Object.keys(VARIANTS)
          .map((name) => `${name} ${found.spread(`${name}: r`, 3)}, ${found.spread(`${name}: recall@10`, 3)}`)
          .join('; '),
    },
  ],
};
