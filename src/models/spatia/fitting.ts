import { Parameters, Random, type TrainingRun } from '../../engine';
import type { FitOptions, ModelData } from '../contract';
import type { StartWeights } from '../training/baseModel';
import { runSummary } from '../training/describeRun';
import { fingerprint } from '../training/fingerprint';
import { fitModel, type Stage } from '../training/fitModel';
import { spatiaReader } from './checkpoint';
import { basisOf, expressionCondition } from './flow/condition';
import { FlowStage } from './flow/flowStage';
import { spaceOf } from './flow/flowSource';
import { branchOf, inferVectors } from './inference';
import { createSpatia } from './network';
import { planTraining } from './plan';
import { SpatiaResult, type SpatiaSummary, writeResults } from './results';
import type { SpatiaConfig } from './settings';
import type { SpatiaState } from './state';
import { EmbeddingStages } from './training/embeddingStages';

/** Reads the data and starts the run; `keep` gets the trained state. Everything wrong with the data is said before it starts. */
export function startFit(
  config: SpatiaConfig,
  data: ModelData,
  options: FitOptions,
  from: StartWeights<SpatiaState> | undefined,
  keep: (state: SpatiaState) => void,
): TrainingRun<SpatiaResult> {
  const { input, roles, state: planned, flow: flowData, notices } = planTraining('spatia.fit', data, config, options);
  const state: SpatiaState = { ...planned, parameters: new Parameters() };
  const { branches } = state;
  const embeds = branches.image || branches.genes;
  const embedding = new EmbeddingStages(state, input, roles.trained);
  const source = flowData && spaceOf(state, input, flowData);
  const flow =
    flowData &&
    new FlowStage(state, input, flowData, source!.space, async () => {
      if (!embeds) return expressionCondition(input.genes.x, await basisOf(state));
      return (await inferVectors(state, input, branchOf(state, input))).values;
    });
  const { epochs, write = true } = options;
  const flowEpochs = embeds ? config.flowEpochs : (epochs ?? config.flowEpochs);
  const stages = (): Stage[] => [
    ...(embeds ? embedding.stages(epochs ?? config.epochs, roles.validation) : []),
    ...(source?.stages ?? []),
    ...(flow
      ? [flow.stage(flowEpochs, () => state.parameters.names().filter((name) => !name.startsWith('flow.')))]
      : []),
  ];
  const { x } = input.genes;
  const points = input.points ?? { values: [] };
  return fitModel<SpatiaState, SpatiaResult>({
    title: 'SPATIA',
    state,
    options,
    from,
    reader: spatiaReader,
    identity: {
      model: 'spatia',
      config,
      data: fingerprint(state.features, x, points, input.section, roles.trained, roles.validation, shapesOf(flowData)),
    },
    create: (parameters) => createSpatia(parameters, state, new Random(config.seed).fork('start values')),
    stages: stages() as [Stage, ...Stage[]],
    watch: { steering: 'its levels learn from cells, niches and tissues, which share cells' },
    keep,
    finish: async (progress) => {
      const pairs = flow ? await flow.pairLines() : [];
      const vectors = embeds && write ? await inferVectors(state, input, branchOf(state, input)) : undefined;
      const ofPictures = (await source?.notices()) ?? [];
      const said = [...notices, ...(await embedding.notices()), ...ofPictures, ...(flow?.notices ?? []), ...progress.notices]; // prettier-ignore
      const summary: SpatiaSummary = {
        ...runSummary(config, roles.trained.length, { ...progress, notices: [...new Set(said)] }),
        genes: state.features.length,
        pairs,
        ...(embeds && { branch: branchOf(state, input) }),
      };
      if (write) writeResults(input.adata, vectors, summary, progress.reports);
      return new SpatiaResult(summary);
    },
  });
}

/** Shapes and pairs as whole numbers, for the identity of a run. */
function shapesOf(flow: ReturnType<typeof planTraining>['flow']): Int32Array {
  if (!flow) return new Int32Array(0);
  const shapes = Int32Array.from(flow.shapes?.values ?? [], (value) => Math.round(value * 1e6));
  const cells = flow.transitions.flatMap(({ control, target }) => [...control, -1, ...target, -1]);
  return Int32Array.from([...shapes, ...cells]);
}
