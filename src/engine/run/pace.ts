/** Steps that compile and warm caches; they are left out of the pace. */
const WARM_UP = 2;
/** Weight of the newest step in the moving average (ours). */
const SHARE = 0.1;

/** How fast a run goes, by an exponential moving average of its step times. */
export class Pace {
  #steps = 0;
  #secondsPerStep: number | undefined;

  add(seconds: number): void {
    this.#steps++;
    if (this.#steps <= WARM_UP) return;
    this.#secondsPerStep =
      this.#secondsPerStep === undefined ? seconds : (1 - SHARE) * this.#secondsPerStep + SHARE * seconds;
  }

  /** Undefined until enough steps are done. */
  get secondsPerStep(): number | undefined {
    return this.#secondsPerStep;
  }
}

/** 75 -> '1 min 15 s'. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return whole < 10 ? `${seconds.toFixed(1)} s` : `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
