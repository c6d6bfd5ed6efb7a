import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Peers, readSafetensors } from '../../../../src/engine';
import { readFileSync } from 'node:fs';
import { type FitOptions, type Model, zoo } from '../../../../src/models';
import { tissue } from '../../cluster/example';
import { meetingPoint } from './meetingPoint';

// The plain provider compiles nothing, which is what small trainings spend their time with.
process.env.TISSUEBOOK_PROVIDER = 'cpu';
const folder = mkdtempSync(join(tmpdir(), 'ranks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const squint = (more = {}) => zoo.create('squint', { preset: 'tiny', seed: 3, batchSize: 96, tileSize: 32, ...more });
const cifm = (more = {}) => zoo.create('cifm', { preset: 'tiny', seed: 3, batchSize: 90, ...more });
const data = () => tissue(230);

let files = 0;
async function weights(model: Model): Promise<Map<string, Float32Array>> {
  const path = join(folder, `${files++}.safetensors`);
  await model.save(path);
  const { tensors } = readSafetensors(readFileSync(path));
  return new Map([...tensors].map(([name, { data: values }]) => [name, Float32Array.from(values as Float32Array)]));
}

function farthest(a: Map<string, Float32Array>, b: Map<string, Float32Array>): number {
  expect([...a.keys()]).toEqual([...b.keys()]);
  let most = 0;
  for (const [name, values] of a) values.forEach((value, at) => (most = Math.max(most, Math.abs(value - b.get(name)![at]!)))); // prettier-ignore
  return most;
}

/** Trains one model by several ranks. */
async function together(make: () => Model, size: number, options: FitOptions, more: Partial<Peers> = {}) {
  const models = Array.from({ length: size }, make);
  const peers = meetingPoint(size, more);
  const runs = models.map((model, rank) => model.fit(data(), { ...options, progress: false, peers: peers[rank]! }));
  await Promise.all(runs);
  return { models, runs };
}

describe.each([
  ['squint', squint],
  ['squint with observed neighbors', () => squint({ masked: 'observed' })],
  ['cifm', cifm],
  ['cifm with the balanced error and a gate', () => cifm({ loss: 'balanced', gate: true })],
])('%s', (_, make: () => Model) => {
  it.each([2, 3])('trained by %i ranks is what one alone learns, but for rounding', async (size) => {
    const options = { epochs: 7, progress: false };
    const alone = make();
    const run = alone.fit(data(), options);
    await run;
    const { models, runs } = await together(make, size, options);
    expect(run.reports.length).toBeGreaterThanOrEqual(20);
    const [own, ...others] = await Promise.all([alone, ...models].map(weights));
    const losses = (one: typeof run) => one.reports.map(({ losses: { loss } }) => loss!);
    const apart = losses(run).map((loss, at) => Math.abs(loss - losses(runs[0]!)[at]!) / Math.abs(loss));
    console.log(size, farthest(own!, others[0]!), Math.max(...apart), apart.length);
    for (const other of others.slice(1)) expect(farthest(others[0]!, other)).toBe(0);
    expect(farthest(own!, others[0]!)).toBeLessThan(1e-6);
    expect(Math.max(...apart)).toBeLessThan(1e-5);
  });
});
