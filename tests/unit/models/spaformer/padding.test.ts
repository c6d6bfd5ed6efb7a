import { beforeAll, expect, it } from 'vitest';
import { Parameters, Random, startEngine, tf, valueAndGradients } from '../../../../src/engine';
import type { SpaformerNetworkConfig } from '../../../../src/models/spaformer/config';
import { createSpaformer } from '../../../../src/models/spaformer/network';
import { spaformerObjective, type SpaformerBatch } from '../../../../src/models/spaformer/objective';

beforeAll(async () => {
  await startEngine();
});

const [CELLS, GENES, LATENT] = [6, 5, 3];
const CONFIG: SpaformerNetworkConfig = {
  width: 8,
  heads: 2,
  layers: 2,
  expansion: 2,
  latent: LATENT,
  attention: 'performer',
  local: 'none',
  features: 12,
  position: 'none',
  positionHeads: 2,
  positionColumns: 0,
  grid: 0,
  decoder: 'mlp',
  variational: true,
};
const draws = new Random(2);
const [values, noise, cells, genes] = [CELLS * GENES, CELLS * LATENT, CELLS, CELLS * GENES].map((size) =>
  draws.fillUniform(size, 0, 1),
);

function batchOf(padding: number): SpaformerBatch {
  const grown = (numbers: ArrayLike<number>, width: number): tf.Tensor2D =>
    tf.tensor2d([...Array.from(numbers), ...Array<number>(padding * width).fill(7)], [CELLS + padding, width]);
  const drawn = (numbers: Float32Array): number[] => Array.from(numbers, (u) => Number(u < 0.6));
  return {
    x: grown(values, GENES),
    cellMask: grown(drawn(cells), 1),
    geneMask: grown(drawn(genes), GENES),
    noise: grown(noise, LATENT),
    real: tf.tensor1d([...Array<number>(CELLS).fill(1), ...Array<number>(padding).fill(0)]),
  };
}

/** A ring of cells; beyond it, edges of the last padding cell with itself, as lists of edges are padded. */
function ringOf(padding: number): { src: tf.Tensor1D; dst: tf.Tensor1D } {
  const last = Array<number>(padding).fill(CELLS + padding - 1);
  const ring = Array.from({ length: CELLS }, (_, i) => i);
  const next = ring.map((i) => (i + 1) % CELLS);
  return { src: tf.tensor1d([...ring, ...last], 'int32'), dst: tf.tensor1d([...next, ...last], 'int32') };
}

it.each([
  { attention: 'performer', local: 'none' },
  { attention: 'softmax', local: 'none' },
  { attention: 'flow', local: 'none' },
  { attention: 'performer', local: 'sage' },
  { attention: 'softmax', local: 'gat' },
] as const)('no padding changes the loss or a gradient ($attention, $local)', (hearing) => {
  const p = new Parameters();
  createSpaformer(p, { ...CONFIG, ...hearing }, { genes: GENES }, new Random(1));
  const step = (padding: number) =>
    valueAndGradients(p, () =>
      spaformerObjective(
        p,
        { ...CONFIG, ...hearing },
        { masked: true, observedOnly: false, reduction: 'mean', beta: 0.1 },
        { ...batchOf(padding), ...(hearing.local !== 'none' && ringOf(padding)) },
      ),
    );
  const [plain, padded] = [step(0), step(4)];
  expect(padded.outputs.loss.dataSync()[0]! / plain.outputs.loss.dataSync()[0]!).toBeCloseTo(1, 5);
  expect(plain.gradients.size).toBeGreaterThan(20);
  for (const [name, gradient] of plain.gradients) {
    const apart = tf.max(tf.abs(tf.sub(gradient, padded.gradients.get(name)!))).dataSync()[0]!;
    expect(apart, name).toBeLessThan(1e-5);
  }
});
