import { TissuebookError } from '../errors';
import type { WorkOptions } from '../models';
import type { RankProgress, RankSettings } from './host/ring';

/** Milliseconds in which those that are there say that another one is lost (ours). */
const TELLING = 1500;
/** Milliseconds between two looks whether all workers are still there (ours). */
const LOOK = 1000;
/** What ends ranks without fault of the task's own. */
const LOST: readonly unknown[] = ['worker-lost', 'peer-lost', 'data-lost', 'aborted'];

/** Has one worker do a task. */
export type RunOn = (task: string, argument: unknown, options: WorkOptions, worker: string) => Promise<unknown>;

/** Where a round takes place. */
export interface RoundPlace {
  readonly run: RunOn;
  /** Whether a worker is still there, by address. */
  has(worker: string): boolean;
}

/** What all ranks of a round are told. */
export interface RoundSettings extends Pick<RankSettings, 'timeout' | 'notices'> {
  readonly task: string;
  readonly argument: unknown;
  readonly options: Omit<WorkOptions, 'ranks'>;
}

interface Rank {
  readonly rank: number;
  readonly worker: string;
  error?: Partial<TissuebookError>;
  over: boolean;
}

/**
 * All ranks of a task once: each worker is free and has loaded the library; the first rank tells how it is joined; the others start. Where one
 * fails, all are ended.
 */
export class GangRound {
  readonly #place: RoundPlace;
  readonly #settings: RoundSettings;
  readonly #ranks: readonly Rank[];
  readonly #end = new AbortController();
  readonly #others: Promise<unknown>[] = [];
  readonly #failure: Promise<void>;
  #fail: () => void = () => undefined;
  /** Whether the ranks need each other no more: what the first one finds is the result, whatever becomes of the others. */
  #left = false;

  /** @param workers one for each rank, by address */
  constructor(place: RoundPlace, settings: RoundSettings, workers: readonly string[]) {
    this.#place = place;
    this.#settings = settings;
    this.#ranks = workers.map((worker, rank) => ({ rank, worker, over: false }));
    this.#failure = new Promise((resolve) => (this.#fail = resolve));
  }

  /** @returns what the first rank returned @throws the error that says most */
  async result(): Promise<unknown> {
    const timer = setInterval(() => this.#look(), LOOK);
    try {
      return await this.#once();
    } finally {
      clearInterval(timer);
    }
  }

  async #once(): Promise<unknown> {
    await Promise.race([Promise.allSettled(this.#ranks.map((one) => this.#ready(one))), this.#failure]);
    if (this.#cause()) {
      this.#end.abort();
      throw this.#cause();
    }
    const first = this.#start(this.#ranks[0]!, undefined, (value) => this.#hear(value));
    const done = await Promise.race([first.then((value) => ({ value }), () => undefined), this.#failure]); // prettier-ignore
    const all = Promise.allSettled([first, ...this.#others]);
    if (!done) {
      await Promise.race([all, new Promise((told) => setTimeout(told, TELLING))]);
      this.#end.abort();
    }
    const cause = this.#cause();
    await all;
    if (done) return done.value;
    throw cause;
  }

  /** Ranks whose processes ended; where none is known, those that did not say themselves that another one was lost. */
  get lost(): readonly Pick<Rank, 'rank' | 'worker'>[] {
    const ended = this.#ranks.filter(({ error }) => error?.kind === 'worker-lost');
    return ended.length > 0 ? ended : this.#ranks.filter(({ error, over }) => !over && error?.kind !== 'peer-lost');
  }

  #start(one: Rank, tracker: unknown, onProgress?: (value: unknown) => void): Promise<unknown> {
    const { task, argument, options, timeout, notices } = this.#settings;
    const size = this.#ranks.length;
    const told = { rank: one.rank, size, host: hostOf(this.#ranks[0]!.worker), timeout, notices };
    const rank: RankSettings = tracker === undefined ? told : { ...told, tracker };
    const title = `${options.title ?? task}, rank ${one.rank} of ${size}`;
    const { signal } = this;
    const asked = { ...(argument as object), rank };
    const found = this.#place.run(task, asked, { ...options, title, signal, onProgress }, one.worker);
    void found.then(() => (one.over = true), (error: unknown) => this.#failed(one, error)); // prettier-ignore
    return found;
  }

  /** Comes when a worker is free: ranks that are there wait for the others, and give up where one does not come. */
  #ready(one: Rank): Promise<unknown> {
    const { title = this.#settings.task, stop } = this.#settings.options;
    const asked = { title: `${title}, place for rank ${one.rank}`, signal: this.signal, stop };
    return this.#place.run('ready', null, asked, one.worker).catch((error: unknown) => this.#failed(one, error));
  }

  #failed(one: Rank, error: unknown): void {
    one.error ??= error as Partial<TissuebookError>;
    if (!this.#left || one.rank === 0) this.#fail();
  }

  /** A task that was meant for a worker which is gone waits for it for ever. */
  #look(): void {
    for (const one of this.#ranks) {
      if (one.over || one.error || this.#place.has(one.worker)) continue;
      this.#failed(
        one,
        new TissuebookError('worker-lost', `The worker ${one.worker} is gone, and rank ${one.rank} with it.`),
      );
    }
  }

  private get signal(): AbortSignal {
    const { signal } = this.#settings.options;
    return signal ? AbortSignal.any([signal, this.#end.signal]) : this.#end.signal;
  }

  #hear(value: unknown): void {
    const progress = value as RankProgress | object;
    if ('left' in progress) this.#left = true;
    else if (!('tracker' in progress)) this.#settings.options.onProgress?.(value);
    else if (this.#others.length === 0 && !this.#end.signal.aborted) {
      this.#others.push(...this.#ranks.slice(1).map((one) => this.#start(one, progress.tracker)));
    }
  }

  /** An error of the task's own, else that of a lost worker, else of those who missed it. */
  #cause(): Partial<TissuebookError> | undefined {
    const errors = this.#ranks.flatMap(({ error }) => error ?? []);
    return errors.sort((a, b) => LOST.indexOf(a.kind) - LOST.indexOf(b.kind))[0];
  }
}

/** Whether ranks ended without fault of the task's own. */
export const isLoss = (error: unknown): boolean => LOST.includes((error as Partial<TissuebookError>).kind);

/** The machine in 'tls://10.0.0.5:33211'. */
const hostOf = (address: string): string => new URL(address.replace(/^\w+:/, 'http:')).hostname.replace(/^\[|\]$/g, '');
