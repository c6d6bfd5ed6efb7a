import { performance } from 'node:perf_hooks';
import { compilingBackend } from '../compile/backend';
import { type CallTimes, callTimes } from './callTimes';
import { meterOperations } from './meterOperations';
import { type Meter, readMeters } from './meters';
import { productSpeed } from './productSpeed';
import { RunProfile } from './runProfile';

type Items = { name: string; perStep: number };

/** Measures a run from its making to finish(). Runs that go on at once in one process see each other's time. */
export class ProfileRecorder {
  readonly #begin = performance.now();
  readonly #meters = readMeters();
  readonly #calls = callTimes();
  readonly #idle = idleSeconds();
  readonly #items: Items | undefined;
  #within = 0;
  #steps = 0;
  #endMetering: (() => void) | undefined;

  constructor(items?: Items) {
    this.#items = items;
  }

  /** Runs a step, whose waits are those for data. Operations of a step that starts the engine count as JavaScript. */
  async step<T>(body: () => Promise<T> | T): Promise<T> {
    if (compilingBackend()) this.#endMetering ??= meterOperations();
    const idle = idleSeconds();
    try {
      return await body();
    } finally {
      this.#steps++;
      this.#within += idleSeconds() - idle;
    }
  }

  /** What was measured so far. @param secondsPerStep how fast the run goes */
  profile(secondsPerStep?: number): RunProfile {
    const { seconds, work } = readMeters();
    const meters = Object.fromEntries(
      Object.entries(seconds).map(([name, value]) => [name, value - this.#meters.seconds[name as Meter]]),
    ) as Record<Meter, number>;
    const calls = callTimes();
    const since = (name: keyof CallTimes): number => calls[name] - this.#calls[name];
    return new RunProfile({
      seconds: (performance.now() - this.#begin) / 1000,
      steps: this.#steps,
      meters,
      calls: { products: since('products'), attention: since('attention'), sums: since('sums') },
      idle: { within: this.#within, between: Math.max(0, idleSeconds() - this.#idle - this.#within) },
      work: work - this.#meters.work,
      speed: productSpeed(),
      secondsPerStep,
      items: this.#items,
    });
  }

  /** Ends the measuring. */
  finish(secondsPerStep?: number): RunProfile {
    const profile = this.profile(secondsPerStep);
    this.#endMetering?.();
    return profile;
  }
}

/** Seconds that the event loop had nothing to do. */
const idleSeconds = (): number => performance.eventLoopUtilization().idle / 1000;
