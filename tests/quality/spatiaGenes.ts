import { ImageSource, imageOf, imageToGene, type ImageToGeneResult, zoo } from '../../src';
import { kept, type QualityContext } from './context';
import { atLeast, type Measured, type Numbers, type QualityTarget } from './target';

/** Two sections of the mouse olfactory bulb, Spatial Transcriptomics with H&E: 786 spots, 1,000 genes, counts. */
const BULB = 'st_mouse_olfactory_bulb_he';
export const SPOTS = [BULB];

/** Genes with a known place in the olfactory bulb. */
export const GENES = ['Fabp7', 'Cck', 'Pcp4', 'Snap25', 'Npy', 'Hbb-bs', 'Penk', 'Doc2g', 'Kctd12'];

export const bulb = kept(async (context) => {
  const cells = await context.load(BULB);
  const slides = Object.fromEntries(['MOB1', 'MOB2'].map((library) => [library, imageOf(cells, { library })]));
  return { cells, image: new ImageSource(slides, { section: 'section' }) };
});

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
  data: SPOTS,
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
