import type { AnnData } from '../../../src/data';
import { type BackedAnnData, DenseMatrix, readH5ad, Table, writeH5ad } from '../../../src/data';
import * as verbs from '../../../src/prepare';
import type { Line, Steps } from '../steps';
import { fileIn } from './fileIn';

/** Every verb of preparation. The first word of a line is the verb; what follows tells its lines apart. */
export const PREPARE: Readonly<Record<string, Line>> = {
  normalizeTotal: ({ counts }) => verbs.normalizeTotal(counts),
  'normalizeTotal to 10000': ({ counts }) => verbs.normalizeTotal(counts, { targetSum: 1e4 }),
  log1p: ({ counts }) => verbs.log1p(counts),
  'log1p of float64': ({ counts }) => verbs.log1p(inDoubles(counts)),
  asinh: ({ counts }) => verbs.asinh(counts, { cofactor: 5 }),
  tfidf: ({ counts }) => verbs.tfidf(counts),
  'tfidf smooth': ({ counts }) => verbs.tfidf(counts, { method: 'smooth' }),
  'tfidf glue': ({ counts }) => verbs.tfidf(counts, { method: 'glue' }),
  scale: ({ logged }) => verbs.scale(logged),
  'scale without centering': ({ logged }) => verbs.scale(logged, { zeroCenter: false, maxValue: 3 }),
  kindOfValues: ({ counts, logged }) => [verbs.kindOfValues(counts), verbs.kindOfValues(logged)],
  withCounts: ({ counts }) => verbs.withCounts(counts),
  filterCells: ({ counts }) => verbs.filterCells(counts, { minGenes: 8, minCounts: 20 }),
  filterGenes: ({ counts }) => verbs.filterGenes(counts, { minCells: 60 }),
  matchPanel: ({ counts }) => verbs.matchPanel(counts, [...genesOf(counts, 10), 'absent'], { missing: 'zero' }),
  'highlyVariableGenes seurat': ({ logged }) => verbs.highlyVariableGenes(logged, { count: 15 }),
  'highlyVariableGenes seurat by limits': ({ logged }) => verbs.highlyVariableGenes(logged),
  'highlyVariableGenes seurat_v3': ({ counts }) => verbs.highlyVariableGenes(counts, { flavor: 'seurat_v3', count: 15, span: 0.6 }), // prettier-ignore
  'highlyVariableGenes of a file': async ({ logged }) => {
    const backed = await backedOf(logged);
    const found = await verbs.highlyVariableGenes(backed, { count: 15 });
    return [found.var.names, ...found.var.names.map((name) => found.var.get(name))];
  },
  scoreGenes: ({ logged }) => verbs.scoreGenes(logged, genesOf(logged, 5), { controlSize: 10, bins: 5 }),
  pca: ({ logged }) => verbs.pca(logged, { components: 20 }),
  'pca of few genes': ({ logged }) => verbs.pca(verbs.highlyVariableGenes(logged, { count: 12 }), { components: 6, useHighlyVariable: true }), // prettier-ignore
  lsi: ({ counts }) => verbs.lsi(verbs.tfidf(counts), { components: 10 }),
  neighbors: ({ joined }) => verbs.neighbors(joined),
  'neighbors approximate': ({ joined }) => verbs.neighbors(joined, { method: 'approximate', k: 8 }),
  leiden: ({ joined }) => verbs.leiden(joined),
  'leiden fine': ({ joined }) => verbs.leiden(joined, { resolution: 2.5, seed: 4 }),
  umap: ({ joined }) => verbs.umap(joined, { epochs: 60 }),
  'umap from random places': ({ joined }) => verbs.umap(joined, { epochs: 30, start: 'random', seed: 2 }),
  dpt: ({ joined }) => verbs.dpt(joined, { root: 3, components: 8 }),
  randomSplit: ({ counts }) => verbs.randomSplit(counts),
  groupSplit: ({ counts }) => verbs.groupSplit(counts, { by: 'patient' }),
  tileSplit: ({ counts }) => verbs.tileSplit(counts, { sections: 'section', tiles: 4 }),
  evaluationMask: ({ counts }) => verbs.evaluationMask(counts),
  'evaluationMask exponential': ({ counts }) => verbs.evaluationMask(counts, { kind: 'exponential', seed: 3 }),
  'evaluationMask entries': ({ counts }) => verbs.evaluationMask(counts, { kind: 'entries', seed: 3 }),
  pairStates: ({ joined }) =>
    verbs.pairStates(joined, { state: 'class', control: 'low', target: 'high', use: 'X_pca', iterations: 100 }),
  'pairStates in expression': ({ logged }) => verbs.pairStates(logged, { state: 'class', control: 'low', target: 'high', components: 8, nicheWeight: 1, iterations: 100 }), // prettier-ignore
  morphologyFeatures: (steps) => verbs.morphologyFeatures(shaped(steps)),
  drawTissue: (steps) => {
    const { cells, image } = verbs.drawTissue(shaped(steps), { features: genesOf(steps.counts, 2) });
    return [cells, image];
  },
  otsuThreshold: ({ a }) => verbs.otsuThreshold(a),
  labelForeground: ({ counts }) => verbs.labelForeground(picture(counts), 1.5),
  regionProperties: ({ counts }) => {
    const image = picture(counts);
    return verbs.regionProperties(verbs.labelForeground(image, 1.5), { image, spacing: 0.5 });
  },
  shapesOfPictures: ({ counts }) => verbs.shapesOfPictures(pictures(counts)),
  recordStep: ({ counts }) => verbs.recordStep(counts, 'nothing()', {}),
  stepsOf: ({ joined }) => verbs.stepsOf(joined),
};

const genesOf = ({ var: genes }: AnnData, count: number): string[] => genes.index.slice(0, count);

const inDoubles = (adata: AnnData): AnnData => {
  const { rows, columns, values } = adata.X!.toDense();
  return adata.with({ X: new DenseMatrix(rows, columns, Float64Array.from(values as ArrayLike<number>)) });
};

async function backedOf(adata: AnnData): Promise<BackedAnnData> {
  const path = fileIn('logged.h5ad');
  await writeH5ad(adata, path);
  return readH5ad(path, { backed: true });
}

/** Cells with shapes that are made from their places, in pixels of a small picture. */
function shaped({ counts, spatial }: Steps): AnnData {
  const n = counts.nObs;
  const numbers = (of: (i: number) => number): Float64Array => Float64Array.from({ length: n }, (_, i) => of(i));
  const [xs, ys] = [spatial.column(0), spatial.column(1)];
  const within = (all: ArrayLike<number>, i: number): number => {
    const [low, high] = Array.from(all).reduce(([l, h], value) => [Math.min(l, value), Math.max(h, value)], [Infinity, -Infinity]); // prettier-ignore
    return 10 + (150 * (all[i]! - low)) / (high - low);
  };
  const at = new DenseMatrix(
    n,
    2,
    Float64Array.from({ length: 2 * n }, (_, e) => within(e % 2 === 0 ? xs : ys, e >> 1)),
  );
  const obs = new Table(counts.obs.index, [
    ...counts.obs.names.map((name) => [name, counts.obs.get(name)] as const),
    ['Area', numbers((i) => 20 + (i % 17))],
    ['MajorAxisLength', numbers((i) => 6 + (i % 5))],
    ['MinorAxisLength', numbers((i) => 4 + (i % 3) / 2)],
    ['Eccentricity', numbers((i) => (i % 9) / 10)],
    ['Solidity', numbers((i) => 1 - (i % 4) / 20)],
    ['Extent', numbers((i) => 0.5 + (i % 6) / 20)],
  ]);
  return counts.with({ obs, obsm: [['spatial', at]] });
}

/** Counts as the pixels of a picture. */
function picture({ X }: AnnData): { width: number; height: number; values: Float64Array } {
  const side = 24;
  const values = X!.toDense().values;
  return { width: side, height: side, values: Float64Array.from({ length: side * side }, (_, e) => Number(values[e])) };
}

function pictures(counts: AnnData): Parameters<typeof verbs.shapesOfPictures>[0] {
  const side = 12;
  const values = counts.X!.toDense().values;
  const bright = (e: number): number => Math.min(1, Number(values[e]) / 8);
  return { values: Float32Array.from({ length: 8 * side * side }, (_, e) => bright(e)), side, channels: 1 };
}
