/**
 * A shuffler from a seed: exchanges the values at the given places at random (Fisher and Yates), the same for the same
 * seed on every machine (mulberry32 by T. Ettinger).
 *
 * @param seed uint32
 */
export function shuffle(seed: number): (values: Int32Array, places: Int32Array) => void {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return (values, places) => {
    for (let i = places.length - 1; i > 0; i--) {
      const [a, b] = [places[i]!, places[Math.floor(uniform() * (i + 1))]!];
      const held = values[a]!;
      values[a] = values[b]!;
      values[b] = held;
    }
  };
}
