import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { packageScript, ROOT } from '../../../scripts/setup/paths';

const out = join(ROOT, 'out', 'tests');
mkdirSync(out, { recursive: true });
// Below the packages, which its files import.
const folder = mkdtempSync(join(out, 'stuck-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a test file that goes round without an end is named and ended, and the files after it run', () => {
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    "export default { test: { pool: 'forks', include: ['*.test.ts'] } };\n",
  );
  const stuck = "import { it } from 'vitest';\nit('goes round', () => { for (;;) if (process.pid === 0) return; });\n";
  writeFileSync(join(folder, 'a-stuck.test.ts'), stuck);
  writeFileSync(join(folder, 'next.test.ts'), "import { it } from 'vitest';\nit('is run', () => undefined);\n");
  const reporter = join(ROOT, 'scripts', 'testing', 'stuckFiles.ts');
  const args = ['run', '--root', folder, '--maxWorkers=1', '--reporter=default', `--reporter=${reporter}`];
  const env = { ...process.env, TISSUEBOOK_TEST_LONGEST_MS: '3000', NO_COLOR: '1' };
  const vitest = spawnSync(process.execPath, [packageScript('vitest', 'vitest.mjs'), ...args], { encoding: 'utf8', env, timeout: 50_000 }); // prettier-ignore
  expect(vitest.stderr).toMatch(/^a-stuck\.test\.ts is stuck: nothing for \d+ s, .*\n +\d+ R\S* .*forks\.js/m);
  expect(vitest.stdout).toMatch(/✓.* next\.test\.ts/);
  expect(vitest.status).toBe(1);
});
