import { TissuebookError } from '../errors';
import type { WorkOptions } from '../models';
import type { RankProgress } from './host/fit';
import type { RankSettings } from './host/ring';
import type { SessionOptions } from './sessionOptions';
import type { ClusterWorker } from './workers';

export type GangOptions = Pick<SessionOptions, 'network' | 'rankTimeout'>;

/** What a gang needs of a cluster. */
export interface GangPlace {
  workers(): readonly ClusterWorker[];
  /** Comes when what is known of the workers is new. */
  refreshed(): Promise<void>;
  /** Has one worker do a task. */
  run(task: string, argument: unknown, options: WorkOptions, worker: string): Promise<unknown>;
}

/** How often ranks are started in all (ours): as often as Dask tries a task whose workers end. */
const TRIES = 4;
/** Seconds that ranks wait for each other (XGBoost's own). */
const TIMEOUT = 300;
/** Milliseconds in which those that are there say that another one is lost (ours). */
const TELLING = 1500;
/** Milliseconds that workers are waited for which take the place of lost ones, and between two looks (ours). */
const REPLACING = { most: 60_000, look: 500 };
/** What ends ranks without fault of the task's own. */
const LOST: readonly unknown[] = ['worker-lost', 'peer-lost', 'data-lost', 'aborted'];

interface Rank {
  readonly rank: number;
  readonly worker: string;
  error?: unknown;
  over: boolean;
}

/**
 * One task by several workers at once, which know of each other: all or none. Where one is lost the others are ended, and all begin anew on
 * workers that are there; what the task wrote into a file is not lost. One gang runs at a time: two that have half of the workers each would
 * wait for ever.
 */
export class Gang {
  readonly #place: GangPlace;
  readonly #options: GangOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(place: GangPlace, options: GangOptions) {
    this.#place = place;
    this.#options = options;
  }

  /** @throws TissuebookError 'invalid-argument' (more ranks than workers, a network that was not called private), and as the task does */
  run(task: string, argument: unknown, options: WorkOptions & { ranks: number }): Promise<unknown> {
    const { ranks } = options;
    this.#checkNetwork();
    checkWorkers(ranks, able(this.#place.workers()).length);
    const found = this.#last.then(() => this.#tries(task, argument, options));
    this.#last = found.catch(() => undefined);
    return found;
  }

  async #tries(task: string, argument: unknown, options: WorkOptions & { ranks: number }): Promise<unknown> {
    const suspects = new Set<string>();
    const notices: string[] = [];
    for (let attempt = 1; ; attempt++) {
      const workers = await this.#choose(options.ranks, suspects, options.signal);
      const ranks = workers.map((worker, rank): Rank => ({ rank, worker, over: false }));
      try {
        return await this.#once(task, argument as object, options, ranks, notices);
      } catch (error) {
        const again = LOST.includes((error as Partial<TissuebookError>).kind) && !options.signal?.aborted;
        if (!again || attempt === TRIES) throw error;
        for (const one of lostOf(ranks)) suspects.add(one.worker);
        const lost = lostOf(ranks).map(({ rank }) => rank).join(', '); // prettier-ignore
        notices.push(
          `Rank ${lost || 0} of ${options.ranks} was lost; the training began again with what its file held.`,
        );
        options.onProgress?.({ text: notices.at(-1) });
      }
    }
  }

  /** All ranks once. The first tells how it is joined, then the others start. */
  async #once(
    task: string,
    argument: object,
    { ranks: size, signal, ...options }: WorkOptions & { ranks: number },
    ranks: readonly Rank[],
    notices: readonly string[],
  ): Promise<unknown> {
    const end = new AbortController();
    const ended = signal ? AbortSignal.any([signal, end.signal]) : end.signal;
    const host = hostOf(ranks[0]!.worker);
    const timeout = this.#options.rankTimeout ?? TIMEOUT;
    let failed: () => void = () => undefined;
    const failure = new Promise<void>((resolve) => (failed = resolve));
    const start = (one: Rank, tracker: unknown, onProgress?: (value: unknown) => void): Promise<unknown> => {
      const rank: RankSettings = {
        rank: one.rank,
        size,
        host,
        timeout,
        notices,
        ...(tracker !== undefined && { tracker }),
      };
      const title = `${options.title ?? task}, rank ${one.rank} of ${size}`;
      const asked = { ...options, title, signal: ended, onProgress };
      const found = this.#place.run(task, { ...argument, rank }, asked, one.worker);
      void found.then(() => (one.over = true), (error: unknown) => ((one.error = error), failed())); // prettier-ignore
      return found;
    };
    const others: Promise<unknown>[] = [];
    const first = start(ranks[0]!, undefined, (value) => {
      const { tracker } = value as Partial<RankProgress>;
      if (tracker === undefined) return options.onProgress?.(value);
      if (others.length === 0) others.push(...ranks.slice(1).map((one) => start(one, tracker)));
    });
    const done = await Promise.race([first.then((value) => ({ value }), () => undefined), failure]); // prettier-ignore
    const all = Promise.allSettled([first, ...others]);
    if (!done) {
      await Promise.race([all, after(TELLING)]);
      end.abort();
    }
    const cause = causeOf(ranks);
    await all;
    if (done) return done.value;
    throw cause;
  }

  /** Workers for the ranks: such that have not lost one before, as far as there are, and each once, as far as that goes. */
  async #choose(ranks: number, suspects: ReadonlySet<string>, signal: AbortSignal | undefined): Promise<string[]> {
    // What is known of workers is some seconds old.
    if (suspects.size > 0) await this.#place.refreshed();
    const until = performance.now() + REPLACING.most;
    for (;;) {
      const sound = able(this.#place.workers());
      if (sound.length >= ranks) {
        const bySuspicion = (a: string, b: string): number => Number(suspects.has(a)) - Number(suspects.has(b));
        return sound.sort(bySuspicion).slice(0, ranks);
      }
      if (performance.now() > until || signal?.aborted) {
        throw new TissuebookError('peer-lost', `Of ${ranks} ranks ${ranks - sound.length} find no worker any more.`, {
          advice: 'Look why workers end. fit with the same options and a checkpoint goes on from the last whole epoch.',
        });
      }
      await after(REPLACING.look);
    }
  }

  #checkNetwork(): void {
    if (this.#options.network === 'private') return;
    throw new TissuebookError('invalid-argument', 'Ranks of one model send each other numbers without encryption.', {
      argument: 'network',
      found: this.#options.network,
      advice:
        'They listen at all addresses of their machines while they train. Where the network is yours alone, make the cluster with { network: "private" }.',
    });
  }
}

/** Workers that can run tasks, one entry for each task that they do at a time; other workers before second places. */
function able(workers: readonly ClusterWorker[]): string[] {
  const sound = workers.filter(({ failure }) => !failure);
  const most = Math.max(0, ...sound.map(({ slots }) => slots));
  return Array.from({ length: most }, (_, slot) => sound.filter(({ slots }) => slots > slot)).flatMap((some) => some.map(({ address }) => address)); // prettier-ignore
}

function checkWorkers(ranks: number, there: number): void {
  if (ranks <= there) return;
  throw new TissuebookError('invalid-argument', `${ranks} ranks take as many workers, and there are ${there}.`, {
    argument: 'ranks',
    found: ranks,
    advice: 'Ask for fewer ranks, or start more workers.',
  });
}

/** Those that did not say themselves that another one was lost. */
const lostOf = (ranks: readonly Rank[]): Rank[] =>
  ranks.filter(({ error, over }) => !over && (error as Partial<TissuebookError> | undefined)?.kind !== 'peer-lost');

/** The error that says most: one of the task's own, else that of a lost worker, else of those who missed it. */
function causeOf(ranks: readonly Rank[]): unknown {
  const errors = ranks.flatMap(({ error }) => (error === undefined ? [] : [error as Partial<TissuebookError>]));
  const place = ({ kind }: Partial<TissuebookError>): number => LOST.indexOf(kind);
  return errors.sort((a, b) => place(a) - place(b))[0];
}

/** The machine in 'tls://10.0.0.5:33211'. */
const hostOf = (address: string): string => new URL(address.replace(/^\w+:/, 'http:')).hostname.replace(/^\[|\]$/g, '');

const after = (milliseconds: number): Promise<unknown> => new Promise((done) => setTimeout(done, milliseconds));
