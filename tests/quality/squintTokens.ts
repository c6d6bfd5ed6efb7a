import { normalizedMutualInformation, zoo } from '../../src';
import { labelsOf, OSMFISH } from './data';
import { atLeast, type QualityTarget } from './target';

/** T1: tokens of the mouse cortex, beside regions and cell types that SQUINT has not seen. */
export const squintTokens: QualityTarget = {
  id: 'T1',
  model: 'squint',
  title: 'tokens of the mouse cortex, 64 codes, 30 epochs',
  data: [OSMFISH],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const adata = await context.load(OSMFISH);
    const { summary } = await zoo.create('squint', { seed }).fit(adata, { epochs: 30 });
    const tokens = labelsOf(adata, 'squint_token');
    return {
      'codes used': summary.use.share,
      perplexity: summary.use.perplexity,
      'NMI with region': normalizedMutualInformation(tokens, labelsOf(adata, 'region')),
      'NMI with cell type': normalizedMutualInformation(tokens, labelsOf(adata, 'cell_type')),
    };
  },

  marks: [
    atLeast('codes used', 0.8, 0.92),
    atLeast('perplexity', 35, 45),
    atLeast('NMI with region', 0.42, 0.462),
    atLeast('NMI with cell type', 0.3, 0.331),
  ],

  card: [
    {
      what: 'Tokens of the osmFISH mouse cortex (4,839 cells, 64 codes, 30 epochs, mean of 3 seeds)',
      value: (found) =>
        `${Math.round(100 * found.mean('codes used'))}% of codes used, perplexity ${found.spread('perplexity', 0)}, ` +
        `NMI with region ${found.spread('NMI with region')}, with cell type ${found.spread('NMI with cell type')}`,
    },
  ],
};
