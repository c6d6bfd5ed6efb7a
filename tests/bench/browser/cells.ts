/** Labels of the measured tissue: as many as a small panel of phenotypes. */
export const LABELS = 12;

/** A tissue of `count` cells in a square: places and labels, the same on each call (mulberry32, seed 1). */
export function cells(count: number): { x: Float32Array; y: Float32Array; codes: Int8Array } {
  let state = 1;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const side = 10 * Math.sqrt(count);
  const x = Float32Array.from({ length: count }, () => side * random());
  const y = Float32Array.from({ length: count }, () => side * random());
  // Labels in bands, as layers of a tissue are, with a third of the cells anywhere.
  const codes = Int8Array.from(y, (at) => Math.floor(LABELS * (random() < 1 / 3 ? random() : at / side)));
  return { x, y, codes };
}
