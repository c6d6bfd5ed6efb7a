import { EventLoopYielder, type WorkOptions } from '../../wasm';
import { type AnnData, DenseMatrix, numericArray, type SparseMatrix, type Uns } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import type { ObspName } from '../../names';
import { anything, checkOptions, integer, number, oneOf, seed as seedCheck, text } from '../../options';
import { Random } from '../../random';
import { graphOf } from '../clusters/leiden';
import { recordStep } from '../record';
import { spectralStart } from './spectralStart';
import { fitCurve } from './umapCurve';
import { UmapLayout } from './umapLayout';

/** `progress` counts epochs. */
export interface UmapOptions extends WorkOptions {
  /** How near points may lie. 0.5, as scanpy. */
  minDistance?: number;
  /** How far groups are spread. 1, as scanpy. */
  spread?: number;
  /** Passes over the edges. 500, and 200 for more than 10,000 cells, as umap-learn. */
  epochs?: number;
  /** 'spectral' or 'random'. 'spectral', as scanpy. */
  start?: 'spectral' | 'random';
  /** The entry of obsp whose weights count. 'connectivities', of neighbors. */
  graph?: ObspName;
  /** uint32. 0. */
  seed?: number;
}

/**
 * A picture of the cells in two dimensions, in which cells that belong together lie together (McInnes, Healy and Melville
 * 2018): obsm['X_umap'] [nObs, 2]. As scanpy.tl.umap; distances between groups mean little, and another seed gives
 * another picture.
 *
 * @throws TissuebookError 'missing-key' (no such graph: run neighbors first), 'invalid-argument', 'aborted'
 */
export async function umap(adata: AnnData, options: UmapOptions = {}): Promise<AnnData> {
  checkAnnData('umap', 'adata', adata);
  checkOptions('umap', options, {
    minDistance: number(0, 100),
    spread: number(0.01, 100),
    epochs: integer(1, 100_000),
    start: oneOf('spectral', 'random'),
    graph: text,
    seed: seedCheck,
    signal: anything,
    progress: anything,
  });
  const { minDistance = 0.5, spread = 1, start = 'spectral', graph = 'connectivities', seed = 0 } = options;
  const epochs = options.epochs ?? (adata.nObs > 10_000 ? 200 : 500);
  const weights = graphOf('umap', adata, graph);
  const draws = new Random(seed);
  const curve = fitCurve(spread, minDistance);
  const yielder = new EventLoopYielder('umap', options);
  const silentYielder = new EventLoopYielder('umap', options.signal ? { signal: options.signal } : {});
  const layout = new UmapLayout(weights, await startOf(weights, start, draws, silentYielder), curve, epochs, draws);
  while (layout.epoch < epochs) {
    layout.step();
    if (yielder.due) await yielder.yieldToEventLoop(layout.epoch, epochs);
  }
  options.progress?.(epochs, epochs);
  const params: Uns = new Map([
    ['a', numericArray(Float64Array.of(curve.a), [])],
    ['b', numericArray(Float64Array.of(curve.b), [])],
  ]);
  return recordStep(
    adata,
    `umap(minDistance ${minDistance}, epochs ${epochs}, seed ${seed})`,
    {
      obsm: new Map(adata.obsm).set('X_umap', new DenseMatrix(adata.nObs, 2, Float32Array.from(layout.points))),
      uns: new Map(adata.uns).set('umap', new Map([['params', params]])),
    },
    { options },
  );
}

/** Start points [n, 2] in a square of side 10, where all lie: as umap-learn. */
async function startOf(
  weights: SparseMatrix,
  start: string,
  draws: Random,
  yielder: EventLoopYielder,
): Promise<Float64Array> {
  const points =
    start === 'spectral'
      ? await spectralStart(weights, draws, yielder)
      : Float64Array.from({ length: 2 * weights.rows }, () => draws.uniform());
  for (const axis of [0, 1]) {
    let [low, high] = [Infinity, -Infinity];
    for (let e = axis; e < points.length; e += 2) {
      low = Math.min(low, points[e]!);
      high = Math.max(high, points[e]!);
    }
    for (let e = axis; e < points.length; e += 2) points[e] = (10 * (points[e]! - low)) / (high - low || 1);
  }
  return points;
}
