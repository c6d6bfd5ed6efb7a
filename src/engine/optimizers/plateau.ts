import { Random } from '../../random';
import type { Parameters } from '../parameters';
import type { PlateauSpec } from './optimizerSpec';

const NAMES = ['looks', 'best', 'worse', 'cooling', 'reductions'] as const;
type Numbers = Record<(typeof NAMES)[number], number>;

/**
 * PyTorch's ReduceLROnPlateau. What it remembers is kept in `state`, so that a run that is taken up goes on as it would have;
 * numbers are looked at in float32, since that is what is kept.
 */
export class Plateau {
  readonly #spec: PlateauSpec;
  readonly #state: Parameters;

  constructor(spec: PlateauSpec, state: Parameters) {
    this.#spec = spec;
    this.#state = state;
    for (const name of NAMES) state.create(name, [], new Random(0), { init: 'zeros' });
  }

  /** A fresh number: is it better, and is it time to reduce the rate? */
  observe(value: number): void {
    const { patience = 10, cooldown = 0 } = this.#spec;
    const now = this.#read();
    const number = Math.fround(value);
    if (now.looks === 0 || this.#isBetter(number, now.best)) {
      now.best = number;
      now.worse = 0;
    } else {
      now.worse++;
    }
    if (now.cooling > 0) {
      now.cooling--;
      now.worse = 0;
    }
    if (now.worse > patience) {
      now.reductions++;
      now.cooling = cooldown;
      now.worse = 0;
    }
    now.looks++;
    for (const name of NAMES) this.#state.set(name, [now[name]]);
  }

  /** The rate that is `rate` before any reduction. */
  apply(rate: number): number {
    const { factor = 0.1, minRate = 0 } = this.#spec;
    const { reductions } = this.#read();
    return reductions === 0 ? rate : Math.max(rate * factor ** reductions, Math.min(minRate, rate));
  }

  #isBetter(value: number, best: number): boolean {
    const { mode = 'min', threshold = 1e-4, relative = true } = this.#spec;
    const sign = mode === 'min' ? 1 : -1;
    return sign * value < sign * (relative ? best * (1 - sign * threshold) : best - sign * threshold);
  }

  #read(): Numbers {
    return Object.fromEntries(NAMES.map((name) => [name, this.#state.get(name).dataSync()[0]!])) as Numbers;
  }
}
