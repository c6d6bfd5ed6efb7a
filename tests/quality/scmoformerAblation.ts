import { zoo } from '../../src';
import type { ScmoformerOptions } from '../../src/models';
import { BMMC } from './data';
import { hallmarkMarrow } from './hallmarkMarrow';
import { atMost, type QualityTarget } from './target';
import { differences, predictionsApart } from './withoutParts';

/** What the paper takes away (Wen 2024, tables 3.3 and 3.4, figure 3.3), in kind: 120 epochs each. */
const VARIANTS: Readonly<Record<string, ScmoformerOptions>> = {
  whole: {},
  'no encoding': { encoding: 'none' },
  'no prior knowledge': { prior: 'none' },
  "the cells' transformer alone": { attending: 'cell' },
  "the genes' transformer alone": { attending: 'gene' },
  "the proteins' transformer alone": { attending: 'protein' },
  'no transformer': { attending: 'none' },
};
const WHOLE = { preset: 'tiny', geneGraph: 'hallmark', encoding: 'walk', epochs: 120 } as const;

/** T34: scMoFormer without prior knowledge, without encoding, with one transformer or none. */
export const scmoformerParts: QualityTarget = {
  id: 'T34',
  model: 'scmoformer',
  title: 'proteins of bone marrow cells without prior knowledge, encoding, transformers; 120 epochs',
  data: [BMMC],
  named: ['hallmark'],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const mdata = await hallmarkMarrow(context);
    const made = (options: ScmoformerOptions) => ({ model: zoo.create('scmoformer', { ...WHOLE, ...options }), mdata });
    const variants = Object.fromEntries(Object.entries(VARIANTS).map(([name, options]) => [name, made(options)]));
    return predictionsApart(variants, { from: 'rna', to: 'prot', seed });
  },

  // What is taken away need not hurt on 311 cells: nothing must be reached but by the whole model.
  own: true,
  marks: [atMost('whole: RMSE', 0.5, 0.46)],

  card: [
    {
      what: 'Proteins from RNA without a part: change of RMSE on the same folds (311 bone marrow cells, tiny, 120 epochs, 3 seeds)',
      value: (found) =>
        [
          `whole, with hallmark sets, walks and all transformers, ${found.spread('whole: RMSE', 3)}`,
          ...differences(found, VARIANTS, 'RMSE'),
        ].join('; '),
    },
  ],
};
