/** Rows whose products are taken together; the other side has two vectors of four. */
const QUAD: i32 = 4;
const TILE: i32 = 8;
/** Bounds are loosened by this part of themselves, far above what rounding of 64-bit numbers takes. */
const LOOSE: f64 = 1e-12;

/**
 * A search for the nearest rows of rows that lie in groups; fields are addresses unless they are counts. Slots are rows in
 * the order of their groups; each group is filled up to whole tiles of 8 slots, whose norm is infinite.
 */
@unmanaged
class Search {
  groups: i32;
  columns: i32;
  k: i32;
  /** i32 [groups + 1]: the first tile of each group. */
  starts: usize;
  /** f32 [tiles, columns, 8]. */
  packed: usize;
  /** f64 [slots, columns]: the same values, not rounded. */
  exact: usize;
  /** f32 [slots]: squared lengths, less what products of 32-bit numbers may be off. */
  norms: usize;
  /** i32 [slots]: the row's number, -1 in slots without a row. */
  ids: usize;
  /** f64 [groups, columns] and f64 [groups]: centers, and how far a row of the group is from them at most. */
  centers: usize;
  radii: usize;
  /** i32 [slots, k] and f64 [slots, k]: the best so far, nearest first; at first no row at an infinite distance. */
  best: usize;
  squares: usize;
  /** For each thread i32 [groups] and f64 [groups]: groups by rising distance, and these distances. */
  order: usize;
  bounds: usize;
  /** Of an approximate search: a row is compared with groups from the `from`-th nearest to its own on, before the `to`-th. */
  from: i32;
  to: i32;
  /** i32 [quads]: first slots of fours that are compared with all groups. */
  sample: usize;
}

/** Finds the nearest rows of all rows of a group, exactly. */
export function nearestOfGroup(task: usize, group: i32, thread: i32): void {
  const s = changetype<Search>(task);
  const order = s.order + <usize>(thread * s.groups) * 4;
  const bounds = s.bounds + <usize>(thread * s.groups) * 8;
  sortGroups(s, group, order, bounds);
  const first = load<i32>(s.starts + <usize>group * 4) * TILE;
  const end = load<i32>(s.starts + <usize>(group + 1) * 4) * TILE;
  for (let slot = first; slot < end; slot += QUAD) {
    if (load<i32>(s.ids + <usize>slot * 4) < 0) break;
    for (let o = 0; o < s.groups; o++) {
      const apart = load<f64>(bounds + <usize>o * 8);
      if (apart > 0 && apart * apart > worstOfQuad(s, slot)) break;
      const other = load<i32>(order + <usize>o * 4);
      if (reaches(s, slot, other)) compareQuad(s, slot, other);
    }
  }
}

/** Compares the rows of a group with those of the groups whose centers are nearest to its own. */
export function nearestOfNearGroups(task: usize, group: i32, thread: i32): void {
  const s = changetype<Search>(task);
  const order = s.order + <usize>(thread * s.groups) * 4;
  nearGroups(s, group, order, s.bounds + <usize>(thread * s.groups) * 8);
  const first = load<i32>(s.starts + <usize>group * 4) * TILE;
  const end = load<i32>(s.starts + <usize>(group + 1) * 4) * TILE;
  for (let slot = first; slot < end; slot += QUAD) {
    if (load<i32>(s.ids + <usize>slot * 4) < 0) break;
    for (let o = s.from; o < s.to; o++) {
      const other = load<i32>(order + <usize>o * 4);
      if (reaches(s, slot, other)) compareQuad(s, slot, other);
    }
  }
}

/** Compares four rows with all: what is found for them is exact. */
export function nearestOfAll(task: usize, quad: i32, thread: i32): void {
  const s = changetype<Search>(task);
  const slot = load<i32>(s.sample + <usize>quad * 4);
  for (let other = 0; other < s.groups; other++) {
    if (reaches(s, slot, other)) compareQuad(s, slot, other);
  }
}

/** The first `to` groups by rising distance of their centers from that of `group`, itself the first; of equals the lower number. */
function nearGroups(s: Search, group: i32, order: usize, distances: usize): void {
  let found = 0;
  for (let g = 0; g < s.groups; g++) {
    const apart = g == group ? -1 : square(s.centers, s.centers, group, g, s.columns);
    if (found == s.to && apart >= load<f64>(distances + <usize>(found - 1) * 8)) continue;
    let at = found < s.to ? found++ : found - 1;
    while (at > 0 && load<f64>(distances + <usize>(at - 1) * 8) > apart) {
      store<f64>(distances + <usize>at * 8, load<f64>(distances + <usize>(at - 1) * 8));
      store<i32>(order + <usize>at * 4, load<i32>(order + <usize>(at - 1) * 4));
      at--;
    }
    store<f64>(distances + <usize>at * 8, apart);
    store<i32>(order + <usize>at * 4, g);
  }
}

/** Orders the groups by the least distance that their rows can have from those of `group`. */
function sortGroups(s: Search, group: i32, order: usize, bounds: usize): void {
  const radius = load<f64>(s.radii + <usize>group * 8);
  for (let g = 0; g < s.groups; g++) {
    const distance = Math.sqrt(square(s.centers, s.centers, group, g, s.columns));
    const apart = distance * (1 - LOOSE) - (radius + load<f64>(s.radii + <usize>g * 8)) * (1 + LOOSE);
    const bound = g == group ? -Infinity : apart;
    let at = g;
    while (at > 0 && load<f64>(bounds + <usize>(at - 1) * 8) > bound) {
      store<f64>(bounds + <usize>at * 8, load<f64>(bounds + <usize>(at - 1) * 8));
      store<i32>(order + <usize>at * 4, load<i32>(order + <usize>(at - 1) * 4));
      at--;
    }
    store<f64>(bounds + <usize>at * 8, bound);
    store<i32>(order + <usize>at * 4, g);
  }
}

/** Whether a row of the four can have one of its nearest in the group: by the triangle inequality. */
function reaches(s: Search, slot: i32, group: i32): bool {
  const radius = load<f64>(s.radii + <usize>group * 8) * (1 + LOOSE);
  for (let r = slot; r < slot + QUAD; r++) {
    const distance = Math.sqrt(square(s.exact, s.centers, r, group, s.columns));
    const apart = distance * (1 - LOOSE) - radius;
    if (apart <= 0 || apart * apart <= worst(s, r)) return true;
  }
  return false;
}

function worst(s: Search, slot: i32): f64 {
  return load<f64>(s.squares + <usize>(slot * s.k + s.k - 1) * 8);
}

function worstOfQuad(s: Search, slot: i32): f64 {
  return max(max(worst(s, slot), worst(s, slot + 1)), max(worst(s, slot + 2), worst(s, slot + 3)));
}

/** The squared distance of row `i` of one matrix and row `j` of another. */
function square(a: usize, b: usize, i: i32, j: i32, columns: i32): f64 {
  let p = a + <usize>(i * columns) * 8;
  let q = b + <usize>(j * columns) * 8;
  const end = p + <usize>columns * 8;
  let sum = f64x2.splat(0);
  for (; p + 8 < end; p += 16, q += 16) {
    const apart = f64x2.sub(v128.load(p), v128.load(q));
    sum = f64x2.add(sum, f64x2.mul(apart, apart));
  }
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  if (p < end) {
    const apart = load<f64>(p) - load<f64>(q);
    total += apart * apart;
  }
  return total;
}

/** Compares four slots with all of a group: products of 32-bit numbers say which pairs are worth an exact look. */
function compareQuad(s: Search, slot: i32, group: i32): void {
  const columns = <usize>s.columns;
  const rows = s.packed + <usize>(slot / TILE) * columns * 32 + <usize>(slot % TILE) * 4;
  const endRows = rows + columns * 32;
  const end = load<i32>(s.starts + <usize>(group + 1) * 4);
  for (let tile = load<i32>(s.starts + <usize>group * 4); tile < end; tile++) {
    let a0 = f32x4.splat(0),
      a1 = a0,
      b0 = a0,
      b1 = a0,
      c0 = a0,
      c1 = a0,
      d0 = a0,
      d1 = a0;
    let q = s.packed + <usize>tile * columns * 32;
    for (let p = rows; p < endRows; p += 32, q += 32) {
      const low = v128.load(q);
      const high = v128.load(q, 16);
      let x = v128.load32_splat(p);
      a0 = f32x4.add(a0, f32x4.mul(x, low));
      a1 = f32x4.add(a1, f32x4.mul(x, high));
      x = v128.load32_splat(p, 4);
      b0 = f32x4.add(b0, f32x4.mul(x, low));
      b1 = f32x4.add(b1, f32x4.mul(x, high));
      x = v128.load32_splat(p, 8);
      c0 = f32x4.add(c0, f32x4.mul(x, low));
      c1 = f32x4.add(c1, f32x4.mul(x, high));
      x = v128.load32_splat(p, 12);
      d0 = f32x4.add(d0, f32x4.mul(x, low));
      d1 = f32x4.add(d1, f32x4.mul(x, high));
    }
    const first = tile * TILE;
    offerNear(s, slot, first, a0, a1);
    offerNear(s, slot + 1, first, b0, b1);
    offerNear(s, slot + 2, first, c0, c1);
    offerNear(s, slot + 3, first, d0, d1);
  }
}

/** Looks exactly at those of eight slots that may be nearer than the worst so far. */
function offerNear(s: Search, slot: i32, first: i32, low: v128, high: v128): void {
  const limit = min(worst(s, slot) * (1 + 1e-6), <f64>f32.MAX_VALUE);
  const wanted = f32x4.splat(<f32>limit);
  const own = f32x4.splat(load<f32>(s.norms + <usize>slot * 4));
  const norms = s.norms + <usize>first * 4;
  const nearLow = f32x4.sub(f32x4.add(own, v128.load(norms)), f32x4.add(low, low));
  const nearHigh = f32x4.sub(f32x4.add(own, v128.load(norms, 16)), f32x4.add(high, high));
  let mask = i32x4.bitmask(f32x4.le(nearLow, wanted)) | (i32x4.bitmask(f32x4.le(nearHigh, wanted)) << 4);
  while (mask) {
    const other = first + ctz(mask);
    mask &= mask - 1;
    if (other != slot) offer(s, slot, other);
  }
}

/** Takes a slot into the best of another if it is near enough; of equal distances the lower number wins. */
function offer(s: Search, slot: i32, other: i32): void {
  const near = square(s.exact, s.exact, slot, other, s.columns);
  const id = load<i32>(s.ids + <usize>other * 4);
  const squares = s.squares + <usize>(slot * s.k) * 8;
  const best = s.best + <usize>(slot * s.k) * 4;
  let at = <usize>(s.k - 1);
  const last = load<f64>(squares + at * 8);
  if (near > last || (near == last && id > load<i32>(best + at * 4))) return;
  // An approximate search meets rows again that were found when its recall was measured.
  for (let i: usize = 0; i <= at; i++) if (load<i32>(best + i * 4) == id) return;
  while (at > 0) {
    const before = load<f64>(squares + (at - 1) * 8);
    if (before < near || (before == near && load<i32>(best + (at - 1) * 4) < id)) break;
    store<f64>(squares + at * 8, before);
    store<i32>(best + at * 4, load<i32>(best + (at - 1) * 4));
    at--;
  }
  store<f64>(squares + at * 8, near);
  store<i32>(best + at * 4, id);
}
