import type { AnnData } from '../../data';
import { Parameters, Random, type TrainingRun } from '../../engine';
import { TissuebookError } from '../../errors';
import { neighborhoodMeans } from '../../graph/neighborhood';
import type { FitOptions, ModelSummary } from '../contract';
import type { StartWeights } from '../training/baseModel';
import { runSummary } from '../training/describeRun';
import { estimateTraining } from '../training/estimateTraining';
import { fingerprint } from '../training/fingerprint';
import { fitModel } from '../training/fitModel';
import { evaluateInGaps, standardizedError } from '../training/gapEvaluation';
import { giveRoles } from '../training/roles';
import { CellWeights } from '../training/watch/cellWeights';
import { sourceOf } from './batches';
import type { SquintConfig } from './config';
import { encodeTissue, imputeCells } from './inference';
import { chooseLikelihood, distanceScale, featureScale } from './input';
import { squintLook } from './look';
import { createSquint } from './network';
import { codebookUseOf, meanAtEnd, SquintResult, type SquintSummary, writeResults } from './results';
import { isOfficial, sizesOf, squintReader, type SquintState } from './state';
import { readTissue, type Tissue } from './tissue';
import { epochsOf, SquintTrainer, stepsPerEpoch } from './trainer';

/** Cells of a batch and its halo, over the cells of the batch: measured on two tissues with 8 neighbors. */
const HALO = 2.5;
/** Beside the arithmetic of a step; for a cell its place in the graph and reading out its token (measured on two CPU cores). */
const SECONDS = { step: 0.005, cell: 4e-5 };

/** Reads the data and starts the run; `keep` gets the trained state. Everything wrong with the data is said before it starts. */
export function startFit(
  config: SquintConfig,
  adata: AnnData,
  options: FitOptions,
  from: StartWeights<SquintState> | undefined,
  keep: (state: SquintState) => void,
): TrainingRun<SquintResult> {
  refuseTraining('squint.fit', config);
  const { write = true } = options;
  const tissue = readTissue('squint.fit', adata, config);
  const { cells } = tissue;
  const { held, validation, absent, trained } = giveRoles('squint.fit', options, { size: cells, nObs: cells });
  const perEpoch = stepsPerEpoch(config, tissue.section, trained);
  const { epochs = epochsOf(config, perEpoch) } = options;
  const likelihood = chooseLikelihood('squint.fit', tissue, config);
  const state: SquintState = {
    config,
    features: tissue.features,
    sections: tissue.sections,
    distances: distanceScale(tissue.graph, config.rbf),
    scale: featureScale(tissue.matrix, trained, likelihood),
    parameters: new Parameters(),
  };
  const weights = new CellWeights(cells);
  const source = { ...sourceOf(state, tissue, absent), weights };
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
      data: fingerprint(tissue.features, tissue.matrix, tissue.points, tissue.section, trained, validation),
    },
    create: (parameters) => createSquint(parameters, config, sizesOf(state), random.fork('start values')),
    stages: [
      {
        name: 'tissue',
        epochs,
        stepsPerEpoch: perEpoch,
        cellsPerStep: Math.min(config.batchSize, trained.length),
        makeTrainer: () => new SquintTrainer(state, source, trained, epochs, random.fork('training'), options.peers),
        ...(validation.length > 0 && { validate: validator(state, tissue, validation, absent) }),
      },
    ],
    watch: { look: squintLook(state, source, held), steering: { weights, trained } },
    keep,
    finish: async (progress) => {
      const encoded = await encodeTissue(state, tissue, held);
      const gaps = await evaluateInGaps(tissue, {
        cells: trained,
        held,
        // The label decides what is drawn: another one would give other gaps.
        random: random.fork('judgement'),
        fill: (asked, hidden) => imputeCells(state, tissue, asked, hidden),
      });
      const use = codebookUseOf(config, encoded.tokens, trained);
      const edges = meanAtEnd(progress.reports, 'edges');
      const summary: SquintSummary = { ...runSummary(config, trained.length, progress), likelihood, use, gaps, edges };
      if (write) writeResults(adata, encoded, summary, progress.reports);
      return new SquintResult(summary);
    },
  });
}

/** The error of the neighborhoods of hidden cells, in units of each feature's variance among them. */
function validator(state: SquintState, tissue: Tissue, cells: Int32Array, absent: Uint8Array): () => Promise<number> {
  const error = standardizedError(neighborhoodMeans(tissue.matrix, tissue.graph, cells), tissue.features.length);
  return async () => error(await imputeCells(state, tissue, cells, absent));
}

/** What training on some data would take. */
export function summarize(config: SquintConfig, adata: AnnData, epochs?: number): Promise<ModelSummary> {
  refuseTraining('squint.summary', config);
  const tissue = readTissue('squint.summary', adata, config);
  const { cells, section } = tissue;
  const sizes = sizesOf({ features: tissue.features, sections: tissue.sections, config });
  const { features, condition } = sizes;
  const { hidden, dim, codes } = config;
  const batch = Math.min(config.batchSize, cells);
  const nodes = Math.min(cells, HALO * batch);
  const encoder = nodes * (features * hidden + hidden * dim + 2 * dim * dim);
  const decoder = batch * (dim * hidden + hidden * hidden + hidden * features + 2 * hidden * dim);
  const perEpoch = stepsPerEpoch(config, section, Int32Array.from(section.keys()));
  return estimateTraining({
    model: 'SQUINT',
    cells,
    features,
    epochs: epochs ?? epochsOf(config, perEpoch),
    stepsPerEpoch: perEpoch,
    create: (parameters) => createSquint(parameters, config, sizes, new Random(0)),
    // Forward once, backward twice; the codebook is looked up, and summed up for its moving averages.
    multiplications: 3 * (encoder + decoder) + 2 * batch * codes * dim,
    activations: nodes * (3 * features + 2 * hidden + 3 * dim) + batch * (2 * codes + 4 * hidden + 3 * features),
    results: dim + condition,
    seconds: SECONDS,
  });
}

/** @throws TissuebookError 'invalid-argument' for a network that is only read */
function refuseTraining(where: string, config: SquintConfig): void {
  if (!isOfficial({ config })) return;
  throw new TissuebookError(
    'invalid-argument',
    `${where}: the network of the authors' code is read here, not trained.`,
    {
      argument: 'layout',
      found: config.layout,
      advice: "Convert their checkpoint (tissuebook convert) and load it, or train with preset 'paper'.",
    },
  );
}
