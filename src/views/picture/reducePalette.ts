/** Most colors of a picture: what a byte can name. */
const MOST = 256;

/** A color that occurs, as 0xrrggbb, and in how many pixels. */
interface Shade {
  color: number;
  count: number;
}

/**
 * The colors of pixels [n, 3], and which of them each pixel has. Beyond 256 colors, near ones become one: the group of colors
 * that is spread most is halved until there are 256 groups (median cut, Heckbert 1982), and each becomes its mean.
 */
export function reducePalette(pixels: Uint8Array): { palette: Uint8Array; places: Uint8Array } {
  const counts = new Map<number, number>();
  const count = pixels.length / 3;
  const colors = new Uint32Array(count);
  // Most pixels have the color of the one before.
  let [last, run] = [0, 0];
  for (let i = 0; i < count; i++) {
    const color = (pixels[3 * i] << 16) | (pixels[3 * i + 1] << 8) | pixels[3 * i + 2];
    colors[i] = color;
    if (color === last) run++;
    else {
      if (run) counts.set(last, (counts.get(last) ?? 0) + run);
      [last, run] = [color, 1];
    }
  }
  if (run) counts.set(last, (counts.get(last) ?? 0) + run);
  const shades = Array.from(counts, ([color, occurs]) => ({ color, count: occurs })).sort((a, b) => a.color - b.color);
  const groups = shades.length <= MOST ? shades.map((shade) => [shade]) : cut(shades);
  const palette = new Uint8Array(3 * groups.length);
  const placeOf = new Map<number, number>();
  groups.forEach((group, place) => {
    palette.set(meanOf(group), 3 * place);
    for (const { color } of group) placeOf.set(color, place);
  });
  const places = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    places[i] = i && colors[i] === colors[i - 1] ? places[i - 1] : (placeOf.get(colors[i]) ?? 0);
  }
  return { palette, places };
}

function cut(shades: Shade[]): Shade[][] {
  const groups = [shades];
  const spreads = [spreadOf(shades)];
  while (groups.length < MOST) {
    const place = spreads.reduce((best, { size }, i) => (size > spreads[best].size ? i : best), 0);
    const { channel, size } = spreads[place];
    if (size === 0) break;
    const sorted = groups[place].sort((a, b) => part(a.color, channel) - part(b.color, channel) || a.color - b.color);
    const half = halfOf(sorted);
    groups.splice(place, 1, sorted.slice(0, half), sorted.slice(half));
    spreads.splice(place, 1, spreadOf(groups[place]), spreadOf(groups[place + 1]));
  }
  return groups;
}

/** Where a group is halved: as many pixels on each side as can be, and a color at least. */
function halfOf(sorted: readonly Shade[]): number {
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  let before = 0;
  for (let i = 0; i < sorted.length - 1; i++) {
    before += sorted[i].count;
    if (before >= total / 2) return i + 1;
  }
  return sorted.length - 1;
}

/** The channel in which a group is widest, and how much that weighs. */
function spreadOf(group: readonly Shade[]): { channel: number; size: number } {
  const total = group.reduce((sum, { count }) => sum + count, 0);
  const widths = [0, 1, 2].map((channel) => {
    let [low, high] = [255, 0];
    for (const { color } of group) {
      low = Math.min(low, part(color, channel));
      high = Math.max(high, part(color, channel));
    }
    return high - low;
  });
  const channel = widths.indexOf(Math.max(...widths));
  return { channel, size: widths[channel] * Math.sqrt(total) };
}

function meanOf(group: readonly Shade[]): number[] {
  const total = group.reduce((sum, { count }) => sum + count, 0);
  return [0, 1, 2].map((channel) =>
    Math.round(group.reduce((sum, { color, count }) => sum + count * part(color, channel), 0) / total),
  );
}

function part(color: number, channel: number): number {
  return (color >> (16 - 8 * channel)) & 255;
}
