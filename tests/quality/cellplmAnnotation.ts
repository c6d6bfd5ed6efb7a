import { annotate, type Annotation, zoo } from '../../src';
import { BMMC, typedMarrow } from './cellplmCells';
import { OSMFISH } from './data';
import { atLeast, type Measured, type QualityTarget } from './target';

const numbersOf = ({ scores }: Annotation, first: string) =>
  Object.fromEntries(
    scores.flatMap(({ method, accuracy, f1, precision }, at) => {
      const name = at === 0 ? first : method;
      return [
        [`${name}: accuracy`, accuracy],
        [`${name}: F1`, f1],
        [`${name}: precision`, precision],
      ];
    }),
  );

/** What stands beside it on a card, by the names of the task. */
const BESIDE = {
  logistic: 'logistic regression on the values',
  components: 'logistic regression on principal components',
  nearest: '15 nearest on principal components',
} as const;

/** The scores of vectors or of a model, and of plain classifiers. */
const line = (found: Measured, first: string): string =>
  [
    `accuracy ${found.spread(`${first}: accuracy`, 3)}, macro F1 ${found.spread(`${first}: F1`, 3)}`,
    ...Object.values(BESIDE).map(
      (method) => `${method}: ${found.shown(`${method}: accuracy`, 3)}, ${found.shown(`${method}: F1`, 3)}`,
    ),
  ].join('; ');

/** T12: types of bone marrow cells, trained on the labels from scratch; the cells that judge are company without labels. */
export const cellplmAnnotation: QualityTarget = {
  id: 'T12',
  model: 'cellplm',
  title: 'types of bone marrow cells in five folds, 200 epochs',
  data: [BMMC],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const adata = await typedMarrow(context);
    const model = zoo.create('cellplm', { preset: 'tiny', seed, epochs: 200 });
    const asked = { labels: 'cell_type', folds: 5, split: 'stratified', seed: 0, progress: false } as const;
    const scratch = await annotate(adata, { ...asked, model });
    return numbersOf(scratch, 'scratch');
  },

  marks: [atLeast('scratch: accuracy', 0.68, 0.728), atLeast('scratch: F1', 0.44, 0.523)],

  card: [
    {
      what: 'Cell types, bone marrow (270 cells, 1,000 genes, 16 types, five folds, tiny, 200 epochs from scratch, mean of 3 seeds)',
      value: (found) => line(found, 'scratch'),
    },
  ],
};

/** T13: types in the mouse cortex, read off vectors that were learned without labels, in tiles that the probe did not see. */
export const cellplmTiles: QualityTarget = {
  id: 'T13',
  model: 'cellplm',
  title: 'types in held-out tiles of the mouse cortex, vectors learned in 60 epochs',
  data: [OSMFISH],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const adata = await context.load(OSMFISH);
    const model = zoo.create('cellplm', {
      ...{ preset: 'tiny', seed, epochs: 60, start: 0.3, fieldSize: Math.ceil(adata.nObs / 10) },
    });
    await model.fit(adata, { write: false, progress: false });
    const key = 'X_cellplm';
    const embedded = adata.with({ obsm: [...adata.obsm, [key, await model.embed(adata)]] });
    return numbersOf(
      await annotate(embedded, { labels: 'cell_type', use: key, split: 'tiles', test: 0.2, seed }),
      'encoder',
    );
  },

  marks: [atLeast('encoder: accuracy', 0.68, 0.724), atLeast('encoder: F1', 0.55, 0.609)],

  card: [
    {
      what: 'Cell types, osmFISH mouse cortex (4,839 cells, 33 genes, 31 types; vectors learned without labels in 60 epochs, tiny, a fifth in held-out tiles, mean of 3 seeds)',
      value: (found) => `vectors and logistic regression: ${line(found, 'encoder')}`,
    },
  ],
};
