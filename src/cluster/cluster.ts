import { displayBundle } from '../data/htmlDisplay';
import { TissuebookError } from '../errors';
import type { WorkOptions, WorkPlace } from '../models';
import { anything, checkOptions, integer, text } from '../options';
import { kernelApi } from '../protocol';
import { describeCluster } from './describeCluster';
import { Gang, type GangOptions } from './gang';
import { Link } from './link';
import { packArgument } from './send';
import { type ClusterWorker, readWorkers } from './workers';
import type { Frame, Header } from './wire/frames';
import { KINDS } from './wire/kinds';
import { type Packed, Ref, sizeOf, unpack } from './wire/pack';
import { Task } from './task';
import type { Work, WorkObserver } from './work';

/** How often a task is sent again whose data were lost with the worker that held them (ours). */
const TRIES = 4;
/** Bytes of data that stay on the cluster for further tasks (ours); those that were named longest ago leave it first. */
const KEPT = 2 ** 31;
/** Tasks that ended which are still listed (ours). */
const LISTED = 50;

const observers = new Set<(cluster: Cluster) => void>();

/** Has an observer told of every cluster that is there from now on: whoever shows clusters registers here. @returns ends it */
export function observeClusters(observer: (cluster: Cluster) => void): () => void {
  observers.add(observer);
  return () => void observers.delete(observer);
}

/**
 * Workers that do tasks of the library: give it as `on` to compare, search, stratify, embed, imputePatch, perturb or a model's fit. It shows
 * its workers and what each does. `close()` leaves it, and nothing of the notebook stays on it.
 *
 * @example
 * const workers = await dask.local({ workers: 4 });
 * await compare([squint, cifm], tumor, { task: 'impute', on: workers });
 * await workers.close();
 */
export class Cluster implements WorkPlace {
  readonly threads: number;
  readonly #link: Link;
  readonly #tasks = new Map<string, Task>();
  readonly #puts = new Map<string, { ref: Promise<Ref>; bytes: number }>();
  readonly #observers = new Set<WorkObserver>();
  readonly #gang: Gang;
  #ended: Task[] = [];
  #refreshing: (() => void)[] = [];
  #workers: readonly ClusterWorker[] = [];
  #address = '';
  #session = '';
  #count = 0;
  #open = true;

  private constructor(threads: number, options: GangOptions) {
    this.threads = threads;
    this.#link = new Link((frame) => this.#hear(frame));
    const refreshed = (): Promise<void> => new Promise((done) => this.#refreshing.push(done));
    this.#gang = new Gang(
      { workers: () => (this.#open ? this.#workers : undefined), refreshed, run: (...asked) => this.#again(...asked) },
      options,
    );
  }

  /** Use dask.local, dask.connect or dask.slurm. @param beginning what the link is asked first */
  static async begin(beginning: Header, threads: number, options: GangOptions = {}): Promise<Cluster> {
    const cluster = new Cluster(threads, options);
    try {
      const { header } = await cluster.#link.ask(beginning);
      cluster.#workers = readWorkers(header.workers);
      cluster.#address = String(header.address);
      cluster.#session = String(header.session);
    } catch (error) {
      await cluster.close();
      throw error;
    }
    for (const observer of observers) observer(cluster);
    return cluster;
  }

  /** Asks the link something for which no cluster is needed. */
  static async askLink(question: Header): Promise<Header> {
    const link = new Link(() => undefined);
    try {
      return (await link.ask(question)).header;
    } finally {
      await link.close();
    }
  }

  /** The scheduler's address. */
  get address(): string {
    return this.#address;
  }

  /** The workers as they were some seconds ago at most. */
  get workers(): readonly ClusterWorker[] {
    return this.#workers;
  }

  /** What was asked for and goes on, and what ended last. */
  get works(): readonly Work[] {
    return [...this.#ended, ...this.#tasks.values()];
  }

  /** Whether it was not closed. */
  get open(): boolean {
    return this.#open;
  }

  /** The process that speaks to Dask, to look at. */
  get pid(): number | undefined {
    return this.#link.pid;
  }

  /** What this session is called on the cluster: keys, plugins and topics of its own begin with it. */
  get session(): string {
    return this.#session;
  }

  /** Tells an observer whenever the work or the workers change. @returns ends it */
  observe(observer: WorkObserver): () => void {
    this.#observers.add(observer);
    return () => void this.#observers.delete(observer);
  }

  /**
   * Has a worker do a task by its name: one of the library, or of a program that was named in `modules` when the cluster was made.
   *
   * @param argument plain data, typed arrays, AnnData, MuData, models of the zoo
   * @returns what the task returned, of the same types
   * @throws TissuebookError as the task does; 'worker-lost' (its process or four workers ended while it ran), 'peer-lost' (the same of
   *   `ranks`), 'data-lost', 'cluster-lost', 'aborted', 'too-large'
   */
  async run(task: string, argument: unknown, options: WorkOptions = {}): Promise<unknown> {
    const checks = { signal: anything, stop: anything, onProgress: anything, title: text, ranks: integer(1, 64) };
    checkOptions('cluster.run', options, checks);
    const { ranks = 1 } = options;
    return ranks > 1 ? this.#gang.run(task, argument, { ...options, ranks }) : this.#again(task, argument, options);
  }

  /** @param worker the address of the one that is to do it; any unless given */
  async #again(task: string, argument: unknown, options: WorkOptions, worker?: string): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(task, argument, options, worker);
      } catch (error) {
        const again = error instanceof TissuebookError && error.kind === 'data-lost' && attempt < TRIES;
        if (!again) throw error;
        // The notebook still has the data: they are put on the cluster anew.
        this.#puts.clear();
      }
    }
  }

  /** Leaves the cluster, and ends it where it was started from here. Tasks that go on fail with 'cluster-lost'. */
  async close(): Promise<void> {
    this.#open = false;
    await this.#link.close();
    this.#workers = [];
    for (const told of this.#refreshing.splice(0)) told();
    this.#tell();
  }

  toString(): string {
    return describeCluster(this);
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }

  async #once(
    name: string,
    argument: unknown,
    { signal: own, stop, onProgress, title = name }: WorkOptions,
    worker: string | undefined,
  ): Promise<unknown> {
    // The interrupt of the cell ends what it has asked for; whoever gives `stop` says otherwise.
    const cell = stop ? undefined : kernelApi()?.signal;
    const signal = own && cell ? AbortSignal.any([own, cell]) : (own ?? cell);
    if (signal?.aborted) throw aborted(name);
    const key = `${this.#session}-${name}-${this.#count++}`;
    const task = new Task(key, title, onProgress, (op) => this.#link.tell({ op, key }));
    this.#tasks.set(key, task);
    this.#tell();
    const cancel = (): void => task.cancel();
    const end = (): void => task.stop();
    signal?.addEventListener('abort', cancel, { once: true });
    stop?.addEventListener('abort', end, { once: true });
    try {
      const packed = await packArgument(argument, (digest, value) => this.#put(digest, value));
      if (signal?.aborted) throw aborted(name);
      const asked = { op: 'submit', key, task: name, refs: packed.refs, ...(worker !== undefined && { worker }) };
      const { buffers } = await this.#link.ask(asked, packed.buffers);
      task.end('finished');
      return unpack(buffers, KINDS);
    } catch (error) {
      task.end((error as Partial<TissuebookError>).kind === 'aborted' ? 'aborted' : 'failed');
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      stop?.removeEventListener('abort', end);
      this.#tasks.delete(key);
      this.#ended = [...this.#ended, task].slice(-LISTED);
      this.#tell();
    }
  }

  #put(digest: string, packed: Packed): Promise<Ref> {
    const known = this.#puts.get(digest);
    if (known) {
      // The last in the order is the one that was named last.
      this.#puts.delete(digest);
      this.#puts.set(digest, known);
      return known.ref;
    }
    const bytes = sizeOf(packed);
    const key = `${this.#session}-data-${this.#count++}`;
    const ref = this.#link.ask({ op: 'put', key }, packed.buffers).then(() => new Ref(key, bytes));
    this.#puts.set(digest, { ref, bytes });
    ref.catch(() => this.#puts.delete(digest));
    this.#forget();
    return ref;
  }

  #forget(): void {
    let bytes = [...this.#puts.values()].reduce((sum, one) => sum + one.bytes, 0);
    for (const [digest, one] of this.#puts) {
      if (bytes <= KEPT || this.#puts.size === 1) return;
      bytes -= one.bytes;
      this.#puts.delete(digest);
      void one.ref.then(({ key }) => this.#link.tell({ op: 'forget', key }));
    }
  }

  #hear({ header }: Frame): void {
    if (header.op === 'state') {
      this.#workers = readWorkers(header.workers);
      for (const told of this.#refreshing.splice(0)) told();
    }
    if (header.op === 'event') {
      const { key, worker, value } = header as { key?: string; worker?: string; value?: string[] };
      const sent = value?.map((part) => new Uint8Array(Buffer.from(part, 'base64')));
      this.#tasks.get(key ?? '')?.hear(String(worker), sent && unpack(sent, KINDS));
    }
    this.#tell();
  }

  #tell(): void {
    for (const observer of this.#observers) observer(this.works);
  }
}

const aborted = (task: string): TissuebookError =>
  new TissuebookError('aborted', `${task} was cancelled before it began.`);
