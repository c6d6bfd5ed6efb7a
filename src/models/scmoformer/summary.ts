import { Random } from '../../engine';
import type { ModelSummary } from '../contract';
import { estimateTraining } from '../training/estimateTraining';
import { createAll } from './checkpoint';
import type { ScmoformerConfig } from './config';
import { sizesOf } from './memory';
import type { Pairs } from './pairs';
import type { Priors } from './priors';
import { drawContext } from './preparation';

/** What training takes: an estimate from the sizes of the network and the measured speed of this machine. */
export function summarize(
  config: ScmoformerConfig,
  { x, genes, proteins, counts }: Pairs,
  priors: Priors,
  epochs: number,
): Promise<ModelSummary> {
  const { width, layers, rank, features, batchSize } = config;
  const context = x.takeRows(drawContext(x, config.contextCells, new Random(config.seed)));
  const cells = Math.min(batchSize, x.rows);
  const edges = (x.stored * cells) / x.rows;
  const nodes = cells + genes.length + proteins.nVars;
  // Projections and the MLP of every node, the kernel of attention, and four messages along every edge of cells and genes.
  const layer = nodes * (10 * width * width + 4 * features * width) + 2 * edges * width;
  const perStep = nodes * rank * width + layers * layer + cells * layers * width * proteins.nVars;
  const state = { config, features: genes, proteins: proteins.var.index, counts, sizes: sizesOf({ priors, context }) };
  return estimateTraining({
    model: 'scMoFormer',
    cells: x.rows,
    features: genes.length,
    epochs,
    stepsPerEpoch: Math.ceil(x.rows / cells),
    create: (p) =>
      createAll({ ...state, encoded: priors.genes.stored > 0, transductive: false }, p, new Random(config.seed)),
    // Forward once, backward twice.
    multiplications: 3 * perStep,
    activations: layers * nodes * 14 * width + 8 * edges,
    results: layers * width,
    seconds: { step: 0.01 + 4e-8 * edges, cell: 1e-4 },
  });
}
