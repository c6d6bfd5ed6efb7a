import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { packageRoot, pythonCommand } from '../data/datasets/pythonCommand';
import { TissuebookError } from '../errors';
import { receivedError, type SentError } from './wire/errors';
import { type Frame, frameParts, FrameReader, type Header } from './wire/frames';

interface Waiting {
  resolve(frame: Frame): void;
  reject(error: Error): void;
}

/** Characters of what the link printed that an error repeats (ours). */
const PRINTED = 2000;
/** Milliseconds that it may take to leave a cluster (ours). */
const LEAVE = 15_000;

/**
 * The Python process that speaks to Dask for this one, over its standard input and output. It listens nowhere, and ends when its input
 * does: with this process, however that ends.
 */
export class Link {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #next = 1;
  #gone: TissuebookError | undefined;
  #closing = false;
  #printed = '';

  /** @param heard what the cluster says unasked */
  constructor(heard: (frame: Frame) => void) {
    const python = pythonCommand();
    // A process group of its own: the interrupt of a notebook's cell goes to the group of its kernel.
    const options = { stdio: ['pipe', 'pipe', 'pipe'] as ['pipe', 'pipe', 'pipe'], detached: true, env: environment() };
    this.#child = spawn(python, ['-m', 'tissuebook.cluster.link'], options);
    const reader = new FrameReader((frame) => this.#take(frame, heard));
    this.#child.stdout!.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch (error) {
        this.#lose(error as TissuebookError);
        this.#child.kill();
      }
    });
    this.#child.stderr!.on(
      'data',
      (chunk: Buffer) => (this.#printed = (this.#printed + chunk.toString()).slice(-PRINTED)),
    );
    this.#child.stdin!.on('error', () => undefined);
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (cause) => {
        this.#lose(lost(`${python} could not be started`, cause));
        resolve();
      });
      // 'close' comes when all that it wrote was read.
      this.#child.once('close', (code, signal) => {
        this.#lose(this.#closing ? left() : lost(`it ended with ${signal ?? `code ${code}`}`, this.#printed.trim()));
        resolve();
      });
    });
  }

  /** The process, to look at. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks and waits for the answer. @throws TissuebookError as the other side says; 'cluster-lost' when it is gone */
  ask(header: Header, buffers: readonly Uint8Array[] = []): Promise<Frame> {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const parts = frameParts({ ...header, id }, buffers);
      this.#waiting.set(id, { resolve, reject });
      this.#write(parts);
    });
  }

  /** Says something that has no answer. */
  tell(header: Header): void {
    if (!this.#gone) this.#write(frameParts(header));
  }

  /** Leaves the cluster, with all that was started, and comes back when the process is gone. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#child.stdin!.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), LEAVE);
    await this.#ended;
    clearTimeout(timer);
  }

  #write(parts: readonly Uint8Array[]): void {
    for (const part of parts) this.#child.stdin!.write(part);
  }

  #take(frame: Frame, heard: (frame: Frame) => void): void {
    const { op, id, error } = frame.header;
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (!waiting) return void (op === 'answer' || op === 'failed' || heard(frame));
    this.#waiting.delete(id!);
    if (op === 'failed') waiting.reject(receivedError(error as SentError));
    else waiting.resolve(frame);
  }

  #lose(error: TissuebookError): void {
    this.#gone ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#gone);
    this.#waiting.clear();
  }
}

const lost = (how: string, cause: unknown): TissuebookError =>
  new TissuebookError('cluster-lost', `The link to the cluster is gone: ${how}.`, {
    found: cause,
    advice: `Start the cluster again, or connect to it again.${cause ? ` It said: ${String(cause)}` : ''}`,
  });

const left = (): TissuebookError =>
  new TissuebookError('cluster-lost', 'The cluster was closed.', { advice: 'Make another one.' });

/** With the folder of our Python package, which in a checkout is not installed. */
function environment(): NodeJS.ProcessEnv {
  const folder = pythonFolder();
  const known = process.env['PYTHONPATH'];
  return { ...process.env, ...(folder !== undefined && { PYTHONPATH: known ? folder + delimiter + known : folder }) };
}

/** The folder that holds tissuebook/cluster: the root of a checkout, or Python's folder of packages. */
function pythonFolder(): string | undefined {
  for (let folder = packageRoot(__dirname) ?? __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'tissuebook', 'cluster', 'link.py'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
