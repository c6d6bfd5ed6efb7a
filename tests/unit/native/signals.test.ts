import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const title =
  'signals that come while products are computed are heard, and change nothing: neither numbers nor memory, nor what children hear';
const linux = process.platform === 'linux';

it.skipIf(!linux)(`${title}${linux ? '' : ': needs /proc'}`, () => {
  // Products by XLA's own loops, where oneDNN keeps its stack in memory from malloc; the environment may choose another library.
  const env = { ...process.env, TISSUEBOOK_BLAS: 'none' };
  const args = ['--import', 'tsx', join(__dirname, 'productsUnderSignals.ts')];
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, {
    env,
    encoding: 'utf8',
    timeout: 40_000,
    killSignal: 'SIGKILL',
  });
  expect({ status, signal }, stderr.slice(-500)).toEqual({ status: 0, signal: null });
  const found = JSON.parse(stdout.trim().split('\n').at(-1)!) as {
    heard: number;
    products: number;
    sums: number;
    blocked: string;
  };
  expect(found).toMatchObject({ sums: 1, blocked: '0000000000000000' });
  expect(found.heard).toBeGreaterThan(100);
  expect(found.products).toBeGreaterThan(100);
});
