import { imageToGene, type ImageToGeneScore, type RetrievalScore, retrieve, zoo } from '../../src';
import { BULB, bulb, GENES, SECTIONS } from './bulb';
import { labelsOf } from './data';
import { meanOf } from './numbers';
import { atLeast, type Numbers, type QualityTarget } from './target';

/** T19: genes of a section from its picture, and partners within it, by a model that learned from the other section. */
export const stalignPictures: QualityTarget = {
  id: 'T19',
  model: 'stalign',
  title: 'pictures and genes of the olfactory bulb, each section from the other, 40 epochs',
  data: [BULB],
  seeds: [0, 1, 2],

  async run(seed, context): Promise<Numbers> {
    const { cells, image } = await bulb(context);
    const runs: { genes: readonly ImageToGeneScore[]; partners: readonly RetrievalScore[] }[] = [];
    for (const section of SECTIONS) {
      const others = labelsOf(cells, 'section').flatMap((name, i) => (name === section ? [] : [i]));
      const model = zoo.create('stalign', { preset: 'tiny', section: 'section', seed });
      await model.fit({ cells: cells.subset({ obs: others }), image }, { epochs: 40, write: false, progress: false });
      const options = { heldOut: [section], retrain: false, seed } as const;
      const { scores: genes } = await imageToGene(model, { cells, image }, { ...options, genes: GENES });
      const { scores: partners } = await retrieve(model, { cells, image }, options);
      runs.push({ genes, partners });
    }
    const genes = (at: number, name: 'r' | 'mse'): number => meanOf(runs.map((run) => run.genes[at][name]));
    const both = (at: number, of: (score: RetrievalScore) => number): number =>
      meanOf(runs.flatMap(({ partners }) => [of(partners[at]), of(partners[at + 1])]));
    const at10 = ({ recall }: RetrievalScore): number => recall[2];
    const rank = ({ medianRank }: RetrievalScore): number => medianRank;
    return {
      'named genes r': genes(0, 'r'),
      'named genes MSE': genes(0, 'mse'),
      'gate: r above colors of the section': genes(0, 'r') - genes(2, 'r'),
      'color r': genes(1, 'r'),
      'color per section r': genes(2, 'r'),
      'color per section MSE': genes(2, 'mse'),
      'mean MSE': genes(3, 'mse'),
      'recall@10': both(0, at10),
      'median rank': both(0, rank),
      'CCA recall@10': both(2, at10),
      'CCA median rank': both(2, rank),
      'ridge recall@10': both(4, at10),
      'ridge median rank': both(4, rank),
    };
  },

  marks: [
    atLeast('named genes r', 0.48, 0.511),
    atLeast('gate: r above colors of the section', 0, 0.043),
    atLeast('recall@10', 0.13, 0.164),
  ],

  card: [
    {
      what: 'Nine genes of the mouse olfactory bulb from the picture, each section from the other (786 spots, 40 epochs, mean of 3 seeds)',
      value: (found) =>
        `r ${found.spread('named genes r', 3)}, MSE ${found.spread('named genes MSE', 3)}; color and texture r ${found.shown('color r', 3)}, ` +
        `within the section r ${found.shown('color per section r', 3)}, MSE ${found.shown('color per section MSE', 3)}; the mean MSE ${found.shown('mean MSE', 3)}`,
    },
    {
      what: 'Partners within such a section, both directions (retrieval is ours)',
      value: (found) =>
        `recall@10 ${found.spread('recall@10', 3)}, median rank ${found.spread('median rank', 0)}; canonical correlations ` +
        `${found.shown('CCA recall@10', 3)}, ${found.shown('CCA median rank', 0)}; ridge and cosine ` +
        `${found.shown('ridge recall@10', 3)}, ${found.shown('ridge median rank', 0)}; chance .025, 197`,
    },
  ],
};
