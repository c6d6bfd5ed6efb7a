import type { AnnData, MuData } from '../../data';
import { Parameters, Random, type TrainingRun } from '../../engine';
import { TissuebookError } from '../../errors';
import type { FitOptions } from '../contract';
import type { StartWeights } from '../training/baseModel';
import { runSummary } from '../training/describeRun';
import { fingerprint } from '../training/fingerprint';
import { fitModel } from '../training/fitModel';
import { giveRoles, type Roles } from '../training/roles';
import { createAll, scmoformerReader } from './checkpoint';
import type { ScmoformerConfig } from './config';
import { answer } from './inference';
import { type Memory, readMemory, sizesOf } from './memory';
import { type Pairs, readPairs } from './pairs';
import { drawContext } from './preparation';
import { findPriors } from './priors';
import { ScmoformerResult, type ScmoformerSummary, writeResults } from './results';
import type { ScmoformerState } from './state';
import { type TrainingCells, TrainingGraph, trainingStage } from './training';

/** Cells that the shift by company is measured on: at most so many, and no more than this part of the training cells (ours). */
const ASKED = { most: 256, part: 0.2 };

/** Reads the data and starts the run; `keep` gets the trained state. Everything wrong with the data is said before it starts. */
export function startFit(
  config: ScmoformerConfig,
  data: AnnData | MuData,
  options: FitOptions,
  from: StartWeights<ScmoformerState> | undefined,
  keep: (state: ScmoformerState) => void,
): TrainingRun<ScmoformerResult> {
  const where = 'scmoformer.fit';
  const { epochs = config.epochs, write = true } = options;
  const mdata = data as MuData;
  const pairs = readPairs(where, data, config);
  const { priors, notices } = findPriors(where, { rna: pairs.table, proteins: pairs.proteins }, config);
  const random = new Random(config.seed);
  const { roles, graphCells, trained } = rolesOf(where, pairs, options, config, random.fork('validation'));
  const x = graphCells.length === pairs.x.rows ? pairs.x : pairs.x.takeRows(graphCells);
  const context = x.takeRows(drawContext(x, config.contextCells, random.fork('context')));
  const cells: TrainingCells = { x, ...targetsOf(pairs, graphCells), priors, context };
  const sizes = sizesOf({ priors, context });
  const state: ScmoformerState = {
    config,
    features: pairs.genes,
    proteins: pairs.proteins.var.index,
    counts: pairs.counts,
    sizes,
    encoded: priors.genes.stored > 0,
    transductive: graphCells.length > trained.length,
    parameters: new Parameters(),
  };
  const graph = new TrainingGraph(state, cells);
  const set = { x: pairs.x.takeRows(roles.validation), y: targetsOf(pairs, roles.validation).y };
  const run = fitModel<ScmoformerState, ScmoformerResult>({
    title: 'scMoFormer',
    state,
    options,
    from,
    reader: scmoformerReader,
    identity: { model: 'scmoformer', config, data: identityOf(pairs, cells, graphCells, roles) },
    create: (parameters) => createAll(state, parameters, random.fork('start values')),
    stages: [
      {
        ...trainingStage(state, graph, epochs),
        ...(roles.validation.length > 0 && { validate: () => graph.validate(set.x, set.y) }),
      },
    ],
    watch: { look: 'what it answers from is put together only when its training ends' },
    keep,
    finish: async (progress) => {
      const asked = roles.validation.length > 0 ? 'validation' : 'training';
      const most = Math.max(1, Math.min(ASKED.most, Math.floor(ASKED.part * trained.length)));
      const some = (asked === 'validation' ? roles.validation : trained).slice(0, most);
      const summary: ScmoformerSummary = {
        ...runSummary(config, trained.length, { ...progress, notices: [...progress.notices, ...pairs.notices, ...notices] }),
        genes: state.features.length,
        proteins: state.proteins.length,
        kind: state.transductive || config.company === 'data' ? 'transductive' : 'inductive',
        contextCells: context.rows,
        asked,
        ...(await moved(state, pairs, some)),
      };
      const memory = memoryOf(state);
      if (write) {
        const { vectors } = await answer(state, memory, pairs.x, { company: config.company, want: 'vectors' });
        writeResults(mdata, pairs.table, vectors, summary, progress.reports);
      }
      await graph.dispose();
      return new ScmoformerResult(summary);
    },
  });
  void run.catch(() => graph.dispose());
  return run;
} // prettier-ignore

/** Memories that were read out of their parameters. */
const MEMORIES = new WeakMap<ScmoformerState, Memory>();

/** The memory of a trained state. */
export function memoryOf(state: ScmoformerState): Memory {
  const { parameters, sizes, features, proteins, config } = state;
  const shape = { genes: features.length, proteins: proteins.length, rank: config.rank };
  const memory = MEMORIES.get(state) ?? readMemory(parameters.at('memory'), sizes, shape);
  MEMORIES.set(state, memory);
  return memory;
}

/** Rows of the RNA by role: cells with proteins are trained on or set aside, others are company unless they are held out. */
function rolesOf(
  where: string,
  { x, row, measured, nObs }: Pairs,
  options: FitOptions,
  { validationShare }: ScmoformerConfig,
  random: Random,
): { roles: Roles; graphCells: Int32Array; trained: Int32Array } {
  const roles = giveRoles(where, options, {
    size: x.rows,
    nObs,
    placesOf: (cells) => cells.map((cell) => row[cell]!),
    draw: (free) => {
      const known = free.filter((cell) => measured[cell]! >= 0);
      const chosen = random.permutation(known.length).subarray(0, Math.round(validationShare * known.length));
      return Int32Array.from(chosen, (at) => known[at]!).sort();
    },
  });
  const trained = roles.trained.filter((cell) => measured[cell]! >= 0);
  const validation = roles.validation.filter((cell) => measured[cell]! >= 0);
  if (trained.length < 2) {
    throw new TissuebookError(
      'invalid-argument',
      `${where}: ${trained.length} cells with proteins are left to train on.`,
      {
        argument: 'heldOut',
        found: trained.length,
        advice: 'Leave out fewer cells.',
      },
    );
  }
  return { roles: { ...roles, validation }, graphCells: roles.trained, trained };
}

function targetsOf({ y, measured, proteins }: Pairs, cells: Int32Array): { y: Float32Array; measured: Float32Array } {
  const width = proteins.nVars;
  const out = { y: new Float32Array(cells.length * width), measured: new Float32Array(cells.length) };
  cells.forEach((cell, at) => {
    const row = measured[cell]!;
    if (row < 0) return;
    out.y.set(y.subarray(row * width, (row + 1) * width), at * width);
    out.measured[at] = 1;
  });
  return out;
}

function identityOf(pairs: Pairs, { priors, y }: TrainingCells, cells: Int32Array, { validation }: Roles): string {
  const graphs = [priors.links, priors.genes, priors.proteins].flatMap(({ indptr, indices }) => [indptr, indices]);
  return fingerprint([...pairs.genes, ...pairs.proteins.var.index], pairs.x, { values: y }, cells, validation, ...graphs);
} // prettier-ignore

/** How far answers of some cells move by company, and their error among training cells. */
async function moved(
  state: ScmoformerState,
  pairs: Pairs,
  cells: Int32Array,
): Promise<{ companyShift: number; error: number }> {
  const memory = memoryOf(state);
  const x = pairs.x.takeRows(cells);
  const among = await answer(state, memory, x, { company: 'training', want: 'values' });
  const alone = await answer(state, memory, x, { company: 'data', want: 'values' });
  const { y } = targetsOf(pairs, cells);
  const root = (other: Float32Array): number =>
    Math.sqrt(among.values.reduce((sum, value, at) => sum + (value - other[at]!) ** 2, 0) / Math.max(1, y.length));
  return { companyShift: root(alone.values), error: root(y) };
}
