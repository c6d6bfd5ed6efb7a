import { countParameters, Random } from '../../engine';
import { machineSpeed, ModelSummary } from '../contract';
import type { SpaformerConfig } from './config';
import { fieldsOf } from './fields';
import { createSpaformer } from './network';
import type { Tissue } from './tissue';

/** Seconds that a step takes beside its arithmetic, and that compiling takes once (ours, two CPU cores). */
const STEP_SECONDS = 0.01;
const COMPILE_SECONDS = 5;
/** Share of the speed of large matrix products that a step reaches (ours). */
const EFFICIENCY = 0.15;

/** What training takes: an estimate from the sizes of the network and the measured speed of this machine. */
export async function summarize(config: SpaformerConfig, tissue: Tissue, epochs: number): Promise<ModelSummary> {
  const genes = tissue.features.length;
  const { all, trained } = countParameters((p) => createSpaformer(p, config, { genes }, new Random(0)));
  const cells = Int32Array.from({ length: tissue.cells }, (_, cell) => cell);
  const { sequences, length } = fieldsOf(tissue, cells, config);
  const steps = epochs * sequences;
  const { width, layers, expansion, latent, features } = config;
  const layer = 4 * width * width + 2 * expansion * width * width + 4 * features * width;
  const perCell = 2 * genes * width + layers * layer + 2 * latent * width + width * genes;
  // Forward once, backward twice.
  const operations = 6 * length * perCell;
  const step = STEP_SECONDS + operations / (EFFICIENCY * (await machineSpeed()));
  const activations = length * (8 * genes + layers * (8 + 2 * expansion) * width + 4 * latent);
  return new ModelSummary({
    model: 'SpaFormer',
    cells: tissue.cells,
    features: genes,
    parameters: trained,
    state: all - trained,
    steps,
    epochs,
    operations,
    bytes: 4 * (4 * all + activations + tissue.cells * latent),
    seconds: COMPILE_SECONDS + steps * step,
  });
}
