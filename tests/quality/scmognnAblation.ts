import { jointEmbed, match, type Model, zoo } from '../../src';
import type { ScmognnOptions } from '../../src/models';
import { freezing } from './freezing';
import { BMMC } from './data';
import { hallmarkMarrow } from './hallmarkMarrow';
import { atLeast, atMost, type Numbers, type QualityTarget } from './target';
import { apartFromWhole, difference, differences, predictionsApart } from './withoutParts';

/** scMoGNN for proteins from RNA, with all that the paper gives it, and without each part (Wen 2024, table 2.4 and figure 2.2 in kind). */
const PREDICTION: Readonly<Record<string, () => Model>> = {
  whole: () => zoo.create('scmognn', { prior: 'hallmark' }),
  'no prior graph': () => zoo.create('scmognn'),
  '2 layers': () => zoo.create('scmognn', { prior: 'hallmark', layers: 2 }),
  'residual of the layer before': () => zoo.create('scmognn', { prior: 'hallmark', residual: 'previous' }),
  'equal layer weights': () => freezing(zoo.create('scmognn', { prior: 'hallmark' }), ['gnn.w']),
};

/** T32: proteins from RNA without one part of the network. */
export const scmognnParts: QualityTarget = {
  id: 'T32',
  model: 'scmognn',
  title: 'predictions without prior graph, depth, initial residual, layer weights',
  data: [BMMC],
  named: ['hallmark'],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const mdata = await hallmarkMarrow(context);
    const variants = Object.fromEntries(
      Object.entries(PREDICTION).map(([name, make]) => [name, { model: make(), mdata }]),
    );
    return predictionsApart(variants, { from: 'rna', to: 'prot', seed });
  },

  // What is taken away need not hurt on 311 cells: nothing must be reached but by the whole model.
  own: true,
  marks: [atMost('whole: RMSE', 0.465, 0.44)],

  card: [
    {
      what: 'Proteins from RNA without a part: change of RMSE on the same folds (311 bone marrow cells, 3 seeds)',
      value: (found) =>
        [
          `whole, with the hallmark sets as prior graph, ${found.spread('whole: RMSE', 3)}`,
          ...differences(found, PREDICTION, 'RMSE'),
        ].join('; '),
    },
  ],
};

const MATCHING: Readonly<Record<string, ScmognnOptions>> = {
  whole: {},
  'no propagation': { layers: 1 },
  'no auxiliary losses': { auxiliary: 0 },
  'temperature 1': { temperature: 1 },
  'term frequencies': { inputs: 'lsi' },
};
const JOINT: Readonly<Record<string, ScmognnOptions>> = { whole: {}, 'no propagation': { layers: 1 } };

/** T33: matching and joint embedding without one part. */
export const scmognnPairParts: QualityTarget = {
  id: 'T33',
  model: 'scmognn',
  title: 'matching and joint embedding without propagation, auxiliary losses, temperature',
  data: [BMMC],
  named: ['hallmark'],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const mdata = await hallmarkMarrow(context);
    const matching: Record<string, Numbers> = {};
    for (const [name, options] of Object.entries(MATCHING)) {
      const model = zoo.create('scmognn', { task: 'matching', epochs: 300, ...options });
      const { scores } = await match(model, mdata, { from: 'rna', to: 'prot', seed, progress: false });
      const [{ score, top1, foscttm, assigned }] = scores;
      matching[name] = { score, 'top-1': top1, FOSCTTM: foscttm, assigned };
    }
    const joint: Record<string, Numbers> = {};
    for (const [name, options] of Object.entries(JOINT)) {
      const asked = { labels: 'cell_type', supervised: true, seed, progress: false };
      const { scores } = await jointEmbed(zoo.create('scmognn', { task: 'joint', ...options }), mdata, asked);
      joint[`${name}, joint`] = { NMI: scores[0].nmi, 'type ASW': scores[0].typeAsw };
    }
    return { ...apartFromWhole(matching), ...apartFromWhole(joint, 'whole, joint') };
  },

  own: true,
  marks: [atLeast('whole: top-1', 0.17, 0.206), atLeast('whole, joint: type ASW', 0.63, 0.685)],

  card: [
    {
      what: 'Matching without a part: change of score, of top-1, and after assignment, on the same folds (311 bone marrow cells, 62 at a time, 3 seeds)',
      value: (found) =>
        [
          `whole ${['score', 'top-1', 'assigned'].map((name) => found.spread(`whole: ${name}`, 3)).join(', ')}`,
          ...Object.keys(MATCHING)
            .slice(1)
            .map((name) => {
              const [score, top, assigned] = ['score', 'top-1', 'assigned'].map((each) =>
                difference(found, name, each),
              );
              return [score, top.slice(name.length + 1), assigned.slice(name.length + 1)].join(', ');
            }),
        ].join('; '),
    },
    {
      what: 'Joint embedding without propagation: change of NMI and of type ASW of held-out bone marrow cells (3 seeds)',
      value: (found) =>
        ['NMI', 'type ASW']
          .map(
            (name) =>
              `${name} ${found.spread(`whole, joint: ${name}`, 3)}, ${difference(found, 'no propagation, joint', name, 'whole, joint').replace(', joint', '')}`,
          )
          .join('; '),
    },
  ],
};
