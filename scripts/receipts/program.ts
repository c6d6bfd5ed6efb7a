import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Digests } from '../../tests/receipts/digests';
import { command } from '../setup/command';
import { packageScript, ROOT } from '../setup/paths';

/** What a machine found with a number of threads. */
export interface MachineRun {
  readonly threads: number;
  readonly digests: Digests;
  readonly absent: readonly string[];
}

/** The program of tests/receipts in one file, beside the compiled library: Node without a compiler starts it. */
export async function makeProgram(): Promise<string> {
  await command(process.execPath, [packageScript('typescript', 'bin', 'tsc'), '--build'], {
    cwd: ROOT,
    purpose: 'Compiling the library',
  });
  return bundleProgram();
}

/** The same beside the library as it was compiled last. */
export async function bundleProgram(): Promise<string> {
  const outfile = join(ROOT, 'out', 'receipts', 'tests', 'receipts', 'main.js');
  const options = { bundle: true, platform: 'node', format: 'cjs', target: 'es2022', logLevel: 'error' } as const;
  await build({ ...options, entryPoints: [join(ROOT, 'tests', 'receipts', 'main.ts')], outfile, plugins: [compiled] });
  return outfile;
}

/** The library stays in files of its own, of which some are started as threads. */
const compiled: Plugin = {
  name: 'compiled library',
  setup({ onResolve }) {
    onResolve({ filter: /(^|\/)\.\.\/src\// }, ({ path }) => ({
      path: join(ROOT, 'dist', path.slice(path.indexOf('src/'))),
      external: true,
    }));
  },
};

export interface ProgramOptions {
  /** Numbers of threads, between commas. */
  threads: string;
  /** Data sets; all. */
  samples?: readonly string[];
  /** Leaves the slow lines out; needs the data sets named. */
  quick?: boolean;
  env?: Readonly<Record<string, string>>;
  /** What it is run for, in errors. */
  purpose: string;
}

/** Runs the program by a command, and reads what it found. */
export async function runProgram(
  start: readonly string[],
  program: string,
  { threads, samples, quick, env = {}, purpose }: ProgramOptions,
): Promise<MachineRun[]> {
  const folder = mkdtempSync(join(tmpdir(), 'receipts-'));
  const file = join(folder, 'digests.json');
  try {
    const asked = [file, threads, ...(samples ? [samples.join()] : []), ...(quick ? ['quick'] : [])];
    await command(start[0]!, [...start.slice(1), program, ...asked], { cwd: ROOT, env: { ...env }, purpose });
    return JSON.parse(readFileSync(file, 'utf8')) as MachineRun[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
