import { jointEmbed, match, type ModalityResult, predictModality, zoo } from '../../src';
import { BMMC, marrow } from './data';
import { atLeast, atMost, type Measured, type Numbers, type QualityTarget } from './target';

const SCORES = ['rmse', 'mae', 'cellR', 'featureR'] as const;

/** RMSE, MAE and both correlations of every method of a prediction. */
function predictionNumbers({ scores }: ModalityResult, direction: string): Numbers {
  return Object.fromEntries(
    scores.flatMap((score) => SCORES.map((name) => [`${direction}, ${score.method}: ${name}`, score[name]])),
  );
}

const RNA = 'proteins from RNA';
const ADT = 'RNA from proteins';

const predicted = (found: Measured, direction: string, method: string, show: 'spread' | 'shown'): string =>
  `RMSE ${found[show](`${direction}, ${method}: rmse`, 3)}, by cell r ${found[show](`${direction}, ${method}: cellR`, 3)}, ` +
  `by feature r ${found[show](`${direction}, ${method}: featureR`, 3)}`;

const NEAREST = 'mean of the 15 nearest';
const PLS = 'PLS 10';

/** T15: proteins of bone marrow cells from their RNA and the reverse, five folds. */
export const scmognnPrediction: QualityTarget = {
  id: 'T15',
  model: 'scmognn',
  title: 'proteins of bone marrow cells from RNA, and RNA from proteins, five folds',
  data: [BMMC],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const mdata = await marrow(context);
    const model = zoo.create('scmognn');
    const proteins = await predictModality(model, mdata, { from: 'rna', to: 'prot', seed, progress: false });
    const rna = await predictModality(model, mdata, { from: 'prot', to: 'rna', seed, progress: false });
    return { ...predictionNumbers(proteins, RNA), ...predictionNumbers(rna, ADT) };
  },

  marks: [atMost(`${RNA}, scmognn: rmse`, 0.465, 0.439), atMost(`${ADT}, scmognn: rmse`, 0.525, 0.508)],

  card: [RNA, ADT].flatMap((direction) => [
    {
      what: `Held-out ${direction}, 311 bone marrow cells, 1,000 genes, 134 proteins (five folds, 3 seeds)`,
      value: (found) => predicted(found, direction, 'scmognn', 'spread'),
    },
    {
      what: `The same ${direction} by the ${NEAREST} cells, and by ${PLS}`,
      value: (found) =>
        `${predicted(found, direction, NEAREST, 'shown')}; ${predicted(found, direction, PLS, 'shown')}`,
    },
  ]),
};

const MATCHES = ['score', 'top1', 'foscttm', 'assigned', 'assignedAbove'] as const;
const CCA = 'CCA 15 + cosine';

const matched = (found: Measured, method: string, show: 'spread' | 'shown'): string =>
  `score ${found[show](`${method}: score`, 3)}, top-1 ${found[show](`${method}: top1`, 3)}, ` +
  `FOSCTTM ${found[show](`${method}: foscttm`, 3)}; assigned ${found[show](`${method}: assigned`, 3)}`;

/** T16: which protein profile is of which RNA profile, five folds of 62 cells. */
export const scmognnMatching: QualityTarget = {
  id: 'T16',
  model: 'scmognn',
  title: 'RNA and proteins of bone marrow cells matched, five folds of 62 cells',
  data: [BMMC],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const mdata = await marrow(context);
    const model = zoo.create('scmognn', { task: 'matching', epochs: 300 });
    const { scores } = await match(model, mdata, { from: 'rna', to: 'prot', seed, progress: false });
    return Object.fromEntries(
      scores.flatMap((score) => MATCHES.map((name) => [`${score.method}: ${name}`, score[name]])),
    );
  },

  marks: [
    atLeast('scmognn: score', 0.125, 0.148),
    atLeast('scmognn: top1', 0.17, 0.206),
    atLeast('scmognn: assigned', 0.19, 0.232),
    atMost('scmognn: foscttm', 0.085, 0.071),
  ],

  card: [
    {
      what: 'RNA and proteins matched, held-out bone marrow cells, 62 at a time (five folds, 3 seeds)',
      value: (found) => matched(found, 'scmognn', 'spread'),
    },
    {
      what: 'The same pairs by canonical correlation, and by ridge regression with the cosine',
      value: (found) => `${matched(found, CCA, 'shown')}; ${matched(found, 'ridge + cosine', 'shown')}`,
    },
  ],
};

const JOINT = ['nmi', 'nmiAtOne', 'typeAsw', 'cellCycle', 'trajectory', 'connectivity'] as const;
const PCA = 'PCA of both';
const LDA = 'LDA of both, with the labels';

const joined = (found: Measured, method: string, show: 'spread' | 'shown'): string =>
  `NMI ${found[show](`${method}: nmi`)} (best of 20 resolutions), type ASW ${found[show](`${method}: typeAsw`, 3)}, ` +
  `connectivity ${found[show](`${method}: connectivity`, 3)}`;

/** T17: a joint embedding that learned from the types of other cells, scored on held-out ones. */
export const scmognnJoint: QualityTarget = {
  id: 'T17',
  model: 'scmognn',
  title: 'joint embedding of held-out bone marrow cells, trained with the types of the others',
  data: [BMMC],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const mdata = await marrow(context);
    const model = zoo.create('scmognn', { task: 'joint' });
    const asked = { labels: 'cell_type', supervised: true, cellCycle: ['phase'], pseudotime: 'pseudotime_order_GEX' };
    const { scores } = await jointEmbed(model, mdata, { ...asked, seed, progress: false });
    const numbers = scores.flatMap((score) => JOINT.map((name) => [`${score.method}: ${name}`, score[name]] as const));
    const asw = (method: string): number => scores.find((score) => score.method === method)!.typeAsw;
    return { ...Object.fromEntries(numbers), 'gate: ASW above PCA concat': asw('scmognn') - asw(PCA) };
  },

  marks: [
    atLeast('scmognn: nmi', 0.72, 0.787),
    atLeast('scmognn: typeAsw', 0.63, 0.685),
    atLeast('gate: ASW above PCA concat', 0, 0.087),
  ],

  card: [
    {
      what: 'Joint embedding of held-out bone marrow cells, trained with the types of the others (3 seeds)',
      value: (found) => joined(found, 'scmognn', 'spread'),
    },
    {
      what: 'The same by PCA of both without labels, and by linear discriminants with them',
      value: (found) => `${joined(found, PCA, 'shown')}; ${joined(found, LDA, 'shown')}`,
    },
  ],
};
