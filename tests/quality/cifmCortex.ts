import { inferExpression, regionalSplit, zoo } from '../../src';
import { OSMFISH } from './data';
import { atLeast, atMost, type Measured, type QualityTarget } from './target';
import { scoreNumbers } from './scoreNumbers';

const correlations = (found: Measured, method: string, show: 'spread' | 'shown'): string =>
  `balanced MSE ${found[show](`${method}: balanced MSE`)}, Spearman ${found[show](`${method}: Spearman`, 3)}, ` +
  `over the cells of a gene ${found[show](`${method}: gene Spearman`, 3)}`;

const alike = (found: Measured, method: string): string =>
  `${Math.round(100 * found.mean(`${method}: top 5 of types`))}%`;

/**
 * T4: cells of the mouse cortex inferred from those around them. Trained on one region, the best epoch chosen on another,
 * scored on the third. A hundred epochs are a hundred steps here, where the target allows three hundred.
 */
export const cifmCortex: QualityTarget = {
  id: 'T4',
  model: 'cifm',
  title: 'cells of an unseen region of the mouse cortex, 100 epochs',
  data: [OSMFISH],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const adata = await context.load(OSMFISH);
    const { train, validation, test } = regionalSplit(adata);
    const known = adata.subset({ obs: [...train, ...validation] });
    const model = zoo.create('cifm', { seed });
    const chosenBy = Array.from(validation, (_, at) => train.length + at);
    await model.fit(known, { epochs: 100, validation: chosenBy, write: false });
    const reference = adata.subset({ obs: [...train] });
    const unseen = adata.subset({ obs: [...test] });
    const { scores } = await inferExpression(model, unseen, { reference, labels: 'cell_type', seed: 1 });
    return scoreNumbers(scores);
  },

  marks: [
    atMost('cifm: balanced MSE', 6, 5.78),
    atLeast('cifm: Spearman', 0.54, 0.568),
    atLeast('cifm: gene Spearman', 0.15, 0.18),
  ],

  card: [
    {
      what: 'Inferred cells of an unseen region, osmFISH mouse cortex (2,968 cells to train on, 33 genes, 100 epochs, mean of 3 seeds)',
      value: (found) =>
        `${correlations(found, 'cifm', 'spread')}; likeliest 5 of 31 types share one: ${alike(found, 'cifm')}`,
    },
    {
      what: 'The same by the mean of the neighbors',
      value: (found) =>
        `${correlations(found, 'mean of the neighbors', 'shown')}; ${alike(found, 'mean of the neighbors')}`,
    },
    {
      what: 'The same by the mean of all cells',
      value: (found) => `${correlations(found, 'mean of all', 'shown')}; ${alike(found, 'mean of all')}`,
    },
  ],
};
