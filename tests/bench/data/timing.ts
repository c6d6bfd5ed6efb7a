import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, type Timing } from './compare';
import { WORKLOADS } from './workloads';

/** Runs a workload in this process: once to warm up, then as often as wanted. */
export async function timeHere(name: string, repeat: number): Promise<Timing> {
  const { prepare, run } = WORKLOADS[name]!;
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-bench-'));
  try {
    const given = await prepare(folder);
    (globalThis as { gc?: () => void }).gc?.();
    resetPeak();
    await run(given as never);
    const times: { ms: number; cpu: number; others: number }[] = [];
    for (let i = 0; i < repeat; i++) {
      const [begin, used, busy] = [performance.now(), process.cpuUsage(), busySeconds()];
      await run(given as never);
      const ms = performance.now() - begin;
      const { user, system } = process.cpuUsage(used);
      const cpu = (user + system) / 1000;
      times.push({ ms, cpu, others: Math.max(0, (busySeconds() - busy) * 1000 - cpu) / ms });
    }
    return {
      variant: 'tissuebook',
      ms: median(times.map(({ ms }) => ms)),
      cpuMs: Math.min(...times.map(({ cpu }) => cpu)),
      mb: peakMb(),
      otherCores: median(times.map(({ others }) => others)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From now on the peak is what is resident from now on (Linux); what the inputs take stays in it. */
function resetPeak(): void {
  if (existsSync('/proc/self/clear_refs')) writeFileSync('/proc/self/clear_refs', '5');
}

/** Largest resident set (Linux), else the present one. */
function peakMb(): number {
  const file = '/proc/self/status';
  const line = existsSync(file) ? readFileSync(file, 'utf8').match(/VmHWM:\s+(\d+)/) : null;
  return Math.round(line ? Number(line[1]) / 1024 : process.memoryUsage().rss / 2 ** 20);
}

/** CPU seconds that the machine has spent on anything so far (Linux; 0 elsewhere). */
function busySeconds(): number {
  if (!existsSync('/proc/stat')) return 0;
  const fields = readFileSync('/proc/stat', 'utf8').split('\n')[0]!.split(/\s+/).slice(1, 9).map(Number);
  const idle = fields[3]! + fields[4]!;
  return (fields.reduce((sum, ticks) => sum + ticks, 0) - idle) / 100;
}
