import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { command } from '../setup/command';
import { ROOT } from '../setup/paths';
import { findPython } from '../setup/python';
import { SetupError } from '../setup/report';

/** What the peers' sides need; the versions that the comparison is made with. */
const PACKAGES = [
  'torch==2.13.0',
  'numpy==2.4.6',
  'scipy==1.17.1',
  'anndata==0.12.19',
  'scanpy==1.11.5',
  'squidpy==1.8.2',
  'scikit-learn==1.9.1',
  'umap-learn==0.5.12',
  'pynndescent==0.5.13',
  'igraph==1.0.0',
  'leidenalg==0.12.0',
  'lifelines==0.30.3',
];
/** `reference` is code to be read, not a rival. A workload has some of these. */
const VARIANTS = 'lean,lean sparse,compile,compile (scalar)';

/** How one form of the peer did in one process. */
export interface PeerTiming {
  variant: string;
  ms: number;
  /** CPU time of all threads in the cheapest step. */
  cpuMs: number;
  mb: number;
  otherCores: number;
  /** Loss of the second step. */
  value: number;
}

/** PyTorch and the program that runs its side of the workloads. */
export interface Peers {
  python: string;
  program: string;
  /** The name that the program has for a workload, where it is not ours. */
  like?: string;
  /** What its reference implementations are found by. */
  env?: Record<string, string>;
}

/** Outside of the repository: TISSUEBOOK_PEERS_PYTHON, else the environment that --install-peers makes. */
export function pythonOfPeers(): string {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tissuebook', 'peers');
  return process.env.TISSUEBOOK_PEERS_PYTHON ?? join(folder, 'bin', 'python');
}

/**
 * Finds the peers' side.
 *
 * @throws SetupError with one sentence when the program or PyTorch is absent
 */
export function findPeers(): Peers {
  const folder = process.env.TISSUEBOOK_BENCH ?? join(ROOT, '..', 'shared', 'bench');
  const program = join(folder, 'torch_bench.py');
  if (!existsSync(program)) {
    throw new SetupError(`${program} is absent (TISSUEBOOK_BENCH names the folder with the peers' side).`);
  }
  const python = pythonOfPeers();
  if (spawnSync(python, ['-c', 'import torch']).status !== 0) {
    throw new SetupError(
      `PyTorch was not found in ${python}; "npm run bench -- --install-peers" installs it there (about 1 GB), or name a ` +
        'Python that has it in TISSUEBOOK_PEERS_PYTHON.',
    );
  }
  return { python, program };
}

/** Makes the peers' environment. */
export async function installPeers(): Promise<void> {
  const python = pythonOfPeers();
  if (process.env.TISSUEBOOK_PEERS_PYTHON) {
    throw new SetupError('TISSUEBOOK_PEERS_PYTHON names an environment of your own; install PyTorch there yourself.');
  }
  if (!existsSync(python)) {
    await command(findPython(), ['-m', 'venv', join(python, '..', '..')], { purpose: 'Making the peers’ environment' });
  }
  await command(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES], {
    purpose: 'Installing PyTorch, scanpy and squidpy for the comparison',
  });
}

/** The peers' program with other sizes of a workload: a copy in a folder for temporary files. */
export function withSizes(
  { python, program }: Peers,
  { like, sizes }: { like: string; sizes: Readonly<Record<string, number>> },
): Peers {
  const from = dirname(program);
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-peers-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['common.py', basename(program)]) copyFileSync(join(from, name), join(folder, name));
  const workloads = JSON.parse(readFileSync(join(from, 'workloads.json'), 'utf8')) as {
    training: Record<string, object>;
  };
  workloads.training[like] = { ...workloads.training[like], ...sizes };
  writeFileSync(join(folder, 'workloads.json'), JSON.stringify(workloads));
  const reference = process.env.TISSUEBOOK_REFERENCE ?? join(from, '..', 'reference');
  return { python, program: join(folder, basename(program)), like, env: { TISSUEBOOK_REFERENCE: reference } };
}

/** Writes the weights that the peer's model starts with, for our side to start with too. */
export async function writeStartWeights(
  { python, program, like, env }: Peers,
  workload: string,
  cells: number,
  file: string,
): Promise<void> {
  const script = join(ROOT, 'tests', 'bench', 'engine', 'start_weights.py');
  await command(python, ['-W', 'ignore', script, dirname(program), like ?? workload, String(cells), file], {
    ...(env && { env }),
    purpose: `Writing the start weights of ${workload}`,
  });
}

/** Runs the peer's forms of a workload in a process; `keep` has glibc hold on to freed memory. A form that fails is left out. */
export async function runPeers(
  { python, program, like = '', env }: Peers,
  workload: string,
  repeat: number,
  keep: boolean,
): Promise<PeerTiming[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-bench-'));
  const file = join(folder, 'lines.jsonl');
  const forms = keep ? ['--variants', 'lean', '--allocator', 'keep'] : ['--variants', VARIANTS];
  try {
    await command(python, [program, '--only', like || workload, '--repeat', String(repeat), '--json', file, ...forms], {
      ...(env && { env }),
      purpose: `Timing PyTorch on ${workload}`,
    });
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return lines
      .map((line) => JSON.parse(line) as Record<string, string | number>)
      .filter((line) => line.seconds_median !== undefined)
      .map((line) => ({
        variant: `${line.variant}${keep ? ', keep' : ''}`,
        ms: 1000 * Number(line.seconds_median),
        cpuMs: 1000 * Number(line.cpu_seconds_min),
        mb: Number(line.peak_rss_mb),
        otherCores: Number(line.other_cores),
        value: Number(line.value),
      }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
