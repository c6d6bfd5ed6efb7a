import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonCommand } from '../../../src/data/datasets/pythonCommand';
import { until } from './processes';

const ROOT = join(__dirname, '..', '..', '..');
const python = pythonCommand();

/** Writes certificates of their own authority: ca.pem, cert.pem and key.pem in a folder. */
export function makeCertificates(folder: string): string {
  mkdirSync(folder);
  const code = `
from distributed import Security
s = Security.temporary()
for name, text in (("ca", s.tls_ca_file), ("cert", s.tls_client_cert), ("key", s.tls_client_key)):
    open(f"${folder}/{name}.pem", "w").write(text)
`;
  execFileSync(python, ['-c', code], { timeout: 60_000 });
  return folder;
}

/** A Dask cluster that somebody else has started. */
export class ForeignCluster {
  address = '';
  readonly #processes: ChildProcess[] = [];
  readonly #folder: string;
  readonly #tls: readonly string[];

  /** @param folder for its files @param certificates of makeCertificates */
  constructor(folder: string, certificates: string) {
    const at = (name: string): string => join(certificates, `${name}.pem`);
    this.#folder = folder;
    this.#tls = ['--tls-ca-file', at('ca'), '--tls-cert', at('cert'), '--tls-key', at('key')];
  }

  async start(): Promise<void> {
    const file = join(this.#folder, 'scheduler.json');
    this.#run('dask_scheduler', ['--host', 'tls://127.0.0.1', '--port', '0', '--scheduler-file', file], {});
    if (!(await until(() => existsSync(file), 30_000))) throw new Error('The scheduler does not start.');
    this.address = (JSON.parse(readFileSync(file, 'utf8')) as { address: string }).address;
  }

  /** @param root the folder that holds tissuebook and dist; none for a worker without the library */
  worker(name: string, root: string | undefined, environment: NodeJS.ProcessEnv = {}): void {
    const options = ['--host', '127.0.0.1', '--name', name, '--nthreads', '1', '--no-nanny'];
    this.#run('dask_worker', [this.address, ...options, '--local-directory', this.#folder], {
      ...(root !== undefined && { PYTHONPATH: root }),
      ...environment,
    });
  }

  /** Runs a few lines of Python with a `client` of the cluster's; they print JSON. */
  ask(lines: string): unknown {
    const [ca, cert, key] = [1, 3, 5].map((at) => this.#tls[at]);
    const code = `
import json
from distributed import Client, Security
security = Security(tls_ca_file="${ca}", tls_client_cert="${cert}", tls_client_key="${key}", require_encryption=True)
with Client("${this.address}", security=security) as client:
${lines.replace(/^/gm, '    ')}
`;
    return JSON.parse(
      execFileSync(python, ['-c', code], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 120_000 }),
    );
  }

  /** Waits until so many workers are there. @throws where they do not come */
  waitFor(workers: number): void {
    this.ask(`client.wait_for_workers(${workers}, timeout=90)\nprint(1)`);
  }

  async stop(): Promise<void> {
    for (const one of this.#processes.reverse()) one.kill('SIGKILL');
    await until(
      () => this.#processes.every(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null),
      5000,
    );
  }

  #run(program: string, options: string[], environment: NodeJS.ProcessEnv): void {
    const rest = { ...process.env };
    delete rest.PYTHONPATH;
    const args = ['-m', `distributed.cli.${program}`, ...options, '--no-dashboard', ...this.#tls];
    this.#processes.push(spawn(python, args, { cwd: this.#folder, stdio: 'ignore', env: { ...rest, ...environment } }));
  }
}

/** A copy of the library that says it is of another version. */
export function otherVersion(folder: string, version: string): string {
  mkdirSync(join(folder, 'dist', 'src'), { recursive: true });
  symlinkSync(join(ROOT, 'tissuebook'), join(folder, 'tissuebook'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  symlinkSync(join(ROOT, 'dist', 'kernel'), join(folder, 'dist', 'kernel'));
  // Node follows links to the files of a program, and looks for package.json where they lead: these are copied.
  for (const name of readdirSync(join(ROOT, 'dist', 'src'))) {
    cpSync(join(ROOT, 'dist', 'src', name), join(folder, 'dist', 'src', name), { recursive: true });
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'tissuebook', version }));
  return folder;
}

export { ROOT };
