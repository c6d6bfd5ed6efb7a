import { isSparse, type Matrix } from '../../data';
import type { ModelSummary } from '../contract';
import { estimateTraining } from '../training/estimateTraining';
import { createAll } from './checkpoint';
import type { ScmognnConfig } from './config';
import type { Pairs } from './pairs';
import type { ScmognnState } from './state';
import { taskSettings } from './taskSettings';
import { Random } from '../../random';

/** Seconds of a step beside its arithmetic, and of one cell outside of the steps (ours, two CPU cores). */
const SECONDS = { step: 0.01, cell: 2e-4 };

/** What training takes: an estimate from the sizes of the network and the measured speed of this machine. */
export function summarize(
  config: ScmognnConfig,
  pairs: Pairs,
  state: Omit<ScmognnState, 'parameters'>,
  epochs: number,
): Promise<ModelSummary> {
  const cells = pairs.cells.length;
  const size = Math.min(cells, config.batchSize);
  const { layers } = taskSettings(config);
  const { width, hidden } = config;
  const features = state.features.length;
  const targets = Math.min(state.targets.length, config.targetsPerStep);
  const edges = (storedOf(pairs.x) * size) / Math.max(1, cells);
  const inputs = state.inputs[0].width + state.inputs[1].width;
  const prediction = {
    multiplications: 3 * ((layers - 1) * (2 * edges + (size + features) * width) * width + size * width * targets),
    activations: (layers - 1) * 6 * (size + features) * width + 6 * edges + 2 * size * targets,
  };
  const decoupled = {
    multiplications: 3 * size * hidden * (2 * inputs + 4 * config.embedding) + 3 * size * size * config.embedding,
    activations: size * (layers * inputs + 8 * hidden) + 3 * size * size,
  };
  return estimateTraining({
    model: 'scMoGNN',
    cells,
    features,
    epochs,
    stepsPerEpoch: Math.ceil(cells / size),
    create: (parameters) => createAll(state, parameters, new Random(0)),
    ...(config.task === 'prediction' ? prediction : decoupled),
    results: config.task === 'prediction' ? width : config.embedding,
    seconds: SECONDS,
  });
}

function storedOf(matrix: Matrix): number {
  if (isSparse(matrix)) return matrix.stored;
  let stored = 0;
  for (const value of matrix.values) if (value !== 0) stored++;
  return stored;
}
