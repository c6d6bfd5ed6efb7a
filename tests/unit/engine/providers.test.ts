import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

interface Probe {
  provider: string;
  mode: { compiled: boolean; why?: string };
  steps: number[][];
}

const root = join(__dirname, '..', '..', '..');
const run = promisify(execFile);

/** A process has one provider, so each is asked in a process of its own. */
async function probe(provider: string): Promise<Probe> {
  const program = join(__dirname, 'providerProbe.ts');
  const { stdout } = await run(process.execPath, ['--import', 'tsx', program], {
    cwd: root,
    env: { ...process.env, TISSUEBOOK_PROVIDER: provider },
  });
  return JSON.parse(stdout.slice(stdout.indexOf('{'))) as Probe;
}

describe('all providers give the numbers of plain JavaScript', () => {
  let want: Probe;
  beforeAll(async () => {
    want = await probe('cpu');
  }, 240_000);

  it('whose loss falls', () => {
    const losses = want.steps.map(([loss]) => loss);
    expect(losses.at(-1)!).toBeLessThan(0.99 * losses[0]);
  });

  const built = existsSync(join(root, 'native', 'build', 'current.json'));
  const providers = ['wasm', 'tensorflow'] as const;
  for (const provider of providers) {
    const skip = provider === 'tensorflow' && !built;
    it.skipIf(skip)(
      `${provider}${skip ? ': needs the TensorFlow binding, which is not built' : ''}`,
      async () => {
        const got = await probe(provider);
        expect(got.provider).toBe(provider);
        expect(got.mode.compiled).toBe(provider === 'tensorflow');
        got.steps.forEach((terms, step) => {
          terms.forEach((value, term) => {
            const off = Math.abs(value / want.steps[step][term] - 1);
            expect(off, `step ${step}, term ${term}: ${value}, want ${want.steps[step][term]}`).toBeLessThan(2e-5);
          });
        });
      },
      240_000,
    );
  }
});
