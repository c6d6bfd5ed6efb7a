import { coordinates, DenseMatrix, type AnnData } from '../data';
import { TissuebookError } from '../errors';
import { knnGraph, type Graph } from '../graph';
import { drawPatches, nearestCells, neighbourhoodMeans, readSections, type ImputingModel } from '../models';
import { anything, checkOptions, integer, listOf, seed as seedCheck } from '../options';
import { ImputationResult, scorePrediction } from './imputationResult';

export interface ImputePatchOptions {
  /** Patches to hold out. 3, as in SQUINT's paper. */
  patches?: number;
  /** Cells of a patch. 100, or a tenth of the cells of a middling section where that is less (ours). */
  cells?: number;
  /** Baselines: the mean of so many nearest observed cells. 8 and 30 (ours). */
  nearest?: number[];
  /** Fixes where the patches lie; 0. */
  seed?: number;
  /** Epochs of training; the model's own unless given. */
  epochs?: number;
  signal?: AbortSignal;
}

/**
 * How well a model predicts the expression of neighbourhoods in patches of tissue it has not seen (SQUINT, section
 * 5.1): contiguous patches are held out, in no input and no target; an untrained model like the given one is trained
 * on the rest and asked for the mean of every held-out cell and its neighbours. Beside it the mean of the nearest
 * observed cells, and the mean over all observed cells. The given model and the data stay as they are.
 *
 * @throws TissuebookError 'unknown-option', 'invalid-argument' (patches that do not fit), and whatever fit() throws
 */
export async function imputePatch(
  model: ImputingModel,
  adata: AnnData,
  options: ImputePatchOptions = {},
): Promise<ImputationResult> {
  checkOptions('imputePatch', options, {
    patches: integer(1, 1000),
    cells: integer(2, 1e6),
    nearest: listOf(integer(1, 10000)),
    seed: seedCheck,
    epochs: integer(1, 100000),
    signal: anything,
  });
  const { patches: count = 3, nearest = [8, 30], seed = 0, epochs, signal } = options;
  const { section } = readSections('imputePatch', adata, String(model.config.section ?? ''));
  const size = options.cells ?? usualSize(section);
  const patches = drawPatches(adata, section, count, size, seed);
  const held = Int32Array.from(patches.flatMap((patch) => [...patch]));
  if (held.length > adata.nObs / 2) {
    throw new TissuebookError(
      'invalid-argument',
      `imputePatch: ${held.length} of ${adata.nObs} cells would be held out.`,
      {
        argument: 'cells',
        found: size,
        advice: 'Leave at least half of the cells to learn from.',
      },
    );
  }
  const trial = model.untrainedForPatches();
  await trial.fit(adata, { heldOut: held, write: false, ...(epochs && { epochs }), ...(signal && { signal }) });
  const predicted = await trial.impute(adata, held);

  const graph = knnGraph(coordinates(adata).points, {
    k: Number(trial.config.neighbours ?? 8),
    symmetric: true,
    groups: section,
  });
  const truth = new DenseMatrix(held.length, adata.nVars, neighbourhoodMeans(adata.matrix(), graph, held));
  const predictions: [string, DenseMatrix][] = [
    [trial.name, predicted],
    ...nearest.map((k): [string, DenseMatrix] => [`mean of the ${k} nearest`, nearestMeans(adata, section, held, k)]),
    ['mean of all', globalMean(adata, graph, held)],
  ];
  const scores = predictions.map(([method, values]) => scorePrediction(method, values, truth));
  const byPatch = patches.map((_, patch) => {
    const rows = Int32Array.from({ length: size }, (_, at) => patch * size + at);
    return predictions.map(([method, values]) => scorePrediction(method, values.takeRows(rows), truth.takeRows(rows)));
  });
  return new ImputationResult({ patches, cells: held, predicted, truth, scores, byPatch, seed, config: trial.config });
}

/** 100 cells, or a tenth of the section of middling size. */
function usualSize(section: Int32Array): number {
  const sizes = new Map<number, number>();
  for (const own of section) sizes.set(own, (sizes.get(own) ?? 0) + 1);
  const sorted = [...sizes.values()].sort((a, b) => a - b);
  return Math.max(2, Math.min(100, Math.floor(sorted[sorted.length >> 1]! / 10)));
}

/** The mean of the `k` nearest observed cells of each held-out cell. */
function nearestMeans(adata: AnnData, section: Int32Array, held: Int32Array, k: number): DenseMatrix {
  const near = nearestCells(coordinates(adata).points, section, observedCells(adata, held), held, k);
  const matrix = adata.matrix();
  const out = new Float32Array(held.length * adata.nVars);
  for (let at = 0; at < held.length; at++) {
    const found = near.subarray(at * k, (at + 1) * k).filter((cell) => cell >= 0);
    for (const cell of found) {
      const row = matrix.row(cell);
      for (let j = 0; j < adata.nVars; j++) out[at * adata.nVars + j]! += row[j]! / found.length;
    }
  }
  return new DenseMatrix(held.length, adata.nVars, out);
}

/** The mean neighbourhood of the observed cells, the same for every held-out cell. */
function globalMean(adata: AnnData, graph: Graph, held: Int32Array): DenseMatrix {
  const means = neighbourhoodMeans(adata.matrix(), graph, observedCells(adata, held));
  const rows = means.length / adata.nVars;
  const mean = new Float64Array(adata.nVars);
  for (let at = 0; at < means.length; at++) mean[at % adata.nVars]! += means[at]! / rows;
  const out = new Float32Array(held.length * adata.nVars);
  for (let at = 0; at < held.length; at++) out.set(mean, at * adata.nVars);
  return new DenseMatrix(held.length, adata.nVars, out);
}

function observedCells(adata: AnnData, held: Int32Array): Int32Array {
  const hidden = new Set(held);
  return Int32Array.from({ length: adata.nObs }, (_, i) => i).filter((i) => !hidden.has(i));
}
