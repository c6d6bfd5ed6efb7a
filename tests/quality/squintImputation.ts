import { imputePatch, zoo } from '../../src';
import { OSMFISH } from './data';
import { atLeast, atMost, type QualityTarget } from './target';

const BASELINES = {
  'mean of the 8 nearest': 'mean of the 8 nearest cells',
  'neighbors, inwards': 'neighbors from the rim inwards',
  'mean of all': 'mean of all',
};

/** T2: three patches of the mouse cortex that are in no input and no target; a seed draws the patches too. */
export const squintImputation: QualityTarget = {
  id: 'T2',
  model: 'squint',
  title: 'three held-out patches of the mouse cortex, 128 codes, 40 epochs',
  data: [OSMFISH],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const adata = await context.load(OSMFISH);
    const { scores } = await imputePatch(zoo.create('squint', { seed, codes: 128 }), adata, {
      epochs: 40,
      seed,
      cells: 100,
    });
    const [byDefault] = (await imputePatch(zoo.create('squint', { seed }), adata, { seed, cells: 100 })).scores;
    return Object.fromEntries(
      [...scores, { ...byDefault, method: 'by default' }].flatMap(
        ({ method, cellPearson, genePearson, discrepancy }) => [
          [`${method}: cell r`, cellPearson],
          [`${method}: gene r`, genePearson],
          [`${method}: MMD`, discrepancy],
        ],
      ),
    );
  },

  marks: [
    atLeast('squint: cell r', 0.73, 0.754),
    atLeast('squint: gene r', 0.35, 0.399),
    atMost('squint: MMD', 0.045, 0.033),
  ],

  card: [
    {
      what: 'Three held-out patches of the osmFISH mouse cortex by a model trained by default (2,000 steps, 64 codes, mean of 3 draws)',
      value: (found) =>
        `cell r ${found.spread('by default: cell r')}, gene r ${found.spread('by default: gene r')}, MMD ${found.spread('by default: MMD', 3)}`,
    },
    {
      what: 'Three held-out patches of 100 cells of the same cortex (128 codes, 40 epochs, mean of 3 draws)',
      value(found) {
        const ours =
          `cell r ${found.spread('squint: cell r')}, gene r ${found.spread('squint: gene r')}, ` +
          `MMD ${found.spread('squint: MMD', 3)}`;
        const others = Object.entries(BASELINES).map(([method, words]) => {
          const numbers = [found.shown(`${method}: cell r`), found.shown(`${method}: gene r`)];
          return `${words} ${[...numbers, found.shown(`${method}: MMD`, 3)].join(', ')}`;
        });
        return [ours, ...others].join('; ');
      },
    },
  ],
};
