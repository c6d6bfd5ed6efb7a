import { exactMath } from '../../exactMath';
import { AnnData } from '../annData';
import { categorical } from '../column';
import { DenseMatrix } from '../denseMatrix';
import { Table } from '../table';
import { numericArray, type Uns, type UnsValue } from '../uns';
import { Random } from '../../random';
import { checkOptions, integer, seed as seedCheck } from '../../options';
import { DatasetCard } from './card';
import { poisson } from './poisson';

export interface SimulateHistologyOptions {
  /** Sections. 2. */
  sections?: number;
  /** Spots along each side of a section. 16. */
  side?: number;
  /** Genes. 60. */
  genes?: number;
  seed?: number;
}

/** Pixels between spots (ours, as all numbers below). */
const PITCH = 24;
/** Layers around the middle of a section, and how many nuclei each has for a spot, how large and how elongated. */
const LAYERS = [
  { nuclei: 14, radius: 3.2, stretch: 1 },
  { nuclei: 4, radius: 2.6, stretch: 1.1 },
  { nuclei: 8, radius: 2.2, stretch: 2.2 },
  { nuclei: 2, radius: 2.4, stretch: 1.3 },
];
/** How wide a layer is, in spots. */
const WIDTH = 2.6;
/** Every fifth gene follows no layer. */
const FREE = 5;

/** The card: says that nothing of it was measured. */
export const simulatedHistologyCard = new DatasetCard({
  name: 'simulated-histology',
  title: 'SIMULATED spots on a drawn picture in the colors of H&E: no tissue was ever cut',
  technology: 'none: random numbers of simulateHistology, in the form of spots on a stained section',
  contents:
    "an AnnData of spots; obs: section, layer. A drawn picture for each section in uns['spatial']. var: follows, the layer that a gene is high in, " +
    'or none. Genes are called simGene1, ...: they are none of any organism.',
  values: 'counts.',
  license: 'none needed: made by your own machine',
  citation: 'none: never present figures on it as figures on tissue',
  source: 'simulateHistology of tissuebook',
  downloadBytes: 0,
});

/**
 * Spots on drawn pictures, for lessons and tests: no tissue of them was ever cut, and names, card and uns['dataset'] say so. Each section has
 * four layers around its middle, whose nuclei differ in number, size and shape, and a stain of its own. Four of five genes are high in
 * one layer; the fifth follows nothing that the picture shows. Counts are Poisson, with the spot's depth.
 *
 * @returns counts [spots, genes]; positions in pixels; obs: section, layer; a picture for each section, for `imageOf`
 * @throws TissuebookError 'unknown-option', 'invalid-argument'
 * @example
 * const cells = simulateHistology({ seed: 1 });
 * const slides = { 'simulated section 1': imageOf(cells, { library: 'simulated section 1' }) };
 * console.log(String(slides['simulated section 1'].image));
 */
export function simulateHistology(options: SimulateHistologyOptions = {}): AnnData {
  checkOptions('simulateHistology', options, {
    sections: integer(1, 100),
    side: integer(4, 200),
    genes: integer(FREE, 1e4),
    seed: seedCheck,
  });
  const { sections = 2, side = 16, genes = 60, seed = 0 } = options;
  const random = new Random(seed).fork('simulated histology');
  const names = Array.from({ length: sections }, (_, s) => `simulated section ${s + 1}`);
  const levels = Float64Array.from({ length: genes }, () => exactMath.exp(random.normal(1.6, 0.5)));
  const follows = Array.from({ length: genes }, (_, g) => (g % FREE === FREE - 1 ? -1 : g % LAYERS.length));
  const [rows, places, layers]: [number[][], number[][], number[]] = [[], [], []];
  const spatial = new Map<string, UnsValue>();
  for (const name of names) {
    const own = random.fork(name);
    const layerAt = layering(side, own);
    spatial.set(name, slide(side, layerAt, own));
    for (let i = 0; i < side * side; i++) {
      const [x, y] = [PITCH * (1 + (i % side)), PITCH * (1 + Math.floor(i / side))];
      const layer = layerAt(x, y);
      const depth = exactMath.exp(own.normal(0, 0.25)) * (0.5 + LAYERS[layer]!.nuclei / 10);
      places.push([x, y]);
      layers.push(layer);
      rows.push(
        follows.map((high, g) => {
          const high3 = high === layer ? 4 : high < 0 ? exactMath.exp(own.normal(0, 0.4)) * 1.5 : 0.6;
          return poisson(levels[g]! * depth * high3, own);
        }),
      );
    }
  }
  const obs = new Table(rows.map((_, i) => `simulated spot ${i + 1}`), [
    ['section', categorical(rows.map((_, i) => names[Math.floor(i / (side * side))]!))],
    ['layer', categorical(layers.map((layer) => `simulated layer ${layer + 1}`))],
  ]); // prettier-ignore
  const columns = [['follows', categorical(follows.map((layer) => (layer < 0 ? 'none' : `simulated layer ${layer + 1}`)))]] as const; // prettier-ignore
  const dataset = simulatedHistologyCard.toUns();
  dataset.set('seed', seed);
  const uns: Uns = new Map<string, UnsValue>([['dataset', dataset], ['spatial', spatial], ['spatial_unit', 'pixel']]); // prettier-ignore
  return new AnnData({
    X: DenseMatrix.fromRows(rows),
    obs,
    var: new Table(
      Array.from({ length: genes }, (_, g) => `simGene${g + 1}`),
      columns,
    ),
    obsm: [['spatial', DenseMatrix.fromRows(places)]],
    uns,
  });
}

/** Which layer a place is in: rings around a middle that is not quite the section's, with a wavy rim. */
function layering(side: number, random: Random): (x: number, y: number) => number {
  const middle = [0, 1].map(() => PITCH * (side / 2 + 0.5 + random.uniform(-1.5, 1.5))) as [number, number];
  const phase = random.uniform(0, 2 * Math.PI);
  return (x, y) => {
    const [dx, dy] = [x - middle[0], y - middle[1]];
    const wave = 1 + 0.12 * exactMath.sin(3 * exactMath.atan2(dy, dx) + phase);
    return Math.min(LAYERS.length - 1, Math.floor(Math.hypot(dx, dy) / (WIDTH * PITCH * wave)));
  };
}

/** Pink ground with purple nuclei, as numbers of a picture [height, width, 3]. */
function slide(side: number, layerAt: (x: number, y: number) => number, random: Random): Map<string, UnsValue> {
  const size = PITCH * (side + 1);
  const stain = [0, 1, 2].map(() => random.uniform(-12, 12));
  const ground = [232, 186, 208].map((value, c) => value + stain[c]!);
  const nucleus = [96, 62, 138].map((value, c) => value + stain[c]!);
  const values = new Float32Array(size * size * 3);
  for (let p = 0; p < size * size; p++) {
    const shade = random.normal(0, 5);
    for (let c = 0; c < 3; c++) values[3 * p + c] = ground[c]! + shade;
  }
  for (let cell = 0; cell < side * side * LAYERS[0]!.nuclei; cell++) {
    const [x, y] = [random.uniform(0, size), random.uniform(0, size)];
    const { nuclei, radius, stretch } = LAYERS[layerAt(x, y)]!;
    // Places are drawn everywhere alike; a layer keeps its share of them.
    if (random.uniform() > nuclei / LAYERS[0]!.nuclei) continue;
    drawNucleus(
      values,
      size,
      [x, y],
      { radius: radius * random.uniform(0.8, 1.2), stretch, angle: random.uniform(0, Math.PI) },
      nucleus,
    );
  }
  const bytes = values.map((value) => Math.min(255, Math.max(0, Math.round(value))));
  const image = { ...numericArray(bytes, [size, size, 3]), stored: 'uint8' as const };
  return new Map<string, UnsValue>([
    ['images', new Map<string, UnsValue>([['hires', image]])],
    ['scalefactors', new Map<string, UnsValue>([['tissue_hires_scalef', 1], ['spot_diameter_fullres', 0.6 * PITCH]])],
  ]); // prettier-ignore
}

function drawNucleus(
  values: Float32Array,
  size: number,
  [x, y]: readonly [number, number],
  { radius, stretch, angle }: { radius: number; stretch: number; angle: number },
  color: readonly number[],
): void {
  const reach = Math.ceil(radius * stretch);
  const [cos, sin] = [exactMath.cos(angle), exactMath.sin(angle)];
  for (let v = Math.max(0, Math.floor(y) - reach); v <= Math.min(size - 1, y + reach); v++) {
    for (let u = Math.max(0, Math.floor(x) - reach); u <= Math.min(size - 1, x + reach); u++) {
      const [along, across] = [cos * (u - x) + sin * (v - y), cos * (v - y) - sin * (u - x)];
      const distance = Math.hypot(along / (radius * stretch), across / radius);
      if (distance > 1) continue;
      const share = Math.min(1, 2 * (1 - distance));
      for (let c = 0; c < 3; c++) {
        const at = 3 * (v * size + u) + c;
        values[at] = values[at]! * (1 - share) + color[c]! * share;
      }
    }
  }
}
