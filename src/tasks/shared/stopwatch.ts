/** Seconds of the parts of a piece of work. */
export class Stopwatch {
  /** Seconds by part, in the order of the laps; a part that comes again is added up. */
  readonly seconds: Record<string, number> = {};
  #begin: number;
  readonly #now: () => number;

  /** @param now milliseconds from any start; the process's clock unless given */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#begin = now();
  }

  /** Ends a part: what passed since the last lap, or since the start, was spent on it. */
  lap(part: string): void {
    const end = this.#now();
    this.seconds[part] = (this.seconds[part] ?? 0) + (end - this.#begin) / 1000;
    this.#begin = end;
  }
}
