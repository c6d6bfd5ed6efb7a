import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';

const ROOT = join(__dirname, '..', '..', '..');

it('npm run device-check goes through its parts on whatever device there is', async (context) => {
  const { provider } = await startEngine();
  if (provider !== 'tensorflow') context.skip('TensorFlow is not there');
  const args = ['--import', 'tsx', join(ROOT, 'scripts', 'device.ts'), '--dry-run', '--json', '--seconds', '200'];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  const results = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map(
      (line) => JSON.parse(line) as { part: string; sound: boolean; text: string; numbers?: Record<string, number> },
    );
  expect(status, `${stdout}\n${stderr}`).toBe(0);
  expect(results.map(({ part }) => part)).toEqual(['golden', 'scmognn', 'embedding']);
  expect(results[1]!.text).toMatch(/^scmognn on (CPU|GPU): [\d.]+ ms, 0 bytes copied to it/);
  expect(results[2]!.numbers).toMatchObject({ cells: 2000, finite: true });
}, 240_000);
