import type { AnnData } from '../../data';
import { Parameters, Random, type TrainingRun } from '../../engine';
import { totalsOf } from '../../prepare/filters/limits';
import type { FitOptions } from '../contract';
import type { StartWeights } from '../training/baseModel';
import { runSummary } from '../training/describeRun';
import { fingerprint } from '../training/fingerprint';
import { fitModel } from '../training/fitModel';
import { giveRoles } from '../training/roles';
import { CellWeights } from '../training/watch/cellWeights';
import { spaformerReader } from './checkpoint';
import type { SpaformerConfig } from './config';
import { fieldSizeOf } from './fields';
import { inferAll } from './inference';
import { createSpaformer } from './network';
import { SpaformerResult, writeResults } from './results';
import type { SpaformerState } from './state';
import { readTissue, type Tissue } from './tissue';
import { trainingStage, validator } from './training';

/** Reads the data and starts the run; `keep` gets the trained state. Everything wrong with the data is said before it starts. */
export function startFit(
  config: SpaformerConfig,
  adata: AnnData,
  options: FitOptions,
  from: StartWeights<SpaformerState> | undefined,
  keep: (state: SpaformerState) => void,
): TrainingRun<SpaformerResult> {
  const { epochs = config.epochs, write = true } = options;
  const tissue = readTissue('spaformer.fit', adata, config);
  const { cells, features, radius } = tissue;
  const { validation, trained: open } = giveRoles('spaformer.fit', options, { size: cells, nObs: cells });
  const depth = open.reduce((sum, cell) => sum + tissue.totals[cell]!, 0) / open.length || 1;
  const state: SpaformerState = { config, features, radius, depth, parameters: new Parameters() };
  const random = new Random(config.seed);
  const weights = new CellWeights(cells);
  const matrix = adata.matrix();
  return fitModel<SpaformerState, SpaformerResult>({
    title: 'SpaFormer',
    state,
    options,
    from,
    reader: spaformerReader,
    identity: {
      model: 'spaformer',
      config,
      data: fingerprint(features, matrix, tissue.points, tissue.section, open, validation, ...known(tissue)),
    },
    create: (parameters) =>
      createSpaformer(parameters, config, { genes: features.length }, random.fork('start values')),
    stages: [
      {
        ...trainingStage(state, tissue, open, weights, epochs),
        ...(validation.length > 0 && { validate: validator(state, tissue, validation) }),
      },
    ],
    watch: { steering: { weights, trained: open, company: true } },
    keep,
    finish: async (progress) => {
      const notices = [...progress.notices, ...noticesOf(tissue, config)];
      const summary = { ...runSummary(config, open.length, { ...progress, notices }), radius };
      if (write) writeResults(adata, (await inferAll(state, tissue)).latents, summary, progress.reports);
      return new SpaformerResult(summary);
    },
  });
}

const known = ({ observed }: Tissue): Int32Array[] => (observed ? [Int32Array.from(observed)] : []);

/** What a reader has to know of the data. */
function noticesOf(tissue: Tissue, config: SpaformerConfig): string[] {
  const { totals, graph, cells, features } = tissue;
  const empty = totals.filter((total) => total === 0).length;
  let alone = 0;
  for (let i = 0; i < cells; i++) if (graph.neighbors(i).length === 0) alone++;
  const silent = genesWithoutCounts(tissue);
  const size = fieldSizeOf(config);
  const large = [...fieldSizes(tissue)].filter((count) => count > size);
  return [
    ...(silent.length > 0
      ? [
          `${silent.length} of ${features.length} genes have no count in any cell: what is said of them is learned from zeros (${silent.slice(0, 8).join(', ')}).`,
        ]
      : []),
    // A tissue without fields of view is always cut.
    ...(large.length > 0 && config.section !== ''
      ? [
          `${large.length} fields of view hold more than ${size} cells (up to ${Math.max(...large)}) and are cut into tiles that do not look at each other.`,
        ]
      : []),
    ...(empty > 0
      ? [`${empty} of ${cells} cells hold no counts: what is said of them follows from the cells around.`]
      : []),
    ...(alone > cells / 4 ? [`${alone} of ${cells} cells have no neighbor within the radius: give a larger one.`] : []),
  ];
}

function genesWithoutCounts({ counts, features }: Tissue): string[] {
  const { totals } = totalsOf(counts, 'columns');
  return features.filter((_, j) => totals[j] === 0);
}

/** Cells of each field of view. */
function fieldSizes({ section }: Tissue): Iterable<number> {
  const sizes = new Map<number, number>();
  for (const field of section) sizes.set(field, (sizes.get(field) ?? 0) + 1);
  return sizes.values();
}
