import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OurTiming, runOurs } from './ours';
import { type PeerTiming, type Peers, runPeers, writeStartWeights } from './peers';

/** One workload, both sides. */
export interface Comparison {
  workload: string;
  ours_ms: number;
  /** The fastest form of the peer. */
  peer: string;
  peer_ms: number;
  /** Of the medians, ours to the peer's. */
  ratio: number;
  /** CPU time of all threads in the cheapest step, and its ratio to that of the peer's thriftiest form: these say more than the
   * times where other programs take cores. */
  ours_cpu_ms: number;
  peer_cpu_ms: number;
  cpu_ratio: number;
  ours_mb: number;
  peer_mb: number;
  /** Median milliseconds of every form of the peer. */
  peers: Record<string, number>;
  /** Our step without compiling, and its ratio to the peer: what a user has where a step cannot be compiled. */
  eager_ms: number;
  eager_ratio: number;
  /** How far the losses of the second step lie apart, relative to the peer's: both sides start with the same weights. */
  difference: number;
  provider: string;
  /** Largest share of a core that other processes took from any of the runs: above 0.3 the numbers say little. */
  other_cores: number;
}

/** How a step grows with the number of cells: ours alone. */
export interface Growth {
  cells: number[];
  ms: number[];
  /** b of ms = a cells^b between the smallest and the largest: 1 is in proportion. */
  exponent: number;
}

/** Runs both sides in turn, so that whatever else the machine does meets them alike. */
export async function compare(
  peers: Peers,
  workload: string,
  cells: number,
  rounds: number,
  repeat: number,
  say: (text: string) => void,
): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-bench-'));
  const weights = join(folder, 'weights.safetensors');
  const ours: OurTiming[] = [];
  const theirs: PeerTiming[] = [];
  try {
    await writeStartWeights(peers, workload, cells, weights);
    for (let round = 1; round <= rounds; round++) {
      say(`${workload}: round ${round} of ${rounds}, ours`);
      ours.push(await runOurs(workload, { repeat, weights }));
      say(`${workload}: round ${round} of ${rounds}, PyTorch`);
      theirs.push(...(await runPeers(peers, workload, repeat, false)));
      theirs.push(...(await runPeers(peers, workload, repeat, true)));
    }
    say(`${workload}: ours without compiling`);
    return summarize(workload, ours, theirs, await runOurs(workload, { repeat, weights, eager: true }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function summarize(workload: string, ours: OurTiming[], theirs: PeerTiming[], eager: OurTiming): Comparison {
  const forms = [...new Set(theirs.map(({ variant }) => variant))].map((variant) => {
    const runs = theirs.filter((run) => run.variant === variant);
    return { variant, ms: median(runs.map(({ ms }) => ms)), mb: Math.max(...runs.map(({ mb }) => mb)) };
  });
  const fastest = forms.reduce((best, form) => (form.ms < best.ms ? form : best));
  const oursMs = median(ours.map(({ ms }) => ms));
  const oursCpu = Math.min(...ours.map(({ cpuMs }) => cpuMs));
  const peerCpu = Math.min(...theirs.map(({ cpuMs }) => cpuMs));
  return {
    workload,
    ours_ms: Math.round(oursMs),
    peer: fastest.variant,
    peer_ms: Math.round(fastest.ms),
    ratio: Number((oursMs / fastest.ms).toFixed(3)),
    ours_cpu_ms: Math.round(oursCpu),
    peer_cpu_ms: Math.round(peerCpu),
    cpu_ratio: Number((oursCpu / peerCpu).toFixed(3)),
    ours_mb: Math.max(...ours.map(({ mb }) => mb)),
    peer_mb: fastest.mb,
    peers: Object.fromEntries(forms.map(({ variant, ms }) => [variant, Math.round(ms)])),
    eager_ms: Math.round(eager.ms),
    eager_ratio: Number((eager.ms / fastest.ms).toFixed(3)),
    difference: Number(Math.abs(ours[0].value / theirs[0].value - 1).toExponential(1)),
    provider: ours[0].provider,
    other_cores: Math.max(...[...ours, ...theirs].map(({ otherCores }) => otherCores)),
  };
}

/** Times our step on a quarter, a half and all of the workload's cells. */
export async function growth(workload: string, cells: number, repeat: number): Promise<Growth> {
  const sizes = [cells / 4, cells / 2, cells];
  const ms: number[] = [];
  for (const size of sizes) ms.push((await runOurs(workload, { repeat, cells: size })).ms);
  return { cells: sizes, ms, exponent: Number((Math.log(ms[2] / ms[0]) / Math.log(4)).toFixed(2)) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
