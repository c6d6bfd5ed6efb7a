import type { AnnData } from '../../data';
import { countParameters, Parameters, Random, type TrainingRun } from '../../engine';
import type { FitOptions, ModelSummary } from '../contract';
import type { StartWeights } from '../training/baseModel';
import { evaluateCells, type CellEvaluation } from '../training/cellEvaluation';
import { unmarked } from '../training/cells';
import { runSummary } from '../training/describeRun';
import { estimateTraining } from '../training/estimateTraining';
import { fingerprint } from '../training/fingerprint';
import { fitModel } from '../training/fitModel';
import { maskingRounds } from '../training/maskingRounds';
import { giveRoles } from '../training/roles';
import { drawShare } from '../training/tiles';
import { CellWeights } from '../training/watch/cellWeights';
import { bestConstant, hasZeros } from './baseline';
import type { CifmConfig } from './config';
import { embedCells, predictCells } from './inference';
import { cifmLook } from './look';
import { createNetwork } from './network';
import { CifmResult, type CifmSummary, writeResults } from './results';
import { cifmReader, formOf, sizesOf, type CifmState } from './state';
import { meanDegree, placesOfCells, readTissue, scatterRows, type Tissue } from './tissue';
import { CifmTrainer, stepsPerEpoch } from './trainer';

/** Cells of a validation tile, at most: a few neighborhoods (ours). */
const VALIDATION_TILE = 100;
/** Rounds of masked cells that an epoch is validated on; all of them evaluate the finished model. */
const QUICK_ROUNDS = 3;
/** How often training looks at the validation cells. */
const LOOKS = 30;
/** Beside the arithmetic of a step; for a cell its evaluation and its embedding (measured on two CPU cores). */
const SECONDS = { step: 0.01, cell: 5e-5 };
/** Arithmetic of one message for each unit of its width, in multiplications: it is bound by memory, not by arithmetic. */
const MESSAGE_WORK = 20;

/** Reads the data and starts the run; `keep` gets the trained state. Everything wrong with the data is said before it starts. */
export function startFit(
  config: CifmConfig,
  adata: AnnData,
  options: FitOptions,
  from: StartWeights<CifmState> | undefined,
  keep: (state: CifmState) => void,
): TrainingRun<CifmResult> {
  const { epochs = config.epochs, write = true } = options;
  const tissue = readTissue('cifm.fit', adata, config);
  const random = new Random(config.seed);
  const { held, validation, absent, trained } = giveRoles('cifm.fit', options, {
    size: tissue.cells.length,
    nObs: tissue.nObs,
    placesOf: (cells) => placesOfCells(tissue, cells),
    draw: (free) => drawShare(tissue, free, config.validation, VALIDATION_TILE, random.fork('validation')),
  });
  const degree = meanDegree(tissue.graph, absent);
  const balanced = config.loss === 'auto' ? hasZeros(tissue.matrix, trained) : config.loss === 'balanced';
  const state: CifmState = {
    config,
    features: tissue.features,
    radius: tissue.radius,
    pool: config.pool === 'sum' ? 1 : degree,
    balanced,
    constant: bestConstant(tissue.matrix, trained, balanced),
    parameters: new Parameters(),
  };
  const weights = new CellWeights(tissue.cells.length);
  const rounds = maskingRounds(validation, config.mask, config.seed);
  const evaluate = (some: readonly Int32Array[]): Promise<CellEvaluation> =>
    evaluateCells(tissue, {
      rounds: some,
      absent: held,
      constant: state.constant,
      balanced,
      predict: (cells, masked) => predictCells(state, tissue, cells, { absent: held, masked }),
    });
  const every = Math.max(1, Math.round(epochs / LOOKS));
  const validate = async (epoch: number): Promise<number | undefined> => {
    const look = epoch === epochs - 1 || (epoch + 1) % every === 0 || epoch === 0;
    return look ? (await evaluate(rounds.slice(0, QUICK_ROUNDS))).model : undefined;
  };
  return fitModel<CifmState, CifmResult>({
    title: 'CI-FM',
    state,
    options,
    from,
    reader: cifmReader,
    identity: {
      model: 'cifm',
      config,
      data: fingerprint(tissue.features, tissue.matrix, tissue.points, tissue.section, trained, validation),
    },
    create: (parameters) => createNetwork(parameters, formOf(state), sizesOf(state), random.fork('start values')),
    stages: [
      {
        name: 'tissue',
        epochs,
        stepsPerEpoch: stepsPerEpoch(config, trained.length),
        cellsPerStep: Math.min(config.batchSize, trained.length),
        makeTrainer: () =>
          new CifmTrainer(state, tissue, absent, trained, weights, epochs, random.fork('training'), options.peers),
        ...(validation.length > 0 && { validate }),
      },
    ],
    watch: {
      look: cifmLook(state, tissue, held),
      steering: { weights, trained, placesOf: (cells) => placesOfCells(tissue, cells) },
    },
    keep,
    finish: async (progress) => {
      const summary: CifmSummary = {
        ...runSummary(config, trained.length, progress),
        radius: tissue.radius,
        degree,
        balanced,
        genes: tissue.features.length,
        validation: validation.length > 0 ? await evaluate(rounds) : undefined,
      };
      if (write) writeResults(adata, await embedTissue(state, tissue, held), summary, progress.reports);
      return new CifmResult(summary);
    },
  });
}

/** Microenvironments of all cells of the data [nObs, dim]; zero for void and held-out cells. */
export async function embedTissue(state: CifmState, tissue: Tissue, absent: Uint8Array): Promise<Float32Array> {
  const there = unmarked(absent);
  const masked = new Uint8Array(absent.length);
  const rows = await embedCells(state, tissue, there, { absent, masked });
  return scatterRows(tissue, there, rows, state.config.dim);
}

/** What training on some data would take. */
export function summarize(config: CifmConfig, adata: AnnData, epochs: number): Promise<ModelSummary> {
  const tissue = readTissue('cifm.summary', adata, config);
  const { dim, hidden, encoderLayers, decoderLayers, mask } = config;
  const cells = tissue.cells.length;
  const genes = tissue.features.length;
  const degree = meanDegree(tissue.graph, new Uint8Array(cells));
  const create = (parameters: Parameters): void =>
    createNetwork(parameters, formOf({ config, pool: degree }), { genes, dim, hidden }, new Random(0));
  const nodes = Math.min(cells, config.batchSize);
  // Only masked cells are asked of the last layer; all others pass every layer.
  const layers = encoderLayers + decoderLayers;
  const messages = nodes * degree * (layers - 1 + mask);
  const moving = nodes * degree * Math.max(0, layers - 2) * 2 * hidden * hidden;
  const work = nodes * countParameters(create).trained + messages * hidden * MESSAGE_WORK + moving;
  return estimateTraining({
    model: 'CI-FM',
    cells,
    features: genes,
    epochs,
    stepsPerEpoch: stepsPerEpoch(config, Math.round(cells * (1 - config.validation))),
    create,
    // What is best for all cells alike.
    state: genes,
    // Forward once, backward twice.
    multiplications: 3 * work,
    activations: messages * (4 * hidden + 8) + nodes * (3 * genes + layers * (4 * hidden + 2 * dim)),
    results: dim,
    seconds: SECONDS,
  });
}
