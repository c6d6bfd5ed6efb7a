import { ImageSource, imageOf, imageToGene, type ImageToGeneResult, zoo } from '../../src';
import type { SpatiaOptions } from '../../src/models';
import { BULB } from './data';
import { kept, type QualityContext } from './context';
import { atLeast, type Measured, type Numbers, type QualityTarget } from './target';

/** Genes with a known place in the olfactory bulb. */
const GENES = ['Fabp7', 'Cck', 'Pcp4', 'Snap25', 'Npy', 'Hbb-bs', 'Penk', 'Doc2g', 'Kctd12'];

const bulb = kept(async (context) => {
  const cells = await context.load(BULB);
  const slides = Object.fromEntries(['MOB1', 'MOB2'].map((library) => [library, imageOf(cells, { library })]));
  return { cells, image: new ImageSource(slides, { section: 'section' }) };
});

/** Spots as cells: crops of their pitch, niches of 2 x 2 spots, and the genes of a section from the other's. */
async function read(seed: number, context: QualityContext, levels: SpatiaOptions['levels']): Promise<ImageToGeneResult> {
  const model = zoo.create('spatia', {
    preset: 'tiny',
    section: 'section',
    levels: levels!,
    imageSize: 48,
    cropWidth: 48,
    nicheWidth: 96,
    nicheContext: 2,
    genes: 109,
    lambdaGene: 0,
    lambdaImage: 0,
    seed,
  });
  return imageToGene(model, await bulb(context), { section: 'section', genes: GENES, seed, progress: false });
}

function geneNumbers(level: string, { scores }: ImageToGeneResult): Numbers {
  const [model, ...baselines] = scores;
  return Object.fromEntries([
    [`${level}: r`, model.r],
    [`${level}: MSE`, model.mse],
    ...baselines.map(({ method, r }) => [`${method}: r`, r] as const),
  ]);
}

const COLOR = 'color and texture per section';

/** T20: genes of an unseen section from its picture, at the level of single spots; niches and tissues without a mark. */
export const spatiaGenes: QualityTarget = {
  id: 'T20',
  model: 'spatia',
  title: 'nine genes of an unseen section of the olfactory bulb from its picture, 25 and 40 epochs',
  data: [BULB],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const numbers = geneNumbers('cell', await read(seed, context, 'cell'));
    const niche = geneNumbers('niche', await read(seed, context, 'niche'));
    const tissue = geneNumbers('tissue', await read(seed, context, 'tissue'));
    return { ...niche, ...tissue, ...numbers, 'ahead of color': numbers['cell: r'] - numbers[`${COLOR}: r`] };
  },

  marks: [atLeast('cell: r', 0.475, 0.503), atLeast('ahead of color', 0, 0.035)],

  card: [
    {
      what: 'Nine genes of an unseen section from its picture, olfactory bulb (786 spots, mean r over genes, sections and 3 seeds)',
      value: (found: Measured) =>
        ['cell', 'niche', 'tissue'].map((level) => `${level} ${found.spread(`${level}: r`, 3)}`).join('; '),
    },
    { what: 'The same by color and texture within each section', value: (found: Measured) => found.shown(`${COLOR}: r`, 3) },
  ],
};
