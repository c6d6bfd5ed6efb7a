import { countParameters, Random } from '../../engine';
import { machineSpeed, ModelSummary } from '../contract';
import type { SquintConfig } from './config';
import { createSquint } from './network';
import { sizesOf } from './state';
import type { Tissue } from './tissue';
import { stepsPerEpoch } from './trainer';

/** Cells of a batch and its halo, over the cells of the batch: measured on two tissues with 8 neighbors. */
const HALO = 2.5;
/** Seconds that a step takes beside its arithmetic, and that compiling takes once (measured on two CPU cores). */
const STEP_SECONDS = 0.005;
const COMPILE_SECONDS = 4;
/** Seconds for one cell outside of the steps: its place in the graph, and reading out its token (measured likewise). */
const CELL_SECONDS = 4e-5;
/** Share of the speed of large matrix products that a step reaches (measured likewise). */
const EFFICIENCY = 0.3;

/** What training takes: an estimate from the sizes of the network and the measured speed of this machine. */
export async function summarize(config: SquintConfig, tissue: Tissue, epochs: number): Promise<ModelSummary> {
  const sizes = sizesOf({ features: tissue.features, sections: tissue.sections, config });
  const { all, trained } = countParameters((p) => createSquint(p, config, sizes, new Random(0)));
  const open = Int32Array.from({ length: tissue.cells }, (_, cell) => cell);
  const steps = epochs * stepsPerEpoch(config, tissue.section, open);
  const { hidden, dim, codes } = config;
  const batch = Math.min(config.batchSize, tissue.cells);
  const nodes = Math.min(tissue.cells, HALO * batch);
  const encoder = nodes * (sizes.features * hidden + hidden * dim + 2 * dim * dim);
  const decoder = batch * (dim * hidden + hidden * hidden + hidden * sizes.features + 2 * hidden * dim);
  // Forward once, backward twice; the codebook is looked up, and summed up for its moving averages.
  const operations = 2 * (3 * (encoder + decoder) + 2 * batch * codes * dim);
  const step = STEP_SECONDS + operations / (EFFICIENCY * (await machineSpeed()));
  const seconds = COMPILE_SECONDS + tissue.cells * CELL_SECONDS + steps * step;
  // Weights, gradients and two moments; activations are kept for the backward pass; the results of all cells.
  const activations =
    nodes * (3 * sizes.features + 2 * hidden + 3 * dim) + batch * (2 * codes + 4 * hidden + 3 * sizes.features);
  const bytes = 4 * (4 * all + activations + tissue.cells * (dim + sizes.condition));
  return new ModelSummary({
    model: 'SQUINT',
    cells: tissue.cells,
    features: sizes.features,
    parameters: trained,
    state: all - trained,
    steps,
    epochs,
    operations,
    bytes,
    seconds,
  });
}
