import { type AnnData, annotate, DenseMatrix, knnGraph, normalizedMutualInformation, zoo } from '../../src';
import { neighborhoodMeans } from '../../src/graph/neighborhood';
import { labelsOf, OSMFISH } from './data';
import { meanOf } from './numbers';
import { atLeast, type Measured, type Numbers, type QualityTarget } from './target';

/** What tokens share with annotations, and how often a classifier on the vectors tells the region in unseen tiles (3 draws). */
async function measured(adata: AnnData, seed: number, epochs?: number): Promise<Numbers> {
  const { summary } = await zoo.create('squint', { seed }).fit(adata, { ...(epochs && { epochs }) });
  const tokens = labelsOf(adata, 'squint_token');
  return {
    'codes used': summary.use.share,
    perplexity: summary.use.perplexity,
    'NMI with region': normalizedMutualInformation(tokens, labelsOf(adata, 'region')),
    'NMI with cell type': normalizedMutualInformation(tokens, labelsOf(adata, 'cell_type')),
    'region from vectors': await regionFrom(adata, 'X_squint'),
  };
}

async function regionFrom(adata: AnnData, use: string): Promise<number> {
  const found: number[] = [];
  for (const seed of [0, 1, 2]) {
    found.push((await annotate(adata, { labels: 'region', use, seed, progress: false })).scores[0].accuracy);
  }
  return meanOf(found);
}

/** The same of the mean of each cell and its 8 nearest neighbors. */
function regionFromMeans(adata: AnnData): Promise<number> {
  const all = Int32Array.from({ length: adata.nObs }, (_, cell) => cell);
  const means = neighborhoodMeans(adata.matrix(), knnGraph(adata, { k: 8 }), all);
  adata.obsm.set('mean of 8', new DenseMatrix(adata.nObs, adata.nVars, means));
  return regionFrom(adata, 'mean of 8');
}

const words = (found: Measured, by = ''): string =>
  `${Math.round(100 * found.mean(`${by}codes used`))}% of codes used, perplexity ${found.spread(`${by}perplexity`, 0)}, ` +
  `NMI with region ${found.spread(`${by}NMI with region`)}, with cell type ${found.spread(`${by}NMI with cell type`)}`;

/** T1: tokens of the mouse cortex, beside regions and cell types that SQUINT has not seen. */
export const squintTokens: QualityTarget = {
  id: 'T1',
  model: 'squint',
  title: 'tokens of the mouse cortex, 64 codes, 30 epochs',
  data: [OSMFISH],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const adata = await context.load(OSMFISH);
    const asTarget = await measured(adata, seed, 30);
    const byDefault = await measured(adata, seed);
    const prefixed = Object.entries(byDefault).map(([name, value]) => [`by default: ${name}`, value]);
    return {
      ...asTarget,
      ...Object.fromEntries(prefixed),
      'mean of 8: region from vectors': await regionFromMeans(adata),
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
      value: (found) => words(found),
    },
    {
      what: 'Tokens of the osmFISH mouse cortex, trained by default (2,000 steps, 64 codes, mean of 3 seeds)',
      value: (found) =>
        `${words(found, 'by default: ')}; a linear classifier tells the region of ${found.spread('by default: region from vectors')} of the cells ` +
        `in unseen tiles by the vectors, ${found.shown('mean of 8: region from vectors')} by the mean of a cell and its 8 nearest, ` +
        `${found.shown('region from vectors')} by the vectors after 30 epochs`,
    },
  ],
};
