import { type ChildProcess, spawn } from 'node:child_process';
import { pythonCommand } from '../../data/datasets/pythonCommand';
import type { Peers } from '../../engine';
import { TissuebookError } from '../../errors';
import { receivedError, type SentError } from '../wire/errors';
import { type Frame, frameParts, FrameReader, type Header } from '../wire/frames';

/** One of several processes that train a model together: what the notebook gives to each. */
export interface RankSettings {
  readonly rank: number;
  readonly size: number;
  /** The name or address of the first rank's machine, at which the others reach it. */
  readonly host: string;
  /** How the first rank is joined; absent for itself. */
  readonly tracker?: unknown;
  /** Seconds that ranks wait for each other. */
  readonly timeout: number;
  /** What a reader of the result has to know of them. */
  readonly notices: readonly string[];
}

/** What a rank reports beside how far its training is: how the first one is joined; that the ranks need each other no more. */
export type RankProgress = { readonly tracker: unknown } | { readonly left: true };

export interface RingOptions {
  /** Cuts it off at once. */
  readonly signal: AbortSignal;
  /** Told how it is joined, and that it has left. */
  readonly tell: (progress: RankProgress) => void;
  /** Called at the step at which all ranks end, because one was asked to. */
  readonly onEnd: () => void;
}

interface Waiting {
  resolve(frame: Frame): void;
  reject(error: Error): void;
}

/**
 * The sum over the ranks of a training, by XGBoost's collective in a small Python process beside this one: it adds up, and is the only
 * thing that breaks when a rank is lost.
 */
export class Ring implements Peers {
  readonly rank: number;
  readonly size: number;
  readonly notices: readonly string[];
  ending = false;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #tell: (progress: RankProgress) => void;
  readonly #onEnd: () => void;
  #next = 1;
  #gone: Error | undefined;

  private constructor({ rank, size, notices }: RankSettings, { tell, onEnd }: RingOptions) {
    this.rank = rank;
    this.size = size;
    this.notices = notices;
    this.#tell = tell;
    this.#onEnd = onEnd;
    this.#child = spawn(pythonCommand(), ['-m', 'tissuebook.cluster.ring'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const reader = new FrameReader((frame) => this.#take(frame));
    this.#child.stdout!.on('data', (chunk: Buffer) => reader.push(chunk));
    this.#child.stdin!.on('error', () => undefined);
    this.#child.once('error', (cause) => this.#lose(String(cause)));
    this.#child.once('close', (code, signal) => this.#lose(`its process ended with ${signal ?? `code ${code}`}`));
  }

  /**
   * Meets the other ranks.
   *
   * @throws TissuebookError 'no-library' (XGBoost is missing), 'peer-lost' (one does not come in time)
   */
  static async join(settings: RankSettings, options: RingOptions): Promise<Ring> {
    const { rank, size, host, timeout } = settings;
    const ring = new Ring(settings, options);
    // Whatever waits for the other ranks hears of nothing else.
    options.signal.addEventListener('abort', () => ring.close(), { once: true });
    try {
      let { tracker } = settings;
      if (rank === 0) {
        ({ tracker } = (await ring.#ask({ op: 'track', size, host, timeout })).header);
        options.tell({ tracker });
      }
      await ring.#ask({ op: 'join', rank, tracker, timeout });
      return ring;
    } catch (error) {
      ring.close();
      throw error;
    }
  }

  async sum(values: Float32Array): Promise<Float32Array> {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const [sums] = (await this.#ask({ op: 'sum' }, [bytes])).buffers;
    return new Float32Array(sums!.buffer as ArrayBuffer, sums!.byteOffset, values.length);
  }

  end(): void {
    this.#onEnd();
  }

  /** Leaves in order, the first rank last. A rank that is lost now is missed by nobody. */
  async leave(): Promise<void> {
    await this.#ask({ op: 'leave' }).catch(() => undefined);
    this.close();
    this.#tell({ left: true });
  }

  /** Ends it as it is: the other ranks hear of it at once. */
  close(): void {
    this.#child.stdin!.end();
    this.#child.kill('SIGKILL');
  }

  #ask(header: Omit<Header, 'id'> & { op: string }, buffers: readonly Uint8Array[] = []): Promise<Frame> {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      for (const part of frameParts({ ...header, id }, buffers)) this.#child.stdin!.write(part);
    });
  }

  #take({ header, buffers }: Frame): void {
    const waiting = this.#waiting.get(header.id!);
    this.#waiting.delete(header.id!);
    if (header.op === 'failed') waiting?.reject(receivedError(header.error as SentError));
    else waiting?.resolve({ header, buffers });
  }

  #lose(how: string): void {
    this.#gone ??= new TissuebookError('peer-lost', `The rank ${this.rank} of ${this.size} is cut off: ${how}.`);
    for (const { reject } of this.#waiting.values()) reject(this.#gone);
    this.#waiting.clear();
  }
}
