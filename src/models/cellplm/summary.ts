import { Random } from '../../engine';
import type { ModelSummary } from '../contract';
import { estimateTraining } from '../training/estimateTraining';
import type { CellplmConfig } from './config';
import { createNetwork } from './layout';
import type { Samples } from './samples';
import { sequencesOf } from './sequences';

/** Seconds of a step beside its arithmetic, and of a cell outside of the steps (ours, two CPU cores). */
const SECONDS = { step: 0.02, cell: 5e-5 };

/** What pre-training takes: an estimate from the sizes of the network and the measured speed of this machine. */
export function summarize(config: CellplmConfig, samples: Samples, epochs: number): Promise<ModelSummary> {
  const { cells, features } = samples;
  const genes = features.length;
  const all = Int32Array.from({ length: cells }, (_, cell) => cell);
  const sequences = sequencesOf(samples, all, config);
  const length = sequences.reduce((sum, each) => sum + each.length, 0) / sequences.length;
  const { width, layers, expansion, latent, decoderWidth, heads } = config;
  const layer = (4 + 2 * expansion) * width * width + (2 * width * width) / heads;
  const perCell = genes * (width + decoderWidth) + layers * layer + 2 * latent * width + latent * decoderWidth;
  const state = {
    ...{ config, features, task: 'expression' as const, values: samples.values, scale: 1, classes: [], untrained: [] },
    ...{ batches: [...new Set(samples.batch)], covariates: { batches: 0, datasets: 0 } },
  };
  return estimateTraining({
    model: 'CellPLM',
    cells,
    features: genes,
    epochs,
    stepsPerEpoch: sequences.length,
    create: (parameters) => createNetwork(parameters, state, new Random(0)),
    // Forward once, backward twice.
    multiplications: 3 * length * perCell,
    activations: length * (6 * genes + layers * (10 + 2 * expansion) * width + 4 * latent + 2 * decoderWidth),
    results: width,
    seconds: SECONDS,
  });
}
