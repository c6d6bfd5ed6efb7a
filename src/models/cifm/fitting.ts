import type { AnnData } from '../../data';
import { Parameters, Random, type TrainingRun } from '../../engine';
import type { FitOptions } from '../contract';
import type { StartWeights } from '../training/baseModel';
import { runSummary } from '../training/describeRun';
import { fingerprint } from '../training/fingerprint';
import { fitModel } from '../training/fitModel';
import { maskingRounds } from '../training/maskingRounds';
import { giveRoles } from '../training/roles';
import { drawTiles, placesBySection } from '../training/tiles';
import { bestConstant, hasZeros } from './baseline';
import { placesOfCells, scatterRows } from './cells';
import { cifmReader } from './checkpoint';
import type { CifmConfig } from './config';
import { evaluate } from './evaluate';
import { createNetwork } from './network';
import { embedCells } from './passes';
import { CifmResult, type CifmSummary, writeResults } from './results';
import { formOf, sizesOf, type CifmState } from './state';
import { meanDegree, readTissue, type Tissue } from './tissue';
import { CifmTrainer, stepsPerEpoch } from './trainer';

/** Cells of a validation tile, at most: a few neighborhoods (ours). */
const VALIDATION_TILE = 100;
/** Rounds of masked cells that an epoch is validated on; all of them evaluate the finished model. */
const QUICK_ROUNDS = 3;
/** How often training looks at the validation cells. */
const LOOKS = 30;

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
  const { held, validation, absent, open } = giveRoles('cifm.fit', options, {
    size: tissue.cells.length,
    nObs: tissue.nObs,
    placesOf: (cells) => placesOfCells(tissue, cells),
    draw: (free) => drawValidation(tissue, free, config.validation, random.fork('validation')),
  });
  const degree = meanDegree(tissue.graph, absent);
  const balanced = config.loss === 'auto' ? hasZeros(tissue.matrix, open) : config.loss === 'balanced';
  const state: CifmState = {
    config,
    features: tissue.features,
    radius: tissue.radius,
    pool: config.pool === 'sum' ? 1 : degree,
    balanced,
    constant: bestConstant(tissue.matrix, open, balanced),
    parameters: new Parameters(),
  };
  const rounds = maskingRounds(validation, config.mask, config.seed);
  const every = Math.max(1, Math.round(epochs / LOOKS));
  const validate = async (epoch: number): Promise<number | undefined> => {
    const look = epoch === epochs - 1 || (epoch + 1) % every === 0 || epoch === 0;
    return look ? (await evaluate(state, tissue, rounds.slice(0, QUICK_ROUNDS), held)).model : undefined;
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
      data: fingerprint(tissue.features, tissue.matrix, tissue.points, tissue.section, open, validation),
    },
    create: (parameters) => createNetwork(parameters, formOf(state), sizesOf(state), random.fork('start values')),
    stages: [
      {
        name: 'tissue',
        epochs,
        stepsPerEpoch: stepsPerEpoch(config, open),
        cellsPerStep: Math.min(config.batchSize, open.length),
        makeTrainer: () => new CifmTrainer(state, tissue, absent, open, epochs, random.fork('training')),
        ...(validation.length > 0 && { validate }),
      },
    ],
    keep,
    finish: async (progress) => {
      const summary: CifmSummary = {
        ...runSummary(config, open.length, progress),
        radius: tissue.radius,
        degree,
        balanced,
        genes: tissue.features.length,
        validation: validation.length > 0 ? await evaluate(state, tissue, rounds, held) : undefined,
      };
      if (write) writeResults(adata, await embedTissue(state, tissue, held), summary, progress.reports);
      return new CifmResult(summary);
    },
  });
}

/** Microenvironments of all cells of the data [nObs, dim]; zero for void and held-out cells. */
export async function embedTissue(state: CifmState, tissue: Tissue, absent: Uint8Array): Promise<Float32Array> {
  const there = Int32Array.from(absent.keys()).filter((at) => !absent[at]);
  const masked = new Uint8Array(absent.length);
  const rows = await embedCells(state, tissue, there, { absent, masked });
  return scatterRows(tissue, there, rows, state.config.dim);
}

/** Contiguous tiles that together hold about the wanted share of the cells; none where that would be less than a tile. */
function drawValidation(tissue: Tissue, free: Int32Array, share: number, random: Random): Int32Array {
  const wanted = Math.round(share * free.length);
  const tile = Math.min(VALIDATION_TILE, Math.ceil(wanted / 3));
  if (tile < 3) return new Int32Array(0);
  const groups = placesBySection(tissue.section, free).map((places) => places.map((at) => free[at]!));
  const [x, y] = [tissue.points.column(0), tissue.points.column(1)] as [Float64Array, Float64Array];
  const chosen: number[] = [];
  for (const cells of drawTiles(x, y, groups, tile, random)) {
    if (chosen.length + cells.length > wanted) break;
    chosen.push(...cells);
  }
  return Int32Array.from(chosen);
}
