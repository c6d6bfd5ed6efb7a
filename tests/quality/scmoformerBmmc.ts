import { type ModalityResult, type Model, MuData, obsmToMuData, predictModality, zoo } from '../../src';
import type { Scmoformer } from '../../src/models';
import { kept, type QualityContext } from './context';
import { meanOf } from './numbers';
import { atLeast, atMost, type Measured, type Numbers, type QualityTarget } from './target';

/** Bone marrow of one donor, CITE-seq: 311 cells, 1,000 genes, 134 proteins. */
const BMMC = 'bmmc_cite_neurips2021';

const NEAREST = 'mean of the 15 nearest';

/** RNA as it stands in the file, logged; proteins centered-log. */
const marrow = kept(async (context): Promise<MuData> =>
  obsmToMuData(await context.load(BMMC), { key: 'protein_norm', name: 'prot' }),
);

/** One training a fold: asked as published, with all cells in one graph and alone, and beside it among training cells. */
async function predicted(seed: number, context: QualityContext): Promise<Numbers> {
  const among: Float32Array[] = [];
  const model = watched(zoo.create('scmoformer', { preset: 'tiny', company: 'data' }), async (trained, data) => {
    const { values } = await trained.predictModality(data, { company: 'training' });
    const known = data.mod.get('prot')!.nObs;
    // The cells that are asked about stand behind those that are known.
    among.push(values.values.slice(known * values.columns) as Float32Array);
  });
  const options = { from: 'rna', to: 'prot', folds: 5, seed, progress: false };
  const result = await predictModality(model, await marrow(context), options);
  let at = 0;
  const errors = among.map((values) => {
    const truth = result.truth.values.subarray(at, (at += values.length));
    return Math.sqrt(meanOf(Array.from(values, (value, i) => (value - truth[i]!) ** 2)));
  });
  return { 'scmoformer among training cells: RMSE': meanOf(errors), ...numbersOf(result) };
}

/** The same model, with somebody who is told of every question that holds known cells. */
function watched(model: Scmoformer, told: (model: Scmoformer, data: MuData) => Promise<void>): Model {
  return {
    card: model.card,
    config: model.config,
    get trained() {
      return model.trained;
    },
    fit: (data, options) => model.fit(data, options),
    summary: (data, options) => model.summary(data, options),
    save: (path) => model.save(path),
    fresh: (changes, purpose) => watched(model.fresh(changes, purpose) as Scmoformer, told),
    can: {
      predictModality: async (data) => {
        if (data instanceof MuData && data.mod.get('prot')!.nObs > 0) await told(model, data);
        return model.predictModality(data);
      },
    },
  };
}

function numbersOf({ scores }: ModalityResult): Numbers {
  return Object.fromEntries(
    scores.flatMap(({ method, rmse, mae, cellR, featureR }) => [
      [`${method}: RMSE`, rmse],
      [`${method}: MAE`, mae],
      [`${method}: cell r`, cellR],
      [`${method}: feature r`, featureR],
    ]),
  );
}

const line = (found: Measured, method: string, show: 'spread' | 'shown' = 'shown'): string => {
  const [rmse, cellR, featureR] = ['RMSE', 'cell r', 'feature r'].map((name) => found[show](`${method}: ${name}`, 3));
  return `RMSE ${rmse}, cell r ${cellR}, feature r ${featureR}`;
};

/** T18: 134 proteins from 1,000 genes, five folds. */
export const scmoformerBmmc: QualityTarget = {
  id: 'T18',
  model: 'scmoformer',
  title: '134 proteins of bone marrow cells from RNA, five folds, 300 epochs',
  data: [BMMC],
  seeds: [0, 1, 2],

  run: predicted,

  marks: [
    atMost('scmoformer: RMSE', 0.445, 0.421),
    atLeast('scmoformer: cell r', 0.89, 0.908),
    atMost('scmoformer, query cells alone: RMSE', 0.53, 0.473),
    atMost('scmoformer among training cells: RMSE', 0.445, 0.421),
  ],

  card: [
    {
      what: 'Proteins from RNA, bone marrow (311 cells, 1,000 genes, 134 proteins, 5 folds, tiny, 300 epochs, mean of 3 seeds)',
      value: (found) =>
        [
          `each cell among training cells RMSE ${found.spread('scmoformer among training cells: RMSE', 3)}`,
          `all cells in one graph, as published ${line(found, 'scmoformer', 'spread')}`,
          `the cells asked about alone ${line(found, 'scmoformer, query cells alone', 'spread')}`,
          ...[NEAREST, 'PLS 10', 'truncated SVD 50 + ridge', 'mean of the known cells'].map(
            (method) => `${method} ${line(found, method)}`,
          ),
        ].join('; '),
    },
  ],
};
