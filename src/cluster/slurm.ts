import { resolve } from 'node:path';
import { expandHome } from '../cacheFolder';
import { TissuebookError } from '../errors';
import { integer, listOf, type OptionCheck, text } from '../options';
import type { SessionOptions } from './sessionOptions';

/** What jobs of Slurm are given. */
export interface SlurmOptions extends SessionOptions {
  /** How many; each is one worker that does one task at a time. */
  jobs: number;
  /** Of a job, for its one task. */
  cores: number;
  /** Of a job: '64GB'. Node's memory counts; Slurm holds it to this. */
  memory: string;
  /** A folder that this machine and the jobs see, for the certificates of the run. */
  shared: string;
  partition?: string;
  account?: string;
  /** How long a job may take. '08:00:00'. */
  time?: string;
  /** A folder on the machine of a job for what is kept for a moment. */
  scratch?: string;
  /** The Python of the jobs. This notebook's. */
  python?: string;
  /** Lines of the shell before a worker is started: ['module load python']. */
  prologue?: readonly string[];
  /** Further lines for sbatch: ['--gres=gpu:1']. */
  directives?: readonly string[];
  /** The address or name under which jobs reach the scheduler, which runs here. */
  host?: string;
  /** Seconds to wait for the first job. 600. */
  wait?: number;
}

/** Text of one line: what is more would be further lines of a script. */
const line: OptionCheck = (value) => text(value) ?? (/[\r\n\0]/.test(value as string) ? 'text of one line' : undefined);

export const slurmChecks = {
  jobs: integer(1, 10_000),
  cores: integer(1, 1024),
  ...{
    memory: line,
    shared: line,
    partition: line,
    account: line,
    time: line,
    scratch: line,
    python: line,
    host: line,
  },
  ...{ prologue: listOf(line), directives: listOf(line) },
  wait: integer(1, 1_000_000),
};

/** @throws TissuebookError 'invalid-argument' for what is missing */
export function jobOptions(where: string, options: SlurmOptions) {
  for (const name of ['jobs', 'cores', 'memory', 'shared'] as const) {
    if (options?.[name] !== undefined) continue;
    throw new TissuebookError('invalid-argument', `${where}: ${name} is needed.`, { argument: name, found: undefined });
  }
  const { jobs, cores, memory, partition, account, time = '08:00:00', python, prologue, directives, host } = options;
  const shared = resolve(expandHome(options.shared));
  const { wait = 600, scratch } = options;
  return { jobs, cores, memory, shared, partition, account, time, scratch, python, prologue, directives, host, wait };
}
