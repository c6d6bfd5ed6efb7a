import { KEREN } from './data';
import { injectionAnswers } from './injectionAnswers';
import { listed, meanOf, signed } from './numbers';
import { atLeast, type Measured, type Numbers, type QualityTarget } from './target';
import { trainedOnTumours, tumourSplit } from './tumourSplit';

const averageOf = (found: Measured, by: string): number => found.mean(`${by}: T cells beyond control`);
const upIn = (found: Measured, by: string): string => String(Math.round(found.mean(`${by}: tumours above zero`)));

/**
 * T6: what is answered to T cells that are put into the seven unseen tumours, beyond what as many tumour cells do. Once the
 * model of T5 redraws the native cells, once plain averages of the cells within its reach do.
 */
export const cifmInjection: QualityTarget = {
  id: 'T6',
  model: 'cifm',
  title: 'T cells put into seven unseen breast tumours, tumour cells as the control',
  data: [KEREN],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const { training, tests } = await tumourSplit(context);
    const patients = await injectionAnswers(await trainedOnTumours(context, seed), training, tests);
    const measured = patients.map(({ patient, measured }) => [`measured T cells: ${patient}`, measured]);
    return { ...contrast(patients, 'model'), ...contrast(patients, 'averages'), ...Object.fromEntries(measured) };
  },

  // The reference is the most that seven tumours allow.
  marks: [atLeast('model: tumours above zero', 6, 7)],

  card: [
    {
      what: 'Share of T cells in these tumours after 60 T cells, less that after 60 tumour cells, were put into pieces of 400 cells (9 pieces of each, 3 seeds)',
      value(found) {
        const up = found.values('model: tumours above zero').map(String);
        const average = found.values('model: T cells beyond control').map((value) => signed(value));
        return (
          `above zero in ${listed(up)} of 7 tumours, ${listed(average)} on average; ` +
          `plain averages of the neighbors: ${upIn(found, 'averages')} of 7, ${signed(averageOf(found, 'averages'))}`
        );
      },
    },
  ],
};

/** T cells less tumour cells: over the tumours, and in each. */
function contrast(patients: Awaited<ReturnType<typeof injectionAnswers>>, by: 'model' | 'averages'): Numbers {
  const beyond = patients.map((each) => each[by]['T cells'] - each[by]['tumour cells']);
  return {
    [`${by}: tumours above zero`]: beyond.filter((value) => value > 0).length,
    [`${by}: T cells beyond control`]: meanOf(beyond),
    ...Object.fromEntries(patients.map(({ patient }, at) => [`${by}: ${patient}`, beyond[at]])),
  };
}
