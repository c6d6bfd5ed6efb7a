import { beforeAll, expect, it } from 'vitest';
import { Parameters, Random, startEngine, tf } from '../../../src/engine';
import { integrate, type OdeMethod } from '../../../src/models/spatia/flow/integrate';
import { createUnet, unet } from '../../../src/models/spatia/pictures/unet';

beforeAll(async () => void (await startEngine()));

it.each<OdeMethod>(['euler', 'midpoint', 'heun'])('a path by %s holds its places alone, however many steps it has', (method) => {
  tf.tidy(() => {
    const held: number[] = [];
    const slope = (x: tf.Tensor2D): tf.Tensor2D => {
      held.push(tf.memory().numTensors);
      return Array.from({ length: 50 }).reduce<tf.Tensor2D>((sum) => tf.add(sum, 1), x);
    };
    const path = integrate(slope, tf.zeros([4, 3]), 20, method);
    // At the last step there are the places before it, and what a step or two need beside.
    expect(held.at(-1)! - held[0]!).toBeLessThanOrEqual(20 + 4);
    expect([path.length, path.at(-1)!.shape]).toEqual([21, [4, 3]]);
  });
}); // prettier-ignore

it('a U-Net keeps of its blocks what the way up needs', () => {
  const p = new Parameters();
  createUnet(p, { side: 8, channels: 3, width: 8, multiples: [1, 2] }, 6, new Random(1));
  const before = tf.memory().numTensors;
  const kept = tf.tidy(() => {
    unet(p, { multiples: [1, 2] }, tf.zeros([2, 8, 8, 3]), tf.zeros([2, 6]));
    return tf.memory().numTensors - before;
  });
  // Five blocks of some forty operations each would be over 200.
  expect(kept).toBeLessThan(80);
  p.dispose();
});
