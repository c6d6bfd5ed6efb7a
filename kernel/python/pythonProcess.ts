import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection } from '../transport/connection';

/** How much of what Python writes to its standard error is kept, for the case that it does not start. Ours; in characters. */
const KEPT_ERRORS = 4000;
const PORTS = ['shell_port', 'control_port', 'iopub_port', 'stdin_port', 'hb_port'] as const;

/** Python ended, or did not start. */
export class PythonEnded extends Error {
  override readonly name = 'PythonEnded';
}

/**
 * An ipykernel of this process's own, with a folder that only this user can read. Elsewhere than on Windows it listens on sockets in that
 * folder, on Windows on the loopback address; messages are signed with a key that only the folder holds.
 */
export class PythonProcess {
  /** Resolves to why it has ended. */
  readonly ended: Promise<PythonEnded>;
  private errors = '';
  private readonly remove = (): void => {
    this.child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  };

  private constructor(
    readonly connection: Connection,
    /** For what is exchanged. */
    readonly folder: string,
    private readonly program: string,
    private readonly child: ChildProcess,
  ) {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors = (this.errors + text).slice(-KEPT_ERRORS);
    });
    this.ended = new Promise((resolve) => {
      child.on('error', (error) => resolve(new PythonEnded(`${program} cannot be started: ${error.message}.`)));
      child.on('close', (code, signal) => resolve(this.reason(code, signal)));
    });
    void this.ended.then(() => {
      process.off('exit', this.remove);
      rmSync(folder, { recursive: true, force: true });
    });
    process.on('exit', this.remove);
  }

  static async start(program: string, cwd: string): Promise<PythonProcess> {
    const folder = mkdtempSync(path.join(tmpdir(), 'tissuebook-py-'));
    const connection = await newConnection(folder);
    const file = path.join(folder, 'connection.json');
    writeFileSync(file, JSON.stringify({ ...connection, signature_scheme: 'hmac-sha256' }), { mode: 0o600 });
    const child = spawn(program, ['-m', 'ipykernel_launcher', '-f', file], {
      cwd,
      // ipykernel ends by itself when the process of this number has.
      env: { ...process.env, JPY_PARENT_PID: String(process.pid) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return new PythonProcess(connection, folder, program, child);
  }

  interrupt(): void {
    this.child.kill('SIGINT');
  }

  end(): void {
    this.child.kill('SIGKILL');
  }

  private reason(code: number | null, signal: NodeJS.Signals | null): PythonEnded {
    if (/No module named '?ipykernel/.test(this.errors)) {
      return new PythonEnded(
        `${this.program} has no ipykernel, which cells in Python run in. Install it there (${this.program} -m pip install ipykernel), or ` +
          'name another Python: %%python --python PROGRAM.',
      );
    }
    const how = signal ? `by the signal ${signal}` : `with the exit code ${code}`;
    const said = this.errors.trim() ? ` It said last:\n${this.errors.trim()}` : '';
    return new PythonEnded(
      `Python (${this.program}) has ended ${how}. Its variables are gone, those of the notebook are not; the next cell in Python ` +
        `starts it anew.${said}`,
    );
  }
}

async function newConnection(folder: string): Promise<Connection> {
  const key = randomBytes(32).toString('hex');
  if (process.platform !== 'win32') {
    const ports = Object.fromEntries(PORTS.map((port, i) => [port, i + 1])) as Record<(typeof PORTS)[number], number>;
    return { transport: 'ipc', ip: path.join(folder, 's'), key, ...ports };
  }
  const free = await freePorts(PORTS.length);
  const ports = Object.fromEntries(PORTS.map((port, i) => [port, free[i]!])) as Record<(typeof PORTS)[number], number>;
  return { transport: 'tcp', ip: '127.0.0.1', key, ...ports };
}

/** Ports of the loopback address that nobody has, all found before any is given back. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
