import type { AnnData } from '../../data';
import { Parameters, Random, type TrainingRun } from '../../engine';
import { neighborhoodMeans } from '../../graph/neighborhood';
import type { FitOptions } from '../contract';
import type { StartWeights } from '../training/baseModel';
import { runSummary } from '../training/describeRun';
import { fingerprint } from '../training/fingerprint';
import { fitModel } from '../training/fitModel';
import { giveRoles } from '../training/roles';
import { squintReader } from './checkpoint';
import { chooseLikelihood, refuseTraining } from './checks';
import type { SquintConfig } from './config';
import { distanceScale } from './covariates';
import { errorOf, evaluateInGaps } from './evaluate';
import { featureScale } from './features';
import { imputeCells } from './imputing';
import { createSquint } from './network';
import { codebookUseOf, SquintResult, type SquintSummary, writeResults } from './results';
import { encodeTissue, sourceOf } from './session';
import { sizesOf, type SquintState } from './state';
import { readTissue, type Tissue } from './tissue';
import { SquintTrainer, stepsPerEpoch } from './trainer';

/** Reads the data and starts the run; `keep` gets the trained state. Everything wrong with the data is said before it starts. */
export function startFit(
  config: SquintConfig,
  adata: AnnData,
  options: FitOptions,
  from: StartWeights<SquintState> | undefined,
  keep: (state: SquintState) => void,
): TrainingRun<SquintResult> {
  refuseTraining('squint.fit', config);
  const { epochs = config.epochs, write = true } = options;
  const tissue = readTissue('squint.fit', adata, config);
  const { cells } = tissue;
  const { held, validation, absent, open } = giveRoles('squint.fit', options, { size: cells, nObs: cells });
  const likelihood = chooseLikelihood('squint.fit', tissue, config);
  const state: SquintState = {
    config,
    features: tissue.features,
    sections: tissue.sections,
    distances: distanceScale(tissue.graph, config.rbf),
    scale: featureScale(tissue.matrix, open, likelihood),
    parameters: new Parameters(),
  };
  const source = sourceOf(state, tissue, absent);
  const random = new Random(config.seed);
  return fitModel<SquintState, SquintResult>({
    title: 'SQUINT',
    state,
    options,
    from,
    reader: squintReader,
    identity: {
      model: 'squint',
      config,
      data: fingerprint(tissue.features, tissue.matrix, tissue.points, tissue.section, open, validation),
    },
    create: (parameters) => createSquint(parameters, config, sizesOf(state), random.fork('start values')),
    stages: [
      {
        name: 'tissue',
        epochs,
        stepsPerEpoch: stepsPerEpoch(config, tissue.section, open),
        cellsPerStep: Math.min(config.batchSize, open.length),
        makeTrainer: () => new SquintTrainer(state, source, open, epochs, random.fork('training')),
        ...(validation.length > 0 && { validate: validator(state, tissue, validation, absent) }),
      },
    ],
    keep,
    finish: async (progress) => {
      const encoded = await encodeTissue(state, tissue, held);
      const gaps = await evaluateInGaps(state, tissue, open, held, random.fork('judgement'));
      const use = codebookUseOf(config, encoded.tokens, open);
      const summary: SquintSummary = { ...runSummary(config, open.length, progress), likelihood, use, gaps };
      if (write) writeResults(adata, encoded, summary, progress.reports);
      return new SquintResult(summary);
    },
  });
}

/** The error of the neighborhoods of hidden cells, in units of each feature's variance among them. */
function validator(state: SquintState, tissue: Tissue, cells: Int32Array, absent: Uint8Array): () => Promise<number> {
  const error = errorOf(neighborhoodMeans(tissue.matrix, tissue.graph, cells), tissue.features.length);
  return async () => error(await imputeCells(state, tissue, cells, absent));
}
