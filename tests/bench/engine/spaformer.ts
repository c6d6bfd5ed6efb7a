import { Parameters, Random, type StepInputs, tf } from '../../../src/engine';
import type { SpaformerNetworkConfig } from '../../../src/models/spaformer/config';
import { createSpaformer } from '../../../src/models/spaformer/network';
import { type SpaformerBatch, spaformerObjective } from '../../../src/models/spaformer/objective';
import { denseCounts, gridGraph, uniform } from './inputs';
import { type Network, batchOf } from './workload';

/** Sizes of the workload `spaformer`. */
const GENES = 1000;
const CONFIG: SpaformerNetworkConfig = {
  width: 128,
  heads: 8,
  layers: 2,
  expansion: 4,
  latent: 20,
  attention: 'performer',
  local: 'none',
  features: 32,
  position: 'conditional',
  positionHeads: 8,
  positionColumns: 0,
  grid: 0,
  decoder: 'mlp',
  variational: false,
};
const OBJECTIVE = { masked: true, observedOnly: false, reduction: 'mean', beta: 0 } as const;

function makeInputs(cells: number): StepInputs {
  const { dst, src } = gridGraph(cells, 6);
  const hits = (seed: number, columns: number): tf.Tensor2D =>
    tf.tensor2d(
      uniform(seed, cells * columns).map((u) => Number(u < 0.5)),
      [cells, columns],
    );
  return {
    x: tf.tidy(() => tf.log1p(tf.tensor2d(denseCounts(cells, GENES, 5), [cells, GENES]))),
    cellMask: hits(10, 1),
    geneMask: hits(11, GENES),
    src: tf.tensor1d(src, 'int32'),
    dst: tf.tensor1d(dst, 'int32'),
  };
}

/** The training step of the workload `spaformer`, for any number of cells. */
export function spaformer(cells: number): Network {
  const p = new Parameters();
  createSpaformer(p, CONFIG, { genes: GENES }, new Random(0));
  return {
    parameters: p,
    inputs: makeInputs(cells),
    objective: (inputs) => ({ loss: spaformerObjective(p, CONFIG, OBJECTIVE, batchOf<SpaformerBatch>(inputs)).loss }),
  };
}
