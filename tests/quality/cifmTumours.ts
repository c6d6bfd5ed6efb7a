import { inferExpression } from '../../src';
import { KEREN } from './data';
import { meanOf } from './numbers';
import { scoreNumbers } from './scoreNumbers';
import { atLeast, atMost, type Numbers, type QualityTarget } from './target';
import { trainedOnTumours, tumourSplit } from './tumourSplit';

/** T5: cells of seven breast tumours that CI-FM has not seen; numbers are means over the tumours. */
export const cifmTumours: QualityTarget = {
  id: 'T5',
  model: 'cifm',
  title: 'cells of seven unseen breast tumours, 30 epochs',
  data: [KEREN],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const { training, tests } = await tumourSplit(context);
    const model = await trainedOnTumours(context, seed);
    const all: Numbers[] = [];
    for (const { cells } of tests) {
      all.push(scoreNumbers((await inferExpression(model, cells, { reference: training, seed: 1 })).scores));
    }
    return Object.fromEntries(Object.keys(all[0]).map((name) => [name, meanOf(all.map((numbers) => numbers[name]))]));
  },

  marks: [atMost('cifm: balanced MSE', 0.45, 0.414), atLeast('cifm: gene Spearman', 0.25, 0.333)],

  card: [
    {
      what: 'Inferred cells of seven unseen breast tumours of Keren et al. (11 tumours to train on, 36 proteins, 30 epochs, mean of 3 seeds)',
      value: (found) =>
        `balanced MSE ${found.spread('cifm: balanced MSE', 3)}, Spearman ${found.spread('cifm: Spearman', 3)}, ` +
        `over the cells of a gene ${found.spread('cifm: gene Spearman', 3)}; mean of the neighbors ` +
        ['balanced MSE', 'Spearman', 'gene Spearman']
          .map((name) => found.shown(`mean of the neighbors: ${name}`, 3))
          .join(', '),
    },
  ],
};
