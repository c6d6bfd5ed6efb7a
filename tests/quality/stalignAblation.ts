import { imageToGene, type ImageToGeneScore, retrieve, zoo } from '../../src';
import { labelsOf } from './data';
import { meanOf } from './numbers';
import { BULB, bulb, GENES, SECTIONS } from './stalignPictures';
import { atLeast, type Numbers, type QualityTarget } from './target';

/** What is taken away, by name; everything else is as in T19. */
const VARIANTS = {
  full: {},
  'no NS': { spotShare: 0.3, nicheShare: 0.7 },
  'no niche contrast': { spotShare: 0.6, nicheShare: 0 },
  concatenation: { fusion: 'concatenation' },
  'concatenation, no NS': { fusion: 'concatenation', spotShare: 0.3, nicheShare: 0.7 },
} as const;

type Variant = keyof typeof VARIANTS;

/** T31: ST-Align without one of its parts, each section of the olfactory bulb by a model that learned from the other. */
export const stalignAblation: QualityTarget = {
  id: 'T31',
  model: 'stalign',
  title: 'without the loss between spots and niches, without that of niches, without attention (ABFN), 40 epochs',
  data: [BULB],
  seeds: [0, 1, 2],

  async run(seed, context): Promise<Numbers> {
    const { cells, image } = await bulb(context);
    const out: Record<string, number> = {};
    for (const [name, options] of Object.entries(VARIANTS)) {
      const runs: { genes: ImageToGeneScore; recall: number; rank: number }[] = [];
      for (const section of SECTIONS) {
        const others = labelsOf(cells, 'section').flatMap((label, i) => (label === section ? [] : [i]));
        const model = zoo.create('stalign', { preset: 'tiny', section: 'section', seed, ...options });
        await model.fit({ cells: cells.subset({ obs: others }), image }, { epochs: 40, write: false, progress: false });
        const asked = { heldOut: [section], retrain: false, seed } as const;
        const { scores: genes } = await imageToGene(model, { cells, image }, { ...asked, genes: GENES });
        const { scores: partners } = await retrieve(model, { cells, image }, asked);
        const both = partners.slice(0, 2);
        runs.push({
          genes: genes[0],
          recall: meanOf(both.map(({ recall }) => recall[2])),
          rank: meanOf(both.map(({ medianRank }) => medianRank)),
        });
      }
      out[`${name}: r`] = meanOf(runs.map(({ genes }) => genes.r));
      out[`${name}: MSE`] = meanOf(runs.map(({ genes }) => genes.mse));
      out[`${name}: recall@10`] = meanOf(runs.map(({ recall }) => recall));
      out[`${name}: median rank`] = meanOf(runs.map(({ rank }) => rank));
    }
    return out;
  },

  // What is taken away need not hurt on two sections: nothing must be reached but by the whole model.
  marks: [atLeast('full: r', 0.48, 0.511)],
  card: [
    {
      what: 'The same without its parts: r of genes and recall@10 of partners (each section from the other, 40 epochs, mean of 3 seeds)',
      value: (found) =>
        (Object.keys(VARIANTS) as Variant[])
          .map(
            (name) => `${name} r ${found.spread(`${name}: r`, 3)}, recall@10 ${found.spread(`${name}: recall@10`, 3)}`,
          )
          .join('; '),
    },
  ],
};
