import { TissuebookError } from '../errors';
import type { WorkOptions } from '../models';
import type { FitProgress } from '../models/training/fitOn';
import { GangRound, isLoss, type RunOn } from './gangRound';
import type { SessionOptions } from './sessionOptions';
import type { ClusterWorker } from './workers';

export type GangOptions = Pick<SessionOptions, 'network' | 'rankTimeout'>;

/** What a gang needs of a cluster. */
export interface GangPlace {
  /** None once the cluster is closed. */
  workers(): readonly ClusterWorker[] | undefined;
  /** Comes when what is known of the workers is new. */
  refreshed(): Promise<void>;
  readonly run: RunOn;
}

/** How often ranks are started without getting any further (ours): as often as Dask tries a task whose workers end. */
const TRIES = 4;
/** Seconds that ranks wait for each other (XGBoost's own). */
const TIMEOUT = 300;
/** Milliseconds that workers are waited for which take the place of lost ones, and between two looks (ours). */
const REPLACING = { most: 60_000, look: 500 };

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
  async run(task: string, argument: unknown, options: WorkOptions & { ranks: number }): Promise<unknown> {
    this.#checkNetwork();
    checkWorkers(options.ranks, able(this.#place.workers() ?? []).length);
    const found = this.#last.then(() => this.#tries(task, argument, options));
    this.#last = found.catch(() => undefined);
    return found;
  }

  async #tries(task: string, argument: unknown, asked: WorkOptions & { ranks: number }): Promise<unknown> {
    const { ranks, ...options } = asked;
    const { rankTimeout: timeout = TIMEOUT } = this.#options;
    const suspects = new Set<string>();
    const notices: string[] = [];
    let [furthest, fruitless] = [0, 0];
    const onProgress = (value: unknown): void => {
      const step = lastStep(value);
      if (step > furthest) [furthest, fruitless] = [step, 0];
      options.onProgress?.(value);
    };
    const settings = { task, argument, options: { ...options, onProgress }, timeout, notices };
    const has = (worker: string): boolean => this.#place.workers()?.some(({ address }) => address === worker) ?? false;
    for (;;) {
      const workers = await this.#choose(ranks, suspects, options.signal);
      const round = new GangRound({ run: this.#place.run, has }, settings, workers);
      try {
        return await round.result();
      } catch (error) {
        const asked = options.signal?.aborted || options.stop?.aborted;
        if (asked || !isLoss(error) || ++fruitless === TRIES) throw error;
        for (const { worker } of round.lost) suspects.add(worker);
        const lost = round.lost.map(({ rank }) => rank).join(', ') || 'unknown';
        notices.push(`Rank ${lost} of ${ranks} was lost; all ranks began again, with what the checkpoint held if there was one.`); // prettier-ignore
        options.onProgress?.({ text: notices.at(-1) });
      }
    }
  }

  /** Workers for the ranks: such that have not lost one before, as far as there are, and each once, as far as that goes. */
  async #choose(ranks: number, suspects: ReadonlySet<string>, signal: AbortSignal | undefined): Promise<string[]> {
    // What is known of workers is some seconds old.
    if (suspects.size > 0) await this.#place.refreshed();
    const until = performance.now() + REPLACING.most;
    for (;;) {
      const there = this.#place.workers();
      if (!there) throw new TissuebookError('cluster-lost', 'The cluster was closed.', { advice: 'Make another one.' });
      const sound = able(there);
      if (sound.length >= ranks) {
        const bySuspicion = (a: string, b: string): number => Number(suspects.has(a)) - Number(suspects.has(b));
        return sound.sort(bySuspicion).slice(0, ranks);
      }
      if (performance.now() > until || signal?.aborted) {
        throw new TissuebookError('peer-lost', `Of ${ranks} ranks ${ranks - sound.length} find no worker any more.`, {
          advice: 'Look why workers end. fit with the same options and a checkpoint goes on from the last whole epoch.',
        });
      }
      await new Promise((looked) => setTimeout(looked, REPLACING.look));
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
  const places = Array.from({ length: most }, (_, slot) => sound.filter(({ slots }) => slots > slot));
  return places.flatMap((some) => some.map(({ address }) => address));
}

/** The last step that a training reports; 0 for what is no report of one. */
const lastStep = (value: unknown): number => (value as Partial<FitProgress>).reports?.at(-1)?.step ?? 0;

function checkWorkers(ranks: number, there: number): void {
  if (ranks <= there) return;
  throw new TissuebookError('invalid-argument', `${ranks} ranks take as many workers, and there are ${there}.`, {
    argument: 'ranks',
    found: ranks,
    advice: 'Ask for fewer ranks, or start more workers.',
  });
}
