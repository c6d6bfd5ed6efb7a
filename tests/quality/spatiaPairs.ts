import { datasets, generate, zoo } from '../../src';
import type { SpatiaOptions } from '../../src/models';
import { atMost, type Numbers, type QualityTarget } from './target';

/** Cells of a lung tumour with the shape of each: a data set of the library. */
const LUNG = 'cycif-lung';

const [WRONG, RHO, SOLVERS] = [
  [0, 0.1, 0.2, 1],
  [0, 0.05, 0.2],
  ['euler', 'midpoint'],
] as const;

/** Another transition from the same cells, whose pairs are the negatives. */
const OTHER = [['ECAD+', 'Immune']] as const;

/** The flow of T22 with other settings: W1, KS and r against the held-out target cells. */
async function flowNumbers(name: string, settings: SpatiaOptions, seed: number, contrast = false): Promise<Numbers> {
  const options = { state: 'phenotype', control: 'ECAD+', target: 'SMA+', seed, progress: false };
  const model = zoo.create('spatia', { nicheWidth: 400, ...settings });
  const { scores } = await generate(model, await datasets.load(LUNG), {
    ...options,
    ...(contrast && { others: OTHER }),
  });
  const [flow, ...baselines] = scores;
  const shift = baselines.find(({ method }) => method === 'mean and s.d. shift')!;
  return {
    [`${name}: W1`]: flow.scores.w1,
    [`${name}: KS`]: flow.scores.ks,
    [`${name}: r`]: flow.scores.r,
    'mean and s.d. shift: W1': shift.scores.w1,
  };
}

const percent = (share: number): string => `${100 * share}% wrong pairs`;

/** T24: what wrong pairs, the contrast and its sign, and the solver do to the flow. The whole is printed; where nothing shows, that is said. */
export const spatiaPairs: QualityTarget = {
  id: 'T24',
  model: 'spatia',
  title: 'ablations of the flow ECAD+ to SMA+: wrong pairs, rho and its sign, solvers',
  data: [],
  named: [LUNG],
  seeds: [0, 1, 2],

  async run(seed) {
    let numbers: Numbers = {};
    const add = async (...told: Parameters<typeof flowNumbers>): Promise<void> => {
      numbers = { ...numbers, ...(await flowNumbers(...told)) };
    };
    for (const swapPairs of WRONG) await add(percent(swapPairs), { swapPairs }, seed);
    for (const rho of RHO) await add(`rho ${rho}`, { rho }, seed, true);
    await add('rho 0.2 plus', { rho: 0.2, contrast: 'plus' }, seed, true);
    for (const solver of SOLVERS) await add(solver, { solver }, seed);
    return numbers;
  },

  own: true,
  marks: [atMost('0% wrong pairs: W1', 0.17, 0.121), atMost('midpoint: W1', 0.17, 0.121)],

  card: [
    {
      what: 'Shapes of ECAD+ cells carried to SMA+ with other pairs, contrasts and solvers: W1 (3 seeds)',
      value: (found) =>
        [...WRONG.map(percent), ...RHO.map((rho) => `rho ${rho}`), 'rho 0.2 plus', ...SOLVERS]
          .map((name) => `${name} ${found.spread(`${name}: W1`, 3)}`)
          .join('; '),
    },
  ],
};
