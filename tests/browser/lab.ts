import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The project's root. */
export const ROOT = resolve(__dirname, '../..');
const JUPYTER = join(ROOT, '.venv', process.platform === 'win32' ? 'Scripts/jupyter.exe' : 'bin/jupyter');
const LABEXTENSION = join(ROOT, 'tissuebook', 'labextension');
const KERNELSPEC = join(ROOT, '.venv', 'share', 'jupyter', 'kernels', 'tissuebook', 'kernel.json');
const START_MS = 120_000;

/** A JupyterLab, and the place in it that is one file's of the tests. */
export interface Lab {
  /** Address without a trailing slash. */
  url: string;
  token: string;
  /** The folder of the notebooks. */
  folder: string;
  /** The same folder as JupyterLab names it: '' for its root, else with a slash at the end. */
  path: string;
}

/** A JupyterLab of its own: own folder, own settings, own port, gone after stop(). */
export interface StartedLab extends Lab {
  stop(): Promise<void>;
}

/** Why JupyterLab cannot be started here, or undefined when it can: the reason of a skip. */
export function labMissing(): string | undefined {
  if (!existsSync(JUPYTER)) return `no JupyterLab in .venv (npm start makes it)`;
  if (!existsSync(join(LABEXTENSION, 'package.json')))
    return 'the JupyterLab extension is not built (npm start builds it)';
  return undefined;
}

/** Why the Tissuebook kernel cannot be started here, or undefined when it can. */
export function kernelMissing(): string | undefined {
  return existsSync(KERNELSPEC) ? undefined : 'the Tissuebook kernel is not installed in .venv (npm start installs it)';
}

/**
 * Starts JupyterLab on a free port of this machine.
 *
 * @param env more environment variables, for example for the kernels that it starts
 * @param extension whether our extension is on. Default: true
 */
export async function startLab(env: Record<string, string> = {}, extension = true): Promise<StartedLab> {
  const home = mkdtempSync(join(tmpdir(), 'tissuebook-lab-'));
  const folder = placeIn(home, 'notebooks');
  const [port, token] = [await freePort(), randomBytes(16).toString('hex')];
  const server = spawn(
    JUPYTER,
    [
      'lab',
      '--no-browser',
      '--ServerApp.ip=127.0.0.1',
      `--ServerApp.port=${port}`,
      '--ServerApp.port_retries=0',
      `--IdentityProvider.token=${token}`,
      `--ServerApp.root_dir=${folder}`,
      ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...jupyterFolders(home, extension), ...env } },
  );
  const stop = async (): Promise<void> => {
    await ended(server);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await answering(`${url}/api?token=${token}`, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, token, folder, path: '', stop };
}

function placeIn(home: string, name: string): string {
  const path = join(home, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** Jupyter's folders below one of the tests' own, with our extension and kernel; as the variables that name them. */
function jupyterFolders(home: string, extension: boolean): Record<string, string> {
  symlinkSync(LABEXTENSION, join(placeIn(home, 'share/labextensions'), 'tissuebook-lab'), 'junction');
  if (!kernelMissing()) {
    // The registered kernel may be another checkout's.
    const spec = JSON.parse(readFileSync(KERNELSPEC, 'utf8')) as { argv: string[] };
    spec.argv[1] = join(ROOT, 'dist', 'kernel', 'main.js');
    writeFileSync(join(placeIn(home, 'share/kernels/tissuebook'), 'kernel.json'), JSON.stringify(spec));
  }
  // The announcements ask a server on the internet whether there is news.
  const disabled = { '@jupyterlab/apputils-extension:announcements': true, 'tissuebook-lab': !extension };
  const page = { disabledExtensions: disabled };
  writeFileSync(join(placeIn(home, 'config/labconfig'), 'page_config.json'), JSON.stringify(page));
  return {
    JUPYTER_CONFIG_DIR: placeIn(home, 'config'),
    JUPYTER_DATA_DIR: placeIn(home, 'data'),
    JUPYTER_RUNTIME_DIR: placeIn(home, 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: placeIn(home, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: placeIn(home, 'workspaces'),
    JUPYTER_PATH: join(home, 'share'),
  };
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  let said = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (piece: Buffer) => (said = (said + piece.toString()).slice(-4000)));
  }
  const end = Date.now() + START_MS;
  while (Date.now() < end) {
    if (server.exitCode !== null) throw new Error(`JupyterLab ended with code ${server.exitCode}:\n${said}`);
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`JupyterLab did not answer within ${START_MS / 1000} s:\n${said}`);
}

/** Asks the server to end, which ends its kernels too; insists after ten seconds. */
async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise<void>((done) => server.once('exit', () => done()));
  server.kill('SIGTERM');
  const insist = setTimeout(() => server.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(insist);
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
