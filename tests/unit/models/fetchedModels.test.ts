import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchWeights, startEngine, writeSafetensors } from '../../../src/engine';
import { zoo } from '../../../src/models';
import { DownloadServer, serve } from '../fetch/downloadServer';
import { example, make } from './squintExample';

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-fetched-'));
const cache = join(folder, 'cache');
let server: DownloadServer;
let bytes: Uint8Array;
beforeAll(async () => {
  server = await DownloadServer.start();
  await startEngine();
  const squint = make({ section: 'kind' });
  await squint.fit(example());
  await squint.save(join(folder, 'squint.safetensors'));
  bytes = readFileSync(join(folder, 'squint.safetensors'));
}, 120_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a model by address', () => {
  it('is the one that was saved, also by name and hash once it is here', async () => {
    server.answer = serve(bytes);
    const loaded = await zoo.load('squint', server.url('/squint.safetensors'), { cache });
    const saved = await zoo.load('squint', join(folder, 'squint.safetensors'));
    expect(loaded.features).toEqual(saved.features);
    expect(loaded.config).toEqual(saved.config);
    const hash = createHash('sha256').update(bytes).digest('hex');
    expect((await zoo.load('squint', `squint.safetensors@${hash}`, { cache })).config).toEqual(saved.config);
    expect(server.asked).toHaveLength(1);
  }, 60_000);

  it('is refused before it is kept, when the file is no sound safetensors', async () => {
    const damaged: [string, Uint8Array][] = [
      ['shorter than it says', bytes.subarray(0, bytes.length - 8)],
      ['longer than it says', Buffer.concat([bytes, new Uint8Array(8)])],
      ['a header past its end', Uint8Array.from(bytes, (value, at) => (at === 4 ? 1 : value))],
      ['no header', Buffer.from('not a file of weights')],
      ['a pickle', Buffer.from('\x80\x02}q\x00(X\x05\x00\x00\x00modelq\x01', 'latin1')],
    ];
    for (const [name, content] of damaged) {
      server.answer = serve(content);
      const asked = fetchWeights(server.url(`/${encodeURIComponent(name)}`), { cache: join(folder, 'none') });
      await expect(asked, name).rejects.toMatchObject({ kind: expect.stringMatching(/corrupt|too-large/) });
    }
    expect(readdirSync(join(folder, 'none', 'files', '.partial'))).toEqual([]);
  });

  it('may be of a network that is not in the zoo', async () => {
    const tensors = new Map([['embeddings.weight', { shape: [2, 3], data: new Float32Array(6) }]]);
    server.answer = serve(writeSafetensors(tensors, { license: 'apache-2.0', format: 'pt' }));
    const file = await fetchWeights(server.url('/model.safetensors'), { cache });
    expect(file.license).toBe('apache-2.0');
    await expect(zoo.load('squint', server.url('/model.safetensors'), { cache })).rejects.toMatchObject({
      kind: 'checkpoint-mismatch',
    });
  });
});
