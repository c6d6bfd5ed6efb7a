import { beforeAll, describe, expect, it } from 'vitest';
import type { AnnData } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { zoo } from '../../../src/models';
import { compareReceipts, onReceipt, type Receipt } from '../../../src/receipts';
import { example } from '../models/squintExample';

beforeAll(async () => void (await startEngine({ provider: 'wasm' })), 120_000);

/** The receipt of a short training. */
async function trained(epochs: number, seed = 4, data: AnnData = example()): Promise<Receipt> {
  const heard: Receipt[] = [];
  const stop = onReceipt((receipt) => void heard.push(receipt));
  const model = zoo.create('squint', { preset: 'tiny', seed, batchSize: 32, tileSize: 16 });
  await model.fit(data, { epochs, write: false, progress: false });
  stop();
  return heard.at(-1)!;
}

const texts = (a: Receipt, b: Receipt): string[] => compareReceipts([a], [b]).map(({ text }) => text);

describe('the receipt of a training with WebAssembly', () => {
  it('comes out again to the bit, weights and losses; another setting is named, with how far losses and weights are apart', async () => {
    const once = await trained(2);
    expect(Object.keys(once.made)).toEqual(['weights', 'losses']);
    expect(texts(once, await trained(2))).toEqual([]);
    const [setting, weights, losses] = texts(once, await trained(2, 5));
    expect(setting).toBe('fit: seed was 4, and is 5.');
    expect(weights).toMatch(/^fit made another weights: .* of their root mean square/);
    expect(losses).toMatch(/^fit made another losses: .* by /);
  });

  it('names data of which one value is another', async () => {
    const changed = example();
    (changed.X!.values as Float32Array)[7]! += 0.5;
    expect(texts(await trained(1), await trained(1, 4, changed))[0]).toMatch(/^fit was given another data/);
  });
});
