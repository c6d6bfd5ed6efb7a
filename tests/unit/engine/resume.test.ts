import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const EPOCHS = 40;

/** Runs the training program; with `killAt`, ends it by SIGKILL once that step is printed. Losses by step. */
function run(provider: string, path: string, killAt = Infinity): Promise<Map<number, number>> {
  return new Promise((resolve, reject) => {
    const program = join(__dirname, 'resumeChild.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', program, path, String(EPOCHS)], {
      env: { ...process.env, TISSUEBOOK_PROVIDER: provider },
    });
    const losses = new Map<number, number>();
    let rest = '';
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const [step, loss] = line.split(' ').map(Number);
        losses.set(step, loss);
        if (step === killAt) child.kill('SIGKILL');
      }
    });
    child.on('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve(losses);
      else reject(new Error(said));
    });
  });
}

it.each(['cpu', 'auto'])(
  'a process that was killed goes on with the same losses: %s',
  { timeout: 480_000 },
  async (provider) => {
    const folder = mkdtempSync(join(tmpdir(), 'resume-'));
    const whole = await run(provider, join(folder, 'whole.safetensors'));
    const before = await run(provider, join(folder, 'killed.safetensors'), 31);
    const after = await run(provider, join(folder, 'killed.safetensors'));
    expect(whole.size).toBe(3 * EPOCHS);
    expect(Math.max(...before.keys())).toBeLessThan(3 * EPOCHS - 1);
    const first = Math.min(...after.keys());
    expect(first % 3).toBe(0);
    expect(first).toBeGreaterThan(0);
    for (const part of [before, after]) {
      for (const [step, loss] of part) expect([step, loss]).toEqual([step, whole.get(step)]);
    }
    expect(Math.max(...after.keys())).toBe(3 * EPOCHS - 1);
  },
);
