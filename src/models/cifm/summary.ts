import { countParameters, Random } from '../../engine';
import { machineSpeed, ModelSummary } from '../contract';
import type { CifmConfig } from './config';
import { createNetwork } from './network';
import { formOf } from './state';
import { meanDegree, type Tissue } from './tissue';
import { stepsPerEpoch } from './trainer';

/** Seconds that a step takes beside its arithmetic, and that compiling takes once (measured on two CPU cores). */
const STEP_SECONDS = 0.01;
const COMPILE_SECONDS = 4;
/** Seconds for one cell outside of the steps: judging and embedding it (measured likewise). */
const CELL_SECONDS = 5e-5;
/** Share of the speed of large matrix products that a step reaches (measured likewise). */
const EFFICIENCY = 0.3;
/** Arithmetic of one message for each unit of its width, in multiplications: it is bound by memory, not by arithmetic. */
const MESSAGE_WORK = 20;

/** What training takes: an estimate from the sizes of the network, the neighbors of the cells and the speed of this machine. */
export async function summarize(config: CifmConfig, tissue: Tissue, epochs: number): Promise<ModelSummary> {
  const { dim, hidden, encoderLayers, decoderLayers, mask } = config;
  const cells = tissue.cells.length;
  const genes = tissue.features.length;
  const degree = meanDegree(tissue.graph, new Uint8Array(cells));
  const form = formOf({ config, pool: degree });
  const { trained: parameters } = countParameters((p) => createNetwork(p, form, { genes, dim, hidden }, new Random(0)));
  const perEpoch = stepsPerEpoch(config, Int32Array.from({ length: Math.round(cells * (1 - config.validation)) }));
  const nodes = Math.min(cells, config.batchSize);
  // Only masked cells are asked of the last layer; all others pass every layer.
  const layers = encoderLayers + decoderLayers;
  const messages = nodes * degree * (layers - 1 + mask);
  const moving = nodes * degree * Math.max(0, layers - 2) * 2 * hidden * hidden;
  const work = nodes * parameters + messages * hidden * MESSAGE_WORK + moving;
  // Forward once, backward twice.
  const operations = 2 * 3 * work;
  const step = STEP_SECONDS + operations / (EFFICIENCY * (await machineSpeed()));
  const seconds = COMPILE_SECONDS + cells * CELL_SECONDS + epochs * perEpoch * step;
  // Weights, gradients and two moments; what messages and cells keep for the backward pass; the results of all cells.
  const kept = messages * (4 * hidden + 8) + nodes * (3 * genes + layers * (4 * hidden + 2 * dim));
  const bytes = 4 * (4 * parameters + kept + cells * dim);
  return new ModelSummary({
    model: 'CI-FM',
    cells,
    features: genes,
    parameters,
    state: genes,
    steps: epochs * perEpoch,
    epochs,
    operations,
    bytes,
    seconds,
  });
}
