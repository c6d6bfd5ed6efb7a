import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonOfPeers } from '../../../scripts/bench/peers';

/** How one side did in one process. */
export interface Timing {
  /** The function that was timed. */
  variant: string;
  /** Medians of wall clock and minimum of CPU time, in milliseconds. */
  ms: number;
  cpuMs: number;
  mb: number;
  otherCores: number;
}

/** Both sides of a workload. */
export interface Comparison {
  workload: string;
  ours_ms: number;
  ours_mb: number;
  /** Every form of the peer: median milliseconds. */
  peers: Record<string, number>;
  /** The form that counts: the fastest, unless the goal names another. */
  peer: string;
  /** Ours to the peer's of each round: the median, the lowest and the highest. */
  ratio: number;
  lowest: number;
  highest: number;
  /** The same of CPU time, which other programs disturb less. */
  cpu_ratio: number;
  memory_ratio: number;
  goal: number;
  other_cores: number;
}

/** What a workload may take of the peer's time. */
export function goalOf(workload: string): number {
  return /^(spatial|delaunay|knn)/.test(workload) ? 1.5 : 2;
}

/** The peers' Python and program; undefined where one is absent. */
export function findDataPeers(): { python: string; program: string } | undefined {
  const folder = process.env.TISSUEBOOK_BENCH ?? join(__dirname, '..', '..', '..', '..', 'shared', 'bench');
  const program = join(folder, 'data_bench.py');
  const python = pythonOfPeers();
  if (!existsSync(program) || spawnSync(python, ['-c', 'import scanpy, squidpy']).status !== 0) return undefined;
  return { python, program };
}

/**
 * Runs the peer's forms of a workload in a process of their own.
 *
 * @param variants the forms that count, separated by commas; all without it
 */
export function timePeers(
  peers: { python: string; program: string },
  workload: string,
  repeat: number,
  variants = '',
): Timing[] {
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-bench-'));
  const file = join(folder, 'lines.jsonl');
  try {
    const args = [
      '-W',
      'ignore',
      peers.program,
      '--only',
      workload,
      '--repeat',
      String(repeat),
      '--json',
      file,
      '--variants',
      variants,
    ];
    spawnSync(peers.python, args, { stdio: 'ignore' });
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string & number>)
      .filter((line) => line.seconds_median !== undefined)
      .map((line) => ({
        variant: line.variant!,
        ms: 1000 * line.seconds_median!,
        cpuMs: 1000 * line.cpu_seconds_min!,
        mb: line.peak_rss_mb!,
        otherCores: line.other_cores!,
      }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param rounds the two sides of each round, which ran right after each other */
export function summarize(workload: string, rounds: readonly { ours: Timing; theirs: Timing[] }[]): Comparison {
  const all = rounds.flatMap(({ theirs }) => theirs);
  const of = (variant: string): Timing[] => all.filter((run) => run.variant === variant);
  const peers = [...new Set(all.map(({ variant }) => variant))].map((variant) => ({
    variant,
    ms: median(of(variant).map(({ ms }) => ms)),
  }));
  const { variant } = peers.reduce((best, form) => (form.ms < best.ms ? form : best));
  const ratiosOf = (key: 'ms' | 'cpuMs'): number[] =>
    rounds.flatMap(({ ours, theirs }) =>
      theirs.filter((run) => run.variant === variant).map((run) => ours[key] / run[key]),
    );
  const ratios = ratiosOf('ms');
  const oursMb = Math.max(...rounds.map(({ ours }) => ours.mb));
  return {
    workload,
    ours_ms: Math.round(median(rounds.map(({ ours }) => ours.ms))),
    ours_mb: oursMb,
    peers: Object.fromEntries(peers.map((form) => [form.variant, Math.round(form.ms)])),
    peer: variant,
    ratio: short(median(ratios)),
    lowest: short(Math.min(...ratios)),
    highest: short(Math.max(...ratios)),
    cpu_ratio: short(median(ratiosOf('cpuMs'))),
    memory_ratio: short(oursMb / Math.max(...of(variant).map(({ mb }) => mb))),
    goal: goalOf(workload),
    other_cores: short(
      Math.max(...rounds.flatMap(({ ours, theirs }) => [ours, ...theirs].map((run) => run.otherCores))),
    ),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function short(value: number): number {
  return Number(value.toFixed(2));
}
