import type { AnnData } from '../../data';
import { Parameters, Random, type TrainingRun } from '../../engine';
import { TissuebookError } from '../../errors';
import { fingerprint } from '../training/fingerprint';
import { fitModel } from '../training/fitModel';
import type { FitOptions } from '../contract/tissueModel';
import { maskingRounds } from '../training/maskingRounds';
import { drawTiles, placesBySection } from '../training/tiles';
import { marked, placesOfCells, scatterRows } from './cells';
import type { CifmConfig } from './config';
import { judge } from './evaluate';
import { createNetwork } from './network';
import { embedCells } from './passes';
import { CifmResult, writeResults, type CifmFacts } from './results';
import { formOf, type CifmState } from './state';
import { meanDegree, readTissue, type Tissue } from './tissue';
import { CifmTrainer, stepsPerEpoch } from './trainer';
import { bestConstant, hasZeros } from './baseline';

/** Options of cifm.fit(). */
export interface CifmFitOptions extends FitOptions {
  /** Cells by number that judge the training instead of the share of the configuration. */
  validation?: ArrayLike<number>;
}

/** Cells of a validation tile, at most: a few neighborhoods (ours). */
const VALIDATION_TILE = 100;
/** Rounds of masked cells that judge an epoch; all of them judge the finished model. */
const QUICK_ROUNDS = 3;
/** How often training looks at the validation cells. */
const LOOKS = 30;

/** Which cells do what in a run, as places in the tissue. */
interface Roles {
  readonly held: Uint8Array;
  readonly validation: Int32Array;
  /** Held out or for validation: they take no part in training. */
  readonly absent: Uint8Array;
  readonly open: Int32Array;
}

/** Reads the data and starts the run; `keep` gets the trained state. Everything wrong with the data is said before it starts. */
export function startFit(
  config: CifmConfig,
  adata: AnnData,
  options: CifmFitOptions,
  keep: (state: CifmState) => void,
): TrainingRun<CifmResult> {
  const { epochs = config.epochs, write = true, checkpoint } = options;
  const tissue = readTissue('cifm.fit', adata, config);
  const random = new Random(config.seed);
  const { held, validation, absent, open } = giveRoles(tissue, config, options, random.fork('validation'));

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
  return fitModel<CifmState, CifmResult>({
    title: 'CI-FM',
    state,
    epochs,
    stepsPerEpoch: stepsPerEpoch(config, open),
    cellsPerStep: Math.min(config.batchSize, open.length),
    signal: options.signal,
    checkpoint:
      checkpoint === undefined
        ? undefined
        : {
            path: checkpoint,
            identity: {
              model: 'cifm',
              config,
              epochs,
              data: fingerprint(tissue.features, tissue.matrix, tissue.points, tissue.section, open, validation),
            },
          },
    makeTrainer: () => {
      const sizes = { genes: tissue.features.length, dim: config.dim, hidden: config.hidden };
      createNetwork(state.parameters, formOf(state), sizes, random.fork('start values'));
      return new CifmTrainer(state, tissue, absent, open, epochs, random.fork('training'));
    },
    ...(validation.length > 0 && {
      judge: async (epoch: number) => {
        const look = epoch === epochs - 1 || (epoch + 1) % every === 0 || epoch === 0;
        return look ? (await judge(state, tissue, rounds.slice(0, QUICK_ROUNDS), held)).model : undefined;
      },
    }),
    keep,
    finish: async (progress) => {
      const judgement = validation.length > 0 ? await judge(state, tissue, rounds, held) : undefined;
      const facts: CifmFacts = {
        config,
        radius: tissue.radius,
        degree,
        balanced,
        judgement,
        genes: tissue.features.length,
        cells: open.length,
        epochs: progress.epochs,
        ending: progress.ending,
        first: progress.reports[0]?.losses ?? {},
        last: progress.reports.at(-1)?.losses ?? {},
      };
      if (write) writeResults(adata, await embedTissue(state, tissue, held), facts, progress.reports);
      return new CifmResult(facts);
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

function giveRoles(tissue: Tissue, config: CifmConfig, options: CifmFitOptions, random: Random): Roles {
  const size = tissue.cells.length;
  const held = marked(size, placesOfCells('cifm.fit', tissue, options.heldOut ?? []));
  const free = Int32Array.from(held.keys()).filter((at) => !held[at]);
  const asked = options.validation && placesOfCells('cifm.fit', tissue, options.validation).filter((at) => at >= 0);
  const validation = asked ?? drawValidation(tissue, free, config.validation, random);
  const judging = marked(size, validation);
  const absent = held.map((value, at) => value | judging[at]!);
  const open = free.filter((at) => !judging[at]);
  if (open.length < 2) {
    throw new TissuebookError('invalid-argument', `cifm.fit: ${open.length} cells are left to train on.`, {
      argument: 'heldOut',
      found: open.length,
      advice: 'Leave out fewer cells; cells that express nothing do not count.',
    });
  }
  return { held, validation, absent, open };
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
