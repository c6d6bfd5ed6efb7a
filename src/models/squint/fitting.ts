import type { AnnData } from '../../data';
import { Parameters, Random, type TrainingRun } from '../../engine';
import { fingerprint } from '../training/fingerprint';
import { fitModel } from '../training/fitModel';
import type { FitOptions } from '../contract/tissueModel';
import { cellMask, chooseLikelihood, refuseTraining } from './checks';
import type { SquintConfig } from './config';
import { distanceScale } from './covariates';
import { featureScale } from './features';
import { judge } from './evaluate';
import { createSquint } from './network';
import { factsOf, SquintResult, writeResults } from './results';
import { encodeTissue, sourceOf } from './session';
import { sizesOf, type SquintState } from './state';
import { readTissue } from './tissue';
import { SquintTrainer, stepsPerEpoch } from './trainer';

/** Reads the data and starts the run; `keep` gets the trained state. Everything wrong with the data is said before it starts. */
export function startFit(
  config: SquintConfig,
  adata: AnnData,
  options: FitOptions,
  keep: (state: SquintState) => void,
): TrainingRun<SquintResult> {
  refuseTraining('squint.fit', config);
  const { epochs = config.epochs, write = true, signal, checkpoint } = options;
  const tissue = readTissue('squint.fit', adata, config);
  const held = cellMask('squint.fit', tissue, options.heldOut ?? []);
  const open = Int32Array.from(held.keys()).filter((cell) => !held[cell]);
  const likelihood = chooseLikelihood('squint.fit', tissue, config);
  const state: SquintState = {
    config,
    features: tissue.features,
    sections: tissue.sections,
    distances: distanceScale(tissue.graph, config.rbf),
    scale: featureScale(tissue.matrix, open, likelihood),
    parameters: new Parameters(),
  };
  const source = sourceOf(state, tissue, held);
  const random = new Random(config.seed);
  return fitModel<SquintState, SquintResult>({
    title: 'SQUINT',
    state,
    epochs,
    stepsPerEpoch: stepsPerEpoch(config, tissue.section, open),
    cellsPerStep: Math.min(config.batchSize, open.length),
    signal,
    checkpoint:
      checkpoint === undefined
        ? undefined
        : {
            path: checkpoint,
            identity: {
              model: 'squint',
              config,
              epochs,
              data: fingerprint(tissue.features, tissue.matrix, tissue.points, tissue.section, open),
            },
          },
    makeTrainer: () => {
      createSquint(state.parameters, config, sizesOf(state), random.fork('start values'));
      return new SquintTrainer(state, source, open, epochs, random.fork('training'));
    },
    keep,
    finish: async (progress) => {
      const encoded = await encodeTissue(state, tissue, held);
      const judgement = await judge(state, tissue, open, held, random.fork('judgement'));
      const facts = factsOf(config, likelihood, encoded, open, progress, judgement);
      if (write) writeResults(adata, encoded, facts, progress.reports);
      return new SquintResult(facts);
    },
  });
}
