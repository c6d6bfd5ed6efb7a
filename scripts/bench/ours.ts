import { join } from 'node:path';
import { command } from '../setup/command';
import { ROOT } from '../setup/paths';

/** How our side did in one process. */
export interface OurTiming {
  ms: number;
  /** CPU time of all threads in the cheapest step. */
  cpuMs: number;
  mb: number;
  otherCores: number;
  compiled: boolean;
  provider: string;
  /** Loss of the second step. */
  value: number;
}

export interface OurOptions {
  repeat: number;
  cells?: number;
  eager?: boolean;
  /** Start weights: a safetensors file. */
  weights?: string;
}

/** Runs our side of a workload in a process of its own. */
export async function runOurs(workload: string, { repeat, cells, eager, weights }: OurOptions): Promise<OurTiming> {
  const program = join(ROOT, 'tests', 'bench', 'engine', 'run.ts');
  const args = ['--import', 'tsx', program, '--only', workload, '--repeat', String(repeat)];
  if (cells) args.push('--cells', String(cells));
  if (eager) args.push('--eager');
  if (weights) args.push('--weights', weights);
  const { output } = await command(process.execPath, args, { cwd: ROOT, purpose: `Timing our ${workload}` });
  const json = output.split('\n').find((text) => text.startsWith('{')) ?? '{}';
  const line = JSON.parse(json) as Record<string, never>;
  return {
    ms: line['ours_ms'],
    cpuMs: line['cpu_min_ms'],
    mb: line['ours_mb'],
    otherCores: line['other_cores'],
    compiled: line['compiled'],
    provider: line['provider'],
    value: line['value'],
  };
}
