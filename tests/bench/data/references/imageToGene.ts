import { type AnnData, coordinates, cropsAt, DenseMatrix, imageOf, valuesOf } from '../../../../src/data';
import { pearson } from '../../../../src/metrics';
import { ridge } from './ridge';

/** Pixels of a square around a spot: the pitch of the spots. */
const SIDE = 48;
const FEATURES = 12;
/** Of squared coefficients of standardized features (ours). */
const PENALTY = 10;

/**
 * Mean over genes of the correlation between log(1 + counts) and what 12 features of the picture around a spot tell, for
 * each section by a ridge regression on the other one.
 */
export async function imageToGene(adata: AnnData): Promise<Record<string, number>> {
  const sections = valuesOf(adata.column('section')).map(String);
  const names = [...new Set(sections)];
  const x = DenseMatrix.zeros(adata.nObs, FEATURES);
  for (const name of names) await addFeatures(adata, name, sections, x);
  standardize(x);
  const y = adata.matrix().toDense().map(Math.log1p);
  return Object.fromEntries(names.map((name) => [name, meanCorrelation(x, y, sections, name)]));
}

function meanCorrelation(x: DenseMatrix, y: DenseMatrix, sections: readonly string[], name: string): number {
  const all = sections.map((_, i) => i);
  const held = all.filter((i) => sections[i] === name);
  const predicted = ridge(x, y, { trained: all.filter((i) => sections[i] !== name), held }, PENALTY);
  const truth = y.takeRows(held);
  const found = Array.from({ length: y.columns }, (_, g) => pearson(predicted.getColumn(g), truth.column(g)));
  const known = found.filter((r) => !Number.isNaN(r));
  return known.reduce((sum, r) => sum + r, 0) / known.length;
}

async function addFeatures(adata: AnnData, name: string, sections: readonly string[], x: DenseMatrix): Promise<void> {
  const { image, scale } = imageOf(adata, { library: name });
  const cells = sections.flatMap((section, i) => (section === name ? [i] : []));
  const xy = coordinates(adata).points.takeRows(cells);
  const places = new DenseMatrix(xy.rows, 2, xy.values.map((value) => value * scale)); // prettier-ignore
  for await (const { from, to, values } of cropsAt(image, places, { size: SIDE })) {
    const size = SIDE * SIDE * image.channels.length;
    for (let i = from; i < to; i++) {
      const crop = Float64Array.from(values.subarray((i - from) * size, (i - from + 1) * size));
      x.row(cells[i]!).set(featuresOf(crop, image.channels.length));
    }
  }
}

/** Means and deviations of red, green and blue; of gray the 10th and 90th percentile; edges, spots and dark pixels. */
function featuresOf(crop: Float64Array, channels: number): number[] {
  const pixels = SIDE * SIDE;
  const channel = (c: number): Float64Array => Float64Array.from({ length: pixels }, (_, p) => crop[p * channels + c]!);
  const colors = [0, 1, 2].map(channel);
  const gray = Float64Array.from({ length: pixels }, (_, p) => (colors[0]![p]! + colors[1]![p]! + colors[2]![p]!) / 3); // prettier-ignore
  const sorted = gray.slice().sort();
  const [edges, bends]: [number[], number[]] = [[], []];
  for (let v = 1; v < SIDE - 1; v++) {
    for (let u = 1; u < SIDE - 1; u++) {
      const [left, right] = [gray[v * SIDE + u - 1]!, gray[v * SIDE + u + 1]!];
      const [above, below] = [gray[(v - 1) * SIDE + u]!, gray[(v + 1) * SIDE + u]!];
      edges.push(Math.hypot(right - left, below - above));
      bends.push(Math.abs(left + right + above + below - 4 * gray[v * SIDE + u]!));
    }
  }
  const middle = (sorted[0]! + sorted[pixels - 1]!) / 2;
  return [
    ...colors.map((values) => moments(values).mean),
    ...colors.map((values) => moments(values).deviation),
    sorted[Math.floor(0.1 * pixels)]!,
    sorted[Math.floor(0.9 * pixels)]!,
    moments(edges).mean,
    moments(edges).deviation,
    moments(bends).mean,
    gray.filter((value) => value < middle).length / pixels,
  ];
}

function moments(values: ArrayLike<number>): { mean: number; deviation: number } {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

/** Each column less its mean, divided by its deviation, in place. */
function standardize(x: DenseMatrix): void {
  for (let j = 0; j < x.columns; j++) {
    const { mean, deviation } = moments(x.column(j));
    for (let i = 0; i < x.rows; i++) x.values[i * x.columns + j] = (x.get(i, j) - mean) / (deviation || 1);
  }
}
