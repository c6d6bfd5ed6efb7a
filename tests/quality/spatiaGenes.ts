import { imageToGene, type ImageToGeneResult, zoo } from '../../src';
import { BULB, bulb, GENES } from './bulb';
import type { QualityContext } from './context';
import { atLeast, type Measured, type Numbers, type QualityTarget } from './target';

/** Spots as cells, in crops of their pitch; the genes of a section from the other's. */
async function read(seed: number, context: QualityContext): Promise<ImageToGeneResult> {
  const model = zoo.create('spatia', {
    preset: 'tiny',
    section: 'section',
    levels: 'cell',
    imageSize: 48,
    cropWidth: 48,
    genes: 109,
    lambdaGene: 0,
    lambdaImage: 0,
    seed,
  });
  return imageToGene(model, await bulb(context), { section: 'section', genes: GENES, seed, progress: false });
}

function geneNumbers({ scores }: ImageToGeneResult): Numbers {
  const [model, ...baselines] = scores;
  return Object.fromEntries([
    ['spatia: r', model.r],
    ['spatia: MSE', model.mse],
    ...baselines.map(({ method, r }) => [`${method}: r`, r] as const),
  ]);
}

const COLOR = 'color and texture per section';

/** T20: genes of an unseen section from its picture, at the level of single spots. */
export const spatiaGenes: QualityTarget = {
  id: 'T20',
  model: 'spatia',
  title: 'nine genes of an unseen section of the olfactory bulb from its picture, 25 and 40 epochs',
  data: [BULB],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const numbers = geneNumbers(await read(seed, context));
    return { ...numbers, 'gate: r above color': numbers['spatia: r'] - numbers[`${COLOR}: r`] };
  },

  marks: [atLeast('spatia: r', 0.475, 0.503), atLeast('gate: r above color', 0, 0.035)],

  card: [
    {
      what: 'Nine genes of an unseen section from its picture, olfactory bulb (786 spots, mean r over genes, sections and 3 seeds)',
      value: (found: Measured) => `${found.spread('spatia: r', 3)}, MSE ${found.spread('spatia: MSE', 3)}`,
    },
    {
      what: 'The same by color and texture within each section',
      value: (found: Measured) => found.shown(`${COLOR}: r`, 3),
    },
  ],
};
