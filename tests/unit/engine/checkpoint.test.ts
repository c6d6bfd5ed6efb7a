import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  Parameters,
  Random,
  adam,
  loadCheckpoint,
  readSafetensors,
  saveCheckpoint,
  startEngine,
  tf,
  trainingStep,
  writeSafetensors,
} from '../../../src/engine';

beforeAll(async () => {
  await startEngine({ provider: 'cpu' });
});

const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));

/** A file with the given header and data, as anybody could write it. */
function fileWith(header: unknown, data = new Uint8Array(0)): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

describe('safetensors', () => {
  it('gives back what was written', () => {
    const tensors = new Map([
      ['b', { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, NaN, Infinity, 0) }],
      ['a', { shape: [], data: Int32Array.of(7) }],
      ['empty', { shape: [0, 4], data: new Float32Array(0) }],
    ]);
    const read = readSafetensors(writeSafetensors(tensors, { note: 'µm' }));
    expect(Object.fromEntries(read.tensors)).toEqual(Object.fromEntries(tensors));
    expect(read.metadata.note).toBe('µm');
  });

  const entry = (more: object): object => ({ x: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...more } });
  const four = new Uint8Array(4);
  const hostile: [string, Uint8Array][] = [
    ['an empty file', new Uint8Array(0)],
    ['a header past the end', new Uint8Array([255, 255, 255, 255, 255, 255, 255, 127, 123, 125])],
    ['a header that is not JSON', fileWith('{"x":')],
    ['a header that is a list', fileWith('[1]')],
    ['a shape that does not fit the bytes', fileWith(entry({ shape: [1e15] }), four)],
    ['a negative size', fileWith(entry({ shape: [-1] }), four)],
    ['a product that overflows', fileWith(entry({ shape: [2 ** 40, 2 ** 40] }), four)],
    ['offsets past the end', fileWith(entry({ data_offsets: [4, 8] }), four)],
    ['offsets that fall', fileWith(entry({ data_offsets: [4, 0] }), four)],
    ['bytes that belong to nobody', fileWith(entry({}), new Uint8Array(8))],
    ['an unknown type', fileWith(entry({ dtype: 'toString' }), four)],
    ['tensors that overlap', fileWith({ ...entry({}), y: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, four)],
  ];
  it.each(hostile)('refuses %s', (_, bytes) => {
    expect(() => readSafetensors(bytes)).toThrow(expect.objectContaining({ name: 'TissuebookError' }));
  });
});

/** A small regression with Adam whose whole state is in two trees. */
function regression(seed: number) {
  const p = new Parameters();
  p.create('w', [3], new Random(seed), { init: 'normal' });
  const optimizer = adam(p, { learningRate: 0.05 });
  const step = trainingStep({
    name: 'regression',
    parameters: p,
    optimizer,
    objective: () => ({ loss: tf.sum(tf.square(tf.sub(p.get('w'), [1, 2, 3]))) as tf.Scalar }),
  });
  return { trees: { network: p, optimizer: optimizer.state }, run: () => step({}).loss.dataSync()[0] };
}

describe('a checkpoint', () => {
  it('lets another process go on with the same losses', async () => {
    const path = join(folder, 'resume.safetensors');
    const first = regression(1);
    for (let i = 0; i < 5; i++) first.run();
    await saveCheckpoint(path, first.trees, { step: 5 });
    const going = Array.from({ length: 5 }, first.run);
    const second = regression(2);
    const { card } = await loadCheckpoint(path, second.trees);
    expect(card).toEqual({ step: 5 });
    expect(Array.from({ length: 5 }, second.run)).toEqual(going);
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it('that does not fit changes nothing and lists every name', async () => {
    const path = join(folder, 'other.safetensors');
    const saved = new Parameters();
    saved.create('w', [4], new Random(1));
    saved.create('extra', [1], new Random(1));
    await saveCheckpoint(path, { network: saved });
    const p = new Parameters();
    p.create('w', [3], new Random(2));
    p.create('b', [3], new Random(2));
    const before = [...p.get('w').dataSync()];
    await expect(loadCheckpoint(path, { network: p })).rejects.toMatchObject({
      kind: 'checkpoint-mismatch',
      found: { missing: ['network.b'], unexpected: ['network.extra'], misshaped: ['network.w'] },
    });
    expect([...p.get('w').dataSync()]).toEqual(before);
    expect((await loadCheckpoint(path, { network: p }, { strict: false })).misshaped).toEqual(['network.w']);
  });

  it('cut short is refused; an absent one is named', async () => {
    const path = join(folder, 'cut.safetensors');
    const { trees } = regression(1);
    await saveCheckpoint(path, trees);
    writeFileSync(path, readFileSync(path).subarray(0, -4));
    await expect(loadCheckpoint(path, trees)).rejects.toMatchObject({ kind: 'corrupt' });
    await expect(loadCheckpoint(join(folder, 'none'), trees)).rejects.toMatchObject({ kind: 'file-not-found' });
  });
});
