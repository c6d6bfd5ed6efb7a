import { datasets, generate, type GenerateResult, zoo } from '../../src';
import { atLeast, atMost, type Measured, type Numbers, type QualityTarget } from './target';

/** Cells of a lung tumour with the shape of each: a data set of the library. */
const LUNG = 'cycif-lung';

/** Whole tiles held out, epithelial cells carried to the shapes of stromal ones: a contrast of two lineages, no transition. */
async function carried(seed: number): Promise<GenerateResult> {
  const options = { state: 'phenotype', control: 'ECAD+', target: 'SMA+', seed, progress: false };
  return generate(zoo.create('spatia', { nicheWidth: 400 }), await datasets.load(LUNG), options);
}

function shapeNumbers({ scores }: GenerateResult): Numbers {
  return Object.fromEntries(
    scores.flatMap(({ method, scores: { w1, ks, r } }) => [
      [`${method}: W1`, w1],
      [`${method}: KS`, ks],
      [`${method}: r`, r],
    ]),
  );
}

const line = (found: Measured, method: string, show: 'spread' | 'shown' = 'shown'): string =>
  `W1 ${found[show](`${method}: W1`, 3)}, KS ${found[show](`${method}: KS`, 3)}, r ${found[show](`${method}: r`, 3)}`;

/** T22: the flow beats a shift of the mean; the shift of mean and standard deviation is printed beside it. */
export const spatiaShapes: QualityTarget = {
  id: 'T22',
  model: 'spatia',
  title: 'shapes of ECAD+ cells carried to SMA+, partners drawn from the plan',
  data: [],
  named: [LUNG],
  seeds: [0, 1, 2],

  async run(seed) {
    const numbers = shapeNumbers(await carried(seed));
    return { ...numbers, 'gate: W1 below mean shift': numbers['mean shift: W1'] - numbers['spatia: W1'] };
  },

  marks: [
    atMost('spatia: W1', 0.17, 0.121),
    atMost('spatia: KS', 0.115, 0.086),
    atLeast('spatia: r', 0.95, 0.991),
    atLeast('gate: W1 below mean shift', 0, 0.094),
  ],

  card: [
    {
      what: 'Shapes of ECAD+ cells carried to SMA+, scimap lung tumour, whole tiles held out, 6 features (mean of 3 seeds)',
      value: (found) => line(found, 'spatia', 'spread'),
    },
    {
      what: 'The same without a model',
      value: (found) =>
        ['control unchanged', 'mean shift', 'mean and s.d. shift', 'random target cell']
          .map((method) => `${method} ${line(found, method)}`)
          .join('; '),
    },
    {
      what: 'Bounds there',
      value: (found) =>
        `transport partner, which sees the answer, ${line(found, 'transport partner')}; target half against half ${line(found, 'target, half against half')}`,
    },
  ],
};
