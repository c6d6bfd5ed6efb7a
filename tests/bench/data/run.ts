import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { WORKLOADS } from './workloads';

/**
 * Times reading, preparation, graphs and statistics: npx tsx tests/bench/data/run.ts [--only pca,knn] [--repeat 5]. Each
 * workload runs in a process of its own and prints a JSON line: milliseconds of wall clock and of CPU (minimum), and peak
 * memory. Where TISSUEBOOK_PEERS_PYTHON names a Python with scanpy and squidpy, their side of the workload (data_bench.py in
 * the folder TISSUEBOOK_BENCH, default ../shared/bench) runs right after it, and its lines follow.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, repeat: { type: 'string', default: '5' }, one: { type: 'string' } },
  });
  const repeat = Number(values.repeat);
  if (values.one) return time(values.one, repeat);
  const known = Object.keys(WORKLOADS);
  for (const name of values.only?.split(',') ?? known) {
    if (!known.includes(name)) throw new Error(`There is no workload ${name}: ${known.join(', ')}.`);
    const args = ['--import', 'tsx', __filename, '--one', name, '--repeat', String(repeat)];
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
    if (status !== 0) console.log(JSON.stringify({ workload: name, failed: `process ended with code ${status}` }));
    runPeer(name, repeat);
  }
}

async function time(name: string, repeat: number): Promise<void> {
  const { prepare, run } = WORKLOADS[name]!;
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-bench-'));
  try {
    const given = await prepare(folder);
    await run(given as never);
    const wall: number[] = [];
    const cpu: number[] = [];
    for (let i = 0; i < repeat; i++) {
      const [begin, used] = [performance.now(), process.cpuUsage()];
      await run(given as never);
      wall.push(performance.now() - begin);
      const { user, system } = process.cpuUsage(used);
      cpu.push((user + system) / 1000);
    }
    const round = (list: number[]): number => Math.round(Math.min(...list) * 10) / 10;
    console.log(JSON.stringify({ workload: name, ours_ms: round(wall), cpu_ms: round(cpu), ours_mb: peakMb() }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runPeer(name: string, repeat: number): void {
  const python = process.env.TISSUEBOOK_PEERS_PYTHON;
  const folder = process.env.TISSUEBOOK_BENCH ?? join(__dirname, '..', '..', '..', '..', 'shared', 'bench');
  const program = join(folder, 'data_bench.py');
  if (!python || !existsSync(program)) return;
  spawnSync(python, [program, '--only', name, '--repeat', String(repeat)], { stdio: 'inherit' });
}

/** Largest resident set (Linux), else the present one. */
function peakMb(): number {
  const line = existsSync('/proc/self/status')
    ? readFileSync('/proc/self/status', 'utf8').match(/VmHWM:\s+(\d+)/)
    : null;
  return Math.round(line ? Number(line[1]) / 1024 : process.memoryUsage().rss / 2 ** 20);
}

void main();
