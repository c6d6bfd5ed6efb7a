import { Random } from '../../engine';
import type { ModelSummary } from '../contract';
import { estimateTraining } from '../training/estimateTraining';
import { shapeOf } from './checkpoint';
import { geneConfig, imageConfig, type StalignConfig, widthOf } from './config';
import { createStalign } from './network';
import type { StalignState } from './state';

/** What training takes: an estimate from the sizes of the networks and the measured speed of this machine. */
export function summarize(state: StalignState, spots: number, epochs: number): Promise<ModelSummary> {
  const { config, features, channels } = state;
  const size = Math.min(config.batch, spots);
  const picture = pictureWork(config, channels.length);
  const pictures = state.nicheImage ? 1 : 2;
  const genes = geneConfig(config, features.length);
  const tokens = Math.ceil(genes.genes / genes.patch);
  const layer = 4 * genes.width ** 2 + 2 * genes.width * genes.hidden + 2 * tokens * genes.width;
  const expression = tokens * (genes.patch * genes.width + genes.layers * layer) + features.length * config.components;
  return estimateTraining({
    model: 'ST-Align',
    cells: spots,
    features: features.length,
    epochs,
    stepsPerEpoch: Math.ceil(spots / size),
    create: (parameters) => createStalign(parameters, config, shapeOf(state), new Random(0)),
    // Forward once, backward twice.
    multiplications: 3 * size * (pictures * picture.multiplications + expression),
    activations: size * (pictures * picture.activations + tokens * genes.layers * 10 * genes.width),
    results: 6 * widthOf(config) + 2 * channels.length * config.side ** 2,
    seconds: { step: 0.02, cell: 1e-3 },
  });
}

/** Multiplications and kept numbers of the residual network for one picture. */
function pictureWork(config: StalignConfig, channels: number): { multiplications: number; activations: number } {
  const { stem, block, blocks } = imageConfig(config);
  let side = config.side;
  let width = stem;
  let multiplications = 9 * channels * stem * side * side;
  let activations = 3 * stem * side * side;
  for (const [size, stride] of blocks) {
    const before = side * side;
    side = Math.ceil(side / stride);
    const after = side * side;
    const outputs = block === 'basic' ? size : 4 * size;
    multiplications +=
      block === 'basic'
        ? after * (9 * width * size + 9 * size * size + width * size)
        : before * width * size + after * (9 * size * size + size * outputs);
    activations += after * (block === 'basic' ? 9 * size : 6 * size + 3 * outputs);
    width = outputs;
  }
  return { multiplications, activations };
}
