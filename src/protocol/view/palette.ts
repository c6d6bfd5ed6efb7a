/**
 * Colors that stay apart for readers with any kind of color vision. The first seven are those of Okabe and Ito
 * (2008, "Color Universal Design") without black, which a dark theme swallows. Each further color is the one, of a
 * grid over OKLab (Ottosson 2020), whose nearest neighbor among those before it is farthest, where the distance of
 * two colors is the least of those seen with normal vision and with full protanopia, deuteranopia and tritanopia
 * (Machado, Oliveira and Fernandes 2009, severity 1). Beyond some fifteen no set of colors is safe for everybody:
 * figures therefore also change the marker's shape, and a legend entry filters.
 */
const OKABE_ITO = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442'];

/** Colors before the sequence repeats; more than this cannot be told apart at a point's size. */
const MAX_COLORS = 64;

type Triple = [number, number, number];

/** Machado et al. 2009, table 1, severity 1.0, on linear RGB. */
const visions: Triple[][] = [
  [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
];

/** Of the palette, as many as were asked for: finding all of them takes longer than drawing most figures. */
const found = [...OKABE_ITO];
let candidates: Candidate[] | undefined;

/** `count` colors as #rrggbb. The same count always begins with the same colors; past 64 they repeat. */
export function palette(count: number): string[] {
  findColors(Math.min(count, MAX_COLORS));
  return Array.from({ length: count }, (_, i) => found[i % MAX_COLORS]!);
}

/** Which color of the palette this is, or -1 for another. */
export function palettePlace(color: string): number {
  const place = found.indexOf(color);
  return place < 0 ? palette(MAX_COLORS).indexOf(color) : place;
}

/** For points without a category or a measured value. */
export const MISSING_COLOR = '#9a9a9a';

/**
 * Colors of a matrix's fields from low to high: ColorBrewer's YlGnBu, light to dark, color-blind safe. Most fields of
 * a matrix are low; on viridis they would be a dark wall, here they are nearly the page.
 */
export const FIELD_STOPS: [number, string][] = stops(
  '#ffffe5 #edf8b1 #c7e9b4 #7fcdbb #41b6c4 #1d91c0 #225ea8 #253494 #081d58',
);

/** Color stops of points from low to high. Sequential: viridis. Diverging: ColorBrewer's RdBu, reversed; both color-blind safe. */
export const COLOR_STOPS: Record<'sequential' | 'diverging', [number, string][]> = {
  sequential: stops('#440154 #482878 #3e4989 #31688e #26828e #1f9e89 #35b779 #6ece58 #b5de2b #fde725'),
  diverging: stops('#053061 #2166ac #4393c3 #92c5de #d1e5f0 #f7f7f7 #fddbc7 #f4a582 #d6604d #b2182b #67001f'),
};

function stops(colors: string): [number, string][] {
  const list = colors.split(' ');
  return list.map((color, i) => [i / (list.length - 1), color]);
}

/** How far apart two colors look to the reader who can tell them apart least: OKLab distance, 0 to about 1. */
export function leastDistance(a: string, b: string): number {
  return distance(seen(toLinear(a)), seen(toLinear(b)));
}

/** A color that the palette might take, and how near the nearest of it is. */
interface Candidate {
  rgb: Triple;
  seen: Triple[];
  near: number;
}

function findColors(count: number): void {
  if (found.length >= count) return;
  candidates ??= keptAway(
    grid().map((rgb) => ({ rgb, seen: seen(rgb), near: Infinity })),
    found,
  );
  while (found.length < count) {
    const best = candidates.reduce((a, b) => (b.near > a.near ? b : a));
    const color = toHex(best.rgb);
    found.push(color);
    keptAway(candidates, [color]);
  }
}

function keptAway(from: Candidate[], colors: readonly string[]): Candidate[] {
  for (const color of colors) {
    const other = seen(toLinear(color));
    for (const each of from) each.near = Math.min(each.near, distance(each.seen, other));
  }
  return from;
}

/** Colors of OKLab's gamut in sRGB, neither too light for a white page nor too dark for a black one, and not gray. */
function grid(): Triple[] {
  const colors: Triple[] = [];
  for (let l = 0.4; l <= 0.86; l += 0.046) {
    for (let hue = 0; hue < 360; hue += 10) {
      for (const chroma of [0.07, 0.11, 0.15, 0.19]) {
        const angle = (hue * Math.PI) / 180;
        const rgb = fromOklab([l, chroma * Math.cos(angle), chroma * Math.sin(angle)]);
        if (rgb.every((v) => v >= 0 && v <= 1)) colors.push(rgb);
      }
    }
  }
  return colors;
}

function seen(rgb: Triple): Triple[] {
  return visions.map((matrix) => toOklab(matrix.map((row) => Math.min(1, Math.max(0, dot(row, rgb)))) as Triple));
}

function distance(a: Triple[], b: Triple[]): number {
  return Math.min(...a.map((p, i) => Math.hypot(p[0] - b[i]![0], p[1] - b[i]![1], p[2] - b[i]![2])));
}

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function toLinear(hex: string): Triple {
  return [1, 3, 5].map((at) => {
    const v = parseInt(hex.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  }) as Triple;
}

function toHex(rgb: Triple): string {
  return `#${rgb
    .map((v) => Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055)))
    .map((v) => v.toString(16).padStart(2, '0'))
    .join('')}`;
}

function toOklab(rgb: Triple): Triple {
  const l = Math.cbrt(dot([0.4122214708, 0.5363325363, 0.0514459929], rgb));
  const m = Math.cbrt(dot([0.2119034982, 0.6806995451, 0.1073969566], rgb));
  const s = Math.cbrt(dot([0.0883024619, 0.2817188376, 0.6299787005], rgb));
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab(lab: Triple): Triple {
  const l = dot([1, 0.3963377774, 0.2158037573], lab) ** 3;
  const m = dot([1, -0.1055613458, -0.0638541728], lab) ** 3;
  const s = dot([1, -0.0894841775, -1.291485548], lab) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
