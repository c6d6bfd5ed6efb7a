import { cellsOf, DenseMatrix, type MuData, type SparseMatrix, valuesOf } from '../../data';
import { Parameters, Random, startEngine, type TrainingRun } from '../../engine';
import type { FitOptions } from '../contract';
import type { StartWeights } from '../training/baseModel';
import { runSummary } from '../training/describeRun';
import { fingerprint } from '../training/fingerprint';
import { fitModel, type Progress } from '../training/fitModel';
import { giveRoles } from '../training/roles';
import { createAll, scmognnReader } from './checkpoint';
import type { ScmognnConfig } from './config';
import { DecoupledPairs } from './decoupledTraining';
import { embedAll } from './inference';
import { type Pairs, readPairs, takeRowsOnce } from './pairs';
import { priorOf } from './priorOf';
import { PredictionGraph } from './predictionTraining';
import { ScmognnResult, type ScmognnSummary, writeResults } from './results';
import type { InputSpec, ScmognnState } from './state';

/** Modalities with no more features than this are taken as they are (ours; the authors do so with 134 proteins). */
const AS_GIVEN = 200;

/** Reads the data and starts the run; `keep` gets the trained state. Everything wrong with the data is said before it starts. */
export function startFit(
  config: ScmognnConfig,
  mdata: MuData,
  options: FitOptions,
  from: StartWeights<ScmognnState> | undefined,
  keep: (state: ScmognnState) => void,
): TrainingRun<ScmognnResult> {
  const where = 'scmognn.fit';
  const { epochs = config.epochs, write = true } = options;
  const pairs = readPairs(where, mdata, config);
  const random = new Random(config.seed);
  const place = new Map(Array.from(pairs.cells, (cell, at) => [cell, at]));
  const { trained, validation } = giveRoles(where, options, {
    size: pairs.cells.length,
    nObs: mdata.nObs,
    placesOf: (cells) => cells.map((cell) => place.get(cell) ?? -1),
    draw: (free) => drawn(free, config.validationShare, random.fork('validation')),
  });
  const prior = priorOf(pairs.first.table, config);
  const { types, codes } = typesOf(mdata, pairs.cells, trained, config, options.labels);
  const cycle = phasesOf(mdata, pairs.cells, trained, config);
  const state = {
    ...describeState(config, pairs, trained.length),
    types,
    phases: cycle.names,
    prior: prior !== undefined,
    parameters: new Parameters(),
  };
  const part = (rows: Int32Array) => ({
    x: takeRowsOnce(pairs.x, rows),
    y: takeRowsOnce(pairs.y, rows),
    types: rows.map((row) => codes[row]),
    phases: cycle.values.takeRows(rows),
  });
  const [learned, aside] = [part(trained), part(validation)];
  const graph = config.task === 'prediction' ? new PredictionGraph(state, { ...learned, prior }) : undefined;
  const decoupled = graph ? undefined : new DecoupledPairs(state, learned);
  const validate = () => graph?.validate(aside.x, aside.y) ?? decoupled!.validate(aside);
  const run = fitModel<ScmognnState, ScmognnResult>({
    title: 'scMoGNN',
    state,
    options,
    from,
    reader: scmognnReader,
    identity: { model: 'scmognn', config, data: identityOf(pairs, { codes, cycle }, prior, [trained, validation]) },
    create: (parameters) => createAll(state, parameters, random.fork('start values')),
    stages: [
      {
        ...(graph ?? decoupled!).stage(epochs),
        ...(validation.length >= 2 && { validate }),
      },
    ],
    watch: { look: 'what it answers from is put together only when its training ends' },
    keep,
    finish: async (progress) => {
      await startEngine();
      graph?.remember();
      const summary = summaryOf(state, trained.length, pairs.notices, prior, progress);
      if (write) {
        const vectors = config.task === 'matching' ? undefined : await embedAll('scmognn.fit', state, mdata);
        writeResults(mdata, vectors, summary, progress.reports);
      }
      return new ScmognnResult(summary);
    },
  });
  return run;
}

/** What is known of a model before it is trained. @param cells that it is trained on */
export function describeState(
  config: ScmognnConfig,
  { first, second, x, y }: Pairs,
  cells = x.rows,
): Omit<ScmognnState, 'parameters'> {
  return {
    config,
    features: first.features,
    targets: second.features,
    modalities: [first.name, second.name],
    inputs: [inputSpec(config, x, cells), inputSpec(config, y, cells)],
    types: [],
    phases: [],
    prior: config.prior !== '' && config.task === 'prediction',
  };
}

function drawn(free: Int32Array, share: number, random: Random): Int32Array {
  const count = Math.floor(share * free.length);
  return count < 2 ? new Int32Array(0) : Int32Array.from(random.choice(free.length, count), (at) => free[at]).sort();
}

/** The types that are learned, and the code of each pair's, -1 for none. */
function typesOf(
  mdata: MuData,
  cells: Int32Array,
  trained: Int32Array,
  { task }: ScmognnConfig,
  labels: string | undefined,
): { types: string[]; codes: Int32Array } {
  if (labels === undefined || task !== 'joint') return { types: [], codes: new Int32Array(cells.length).fill(-1) };
  const values = valuesOf(cellsOf(mdata).column(labels));
  const names = Array.from(cells, (cell) => (values[cell] === null ? null : String(values[cell])));
  const types = [...new Set(Array.from(trained, (row) => names[row]))].filter((name) => name !== null).sort();
  return { types, codes: Int32Array.from(names, (name) => (name === null ? -1 : types.indexOf(name))) };
}

/** Columns of the cell cycle that a joint embedding learns. */
interface Phases {
  readonly names: readonly string[];
  /** [pairs, names]: 1 for a cell's phase and 0 for others, or its score; NaN where none is known. */
  readonly values: DenseMatrix;
}

/** Phases by name, those of the cells that are trained on, or a score. */
function phasesOf(mdata: MuData, cells: Int32Array, trained: Int32Array, { task, phase }: ScmognnConfig): Phases {
  if (phase === '' || task !== 'joint')
    return { names: [], values: new DenseMatrix(cells.length, 0, new Float32Array(0)) };
  const all = valuesOf(cellsOf(mdata).column(phase));
  const own = Array.from(cells, (cell) => all[cell] ?? null);
  if (own.every((value) => value === null || typeof value === 'number')) {
    return {
      names: [phase],
      values: new DenseMatrix(
        cells.length,
        1,
        Float32Array.from(own, (value) => Number(value ?? NaN)),
      ),
    };
  }
  const names = [...new Set(Array.from(trained, (row) => own[row]))]
    .filter((name) => name !== null)
    .map(String)
    .sort();
  const known = (name: unknown): boolean => name !== null && names.includes(String(name));
  const values = own.flatMap((value) => names.map((name) => (known(value) ? Number(String(value) === name) : NaN)));
  return { names, values: new DenseMatrix(cells.length, names.length, Float32Array.from(values)) };
}

function inputSpec({ inputs, components }: ScmognnConfig, matrix: { columns: number }, cells: number): InputSpec {
  if (matrix.columns <= AS_GIVEN) return { kind: 'given', width: matrix.columns };
  return { kind: inputs, width: Math.max(1, Math.min(components, cells - 2, matrix.columns - 2)) };
}

function identityOf(
  pairs: Pairs,
  { codes, cycle }: { codes: Int32Array; cycle: Phases },
  prior: SparseMatrix | undefined,
  roles: readonly Int32Array[],
): string {
  const graph = prior ? [prior.indptr, prior.indices] : [];
  const names = [...pairs.first.features, ...pairs.second.features, ...cycle.names];
  const second = fingerprint([], pairs.y, { values: [] });
  return fingerprint([...names, second], pairs.x, cycle.values, codes, ...graph, ...roles);
}

function summaryOf(
  { config, modalities, features, targets, parameters }: ScmognnState,
  cells: number,
  notices: readonly string[],
  prior: SparseMatrix | undefined,
  progress: Progress,
): ScmognnSummary {
  const weights = { prediction: ['gnn.w'], matching: ['net1.w', 'net2.w'], joint: ['net.w'] }[config.task];
  const given = config.temperature === 'auto' ? undefined : config.temperature;
  const learned = config.task === 'matching' && (given ?? Math.exp(-parameters.get('log_scale').dataSync()[0]));
  return {
    ...runSummary(config, cells, { ...progress, notices: [...progress.notices, ...notices] }),
    modalities,
    features: features.length,
    targets: targets.length,
    layerWeights: weights.flatMap((name) => [...parameters.get(name).dataSync()]),
    ...(learned !== false && { temperature: learned }),
    priorEdges: prior?.stored ?? 0,
  };
}
