/**
 * Random numbers for starting points, orders and relabelings outside of the engine: the same for the same seed on every
 * machine (mulberry32 by T. Ettinger, 32 bits of state). Models draw from the engine's Random, whose state is longer.
 */
export class Draws {
  #state: number;

  /** @param seed uint32 */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number from [0, 1). */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to bound - 1. */
  below(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** The numbers 0 to size - 1 in random order. */
  permutation(size: number): Int32Array {
    const order = Int32Array.from({ length: size }, (_, i) => i);
    this.shuffle(order);
    return order;
  }

  /** Puts the values in random order (Fisher and Yates): all of them, or those at `places` among themselves. */
  shuffle(values: Int32Array, places?: Int32Array): void {
    for (let i = (places ?? values).length - 1; i > 0; i--) {
      const other = this.below(i + 1);
      const a = places ? places[i]! : i;
      const b = places ? places[other]! : other;
      const held = values[a]!;
      values[a] = values[b]!;
      values[b] = held;
    }
  }
}
