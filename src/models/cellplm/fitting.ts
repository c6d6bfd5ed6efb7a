import type { AnnData } from '../../data';
import { Parameters, Random, readCardSync, type TrainingRun } from '../../engine';
import type { FitOptions } from '../contract';
import type { StartWeights } from '../training/baseModel';
import { runSummary } from '../training/describeRun';
import { fingerprint } from '../training/fingerprint';
import { fitModel, type Progress } from '../training/fitModel';
import { giveRoles } from '../training/roles';
import { CellWeights } from '../training/watch/cellWeights';
import { cellplmReader } from './checkpoint';
import type { CellplmConfig } from './config';
import { inferCells, vectorOf } from './inference';
import { createNetwork } from './layout';
import { lessonOf, taskOf } from './lesson';
import { CellplmResult, writeResults } from './results';
import { readSamples, type Samples } from './samples';
import type { CellplmState } from './state';

/** Reads the data and starts the run; `keep` gets the trained state. Everything wrong with the data is said before it starts. */
export function startFit(
  config: CellplmConfig,
  tables: readonly AnnData[],
  options: FitOptions,
  from: StartWeights<CellplmState> | undefined,
  keep: (state: CellplmState) => void,
): TrainingRun<CellplmResult> {
  const { epochs = config.epochs, write = true } = options;
  const start = typeof from === 'string' ? describedIn(from) : from;
  const { task, more } = taskOf('cellplm.fit', tables, options);
  const samples = readSamples('cellplm.fit', tables, config, { ...(start && { startFeatures: start.features }), more });
  const { validation, trained: open } = giveRoles('cellplm.fit', options, { size: samples.cells, nObs: samples.cells });
  const lesson = lessonOf('cellplm.fit', tables, samples, options, open, validation);
  const state: CellplmState = {
    config,
    features: samples.features,
    task,
    values: samples.values,
    scale: scaleOf(config, samples, open, start),
    batches: [...new Set(samples.batch)].sort(),
    covariates: start?.covariates ?? { batches: 0, datasets: 0 },
    classes: lesson.classes,
    untrained: untrainedGenes(samples, open, start, lesson.genes),
    parameters: new Parameters(),
  };
  const random = new Random(config.seed);
  const weights = new CellWeights(samples.cells);
  return fitModel<CellplmState, CellplmResult>({
    title: 'CellPLM',
    state,
    options,
    from,
    reader: cellplmReader,
    identity: { model: 'cellplm', config, data: fingerprintOf(samples, open, validation, lesson.targets) },
    create: (parameters) => createNetwork(parameters, state, random.fork('start values')),
    stages: [lesson.stage(state, epochs, weights)],
    watch: { steering: unweighed(state) ?? { weights, trained: open, company: true } },
    keep,
    finish: (progress) =>
      finish(state, samples, open, tables, { ...progress, notices: [...progress.notices, ...lesson.notices] }, write),
  });
}

/** Why the cells of a training are not weighed; undefined where they are. */
function unweighed({ task, config }: CellplmState): string | undefined {
  if (task !== 'expression') return `training it for ${task} does not weigh cells, only its pre-training does`;
  return config.layout === 'official' ? "the objective of the authors' code is taken as they have it" : undefined;
}

/** What a file says of the weights in it; undefined for a file that is none of CellPLM's, which the run refuses. */
function describedIn(path: string): CellplmState | undefined {
  const card = readCardSync(path);
  return card.model === cellplmReader.format.name ? cellplmReader.describe(card, new Parameters()) : undefined;
}

async function finish(
  state: CellplmState,
  samples: Samples,
  open: Int32Array,
  tables: readonly AnnData[],
  progress: Progress,
  write: boolean,
): Promise<CellplmResult> {
  const { config, task, classes } = state;
  const notices = [...progress.notices, ...samples.notices, ...noticesOf(state, samples)];
  const genes = samples.features.length;
  const summary = { ...runSummary(config, open.length, { ...progress, notices }), task, classes, genes };
  if (write && tables.length === 1) {
    const width = config.vector === 'latent' ? config.latent : config.width;
    writeResults(tables[0]!, await inferCells(state, samples, width, vectorOf(state)), summary, progress.reports);
  }
  return new CellplmResult(summary);
}

/** What counts add up to before the logarithm: as configured, as the weights to start from had it, or the median of the cells. */
function scaleOf(config: CellplmConfig, samples: Samples, open: Int32Array, start: CellplmState | undefined): number {
  if (samples.values === 'logs' || config.layout === 'official') return 0;
  if (config.scale !== 'auto') return config.scale;
  if (start && start.scale > 0) return start.scale;
  const totals = Float64Array.from(open, (cell) => samples.totals[cell]!)
    .filter((total) => total > 0)
    .sort();
  return totals[totals.length >> 1] ?? 1;
}

/** Genes that no cell trained on expresses, and that the weights to start from had not learned. */
function untrainedGenes(
  samples: Samples,
  open: Int32Array,
  start: CellplmState | undefined,
  perturbed: readonly string[],
): string[] {
  const { features, x } = samples;
  const seen = new Uint8Array(features.length);
  for (const cell of open) for (let e = x.indptr[cell]!; e < x.indptr[cell + 1]!; e++) seen[x.indices[e]!] = 1;
  const fresh = new Set(start?.untrained);
  const learned = new Set([...(start?.features ?? []).filter((name) => !fresh.has(name)), ...perturbed]);
  return features.filter((name, at) => !seen[at] && !learned.has(name));
}

function fingerprintOf(samples: Samples, ...cells: Int32Array[]): string {
  const { features, x, points, section, batch } = samples;
  const batches = [...new Set(batch)].sort();
  const rows = Int32Array.from(batch, (name) => batches.indexOf(name));
  const known = samples.observed.flatMap((layer) => (layer ? [Int32Array.from(layer)] : []));
  return fingerprint(features, x, { values: points }, section, rows, ...cells, ...known);
}

/** What a reader has to know of the data. */
function noticesOf({ untrained }: CellplmState, { totals, cells, values, batch }: Samples): string[] {
  const empty = totals.filter((total) => total === 0).length;
  const unnamed = batch.some((name) => name === '') && batch.some((name) => name !== '');
  return [
    ...(values === 'logs'
      ? ['X holds logarithms, which are taken as they are; counts would be brought to one total first.']
      : []),
    ...(empty > 0 ? [`${empty} of ${cells} cells hold nothing: what is said of them follows from their company.`] : []),
    ...(untrained.length > 0
      ? [
          `${untrained.length} genes are zero in every cell trained on, and their rows were not trained: ${untrained.slice(0, 8).join(', ')}${untrained.length > 8 ? ', ...' : ''}.`,
        ]
      : []),
    ...(unnamed ? ['Cells without a batch share a row of their own.'] : []),
  ];
}
