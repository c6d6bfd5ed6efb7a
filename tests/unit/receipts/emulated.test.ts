import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ARM_LIBRARIES, missingEmulator } from '../../../scripts/receipts/machines';
import { bundleProgram, runProgram } from '../../../scripts/receipts/program';
import { keptNodeProgram } from '../../../scripts/setup/nodeProgram';
import { ROOT } from '../../../scripts/setup/paths';
import { differencesFrom, readTable } from '../../receipts/table';

const node = keptNodeProgram('20', 'arm64');

/** What is not here; npm run receipts -- --everywhere fetches Node.js for ARM. */
const missing =
  missingEmulator('qemu-aarch64', 'arm64') ??
  (node === undefined ? 'Node.js 20 for ARM, which npm run receipts -- --everywhere fetches' : undefined) ??
  (existsSync(join(ROOT, 'dist', 'src', 'index.js')) ? undefined : 'the compiled library (npm run build)');

const title = 'an emulated ARM processor comes to the bits of the table with the quick lines';

if (missing === undefined && node !== undefined) {
  it(title, { timeout: 600_000 }, async () => {
    const options = { threads: '1', samples: ['made'], quick: true, purpose: title };
    const [run] = await runProgram(['qemu-aarch64', '-cpu', 'max', node], await bundleProgram(), { ...options, env: { QEMU_LD_PREFIX: ARM_LIBRARIES } }); // prettier-ignore
    expect(Object.keys(run!.digests.made!).length).toBeGreaterThan(150);
    expect(differencesFrom(readTable(), run!.digests)).toEqual([]);
  });
} else {
  it.skip(`${title} (needs ${missing})`, () => undefined);
}
