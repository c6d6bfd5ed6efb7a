import { imageToGene, zoo } from '../../src';
import type { SpatiaOptions } from '../../src/models';
import { BULB, bulb, GENES } from './bulb';
import { atLeast, type Numbers, type QualityTarget } from './target';

/** What is added step by step, as in the paper's table 4. */
const STEPS: readonly (readonly [string, SpatiaOptions])[] = [
  ['cell', { levels: 'cell', lambdaImage: 0, lambdaGene: 0 }],
  ['+ MAE', { levels: 'cell', lambdaGene: 0 }],
  ['+ levels', { levels: 'tissue', lambdaGene: 0 }],
  ['+ fusion', { levels: 'tissue' }],
];

/** T23: pictures alone, with their reconstruction, with niches and tissues, with genes fused: what each adds to genes read off the picture. */
export const spatiaLevels: QualityTarget = {
  id: 'T23',
  model: 'spatia',
  title: 'ablation: cell, + MAE, + levels, + fusion; nine genes of an unseen section from its picture',
  data: [BULB],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const numbers: Record<string, number> = {};
    for (const [name, settings] of STEPS) {
      const model = zoo.create('spatia', { preset: 'tiny', section: 'section', imageSize: 48, cropWidth: 48, nicheWidth: 96, nicheContext: 2, genes: 109, ...settings, seed }); // prettier-ignore
      const { scores } = await imageToGene(model, await bulb(context), { section: 'section', genes: GENES, seed, progress: false }); // prettier-ignore
      numbers[`${name}: r`] = scores[0].r;
      numbers[`${name}: MSE`] = scores[0].mse;
      numbers['color and texture per section: r'] = scores.find(({ method }) => method === 'color and texture per section')!.r; // prettier-ignore
    }
    return numbers as Numbers;
  },

  own: true,
  marks: [atLeast('cell: r', 0.475, 0.503), atLeast('+ levels: r', 0.475, 0.515)],

  card: [
    {
      what: 'The same step by step: mean r of nine genes (786 spots, 3 seeds)',
      value: (found) => STEPS.map(([name]) => `${name} ${found.spread(`${name}: r`, 3)}`).join('; '),
    },
  ],
};
