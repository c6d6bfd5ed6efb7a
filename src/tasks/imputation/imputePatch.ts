import { coordinates, DenseMatrix, type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import { knnGraph } from '../../graph';
import { anything, checkOptions, integer, listOf, seed as seedCheck } from '../../options';
import { gapFiller, type GapModel } from './fillGap';
import { globalMean, inwardMeans, observedCells } from './imputationBaselines';
import { ImputationResult, scorePrediction } from './imputationResult';
import { drawPatches } from '../../prepare/splits/drawPatches';
import { nearestMeans } from '../../graph/nearestMeans';
import { neighborhoodMeans } from '../../graph/neighborhood';
import { readSections } from '../../data/sections';

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
 * How well a model predicts the expression of neighborhoods in patches of tissue it has not seen (SQUINT, section
 * 5.1): contiguous patches are held out, in no input and no target; an untrained model like the given one is trained
 * on the rest and asked for the mean of every held-out cell and its neighbors (8, or as many as the model has). Beside it the mean of the nearest
 * observed cells, the mean of the neighbors filled in from the rim of the gap inwards, and the mean over all observed cells. The given model and the data stay as they are.
 *
 * @throws TissuebookError 'unknown-option', 'invalid-argument' (patches that do not fit), and whatever fit() throws
 */
export async function imputePatch(
  model: GapModel,
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
  const { points } = coordinates(adata);
  const graph = knnGraph(points, {
    k: Number(model.config.neighbors ?? 8),
    symmetric: true,
    groups: section,
  });
  const { trial, fill } = gapFiller(model);
  await trial.fit(adata, { heldOut: held, write: false, ...(epochs && { epochs }), ...(signal && { signal }) });
  const predicted = await fill(adata, held, graph);
  const truth = new DenseMatrix(held.length, adata.nVars, neighborhoodMeans(adata.matrix(), graph, held));
  const placed = { matrix: adata.matrix(), points, section };
  const observed = observedCells(adata, held);
  const guesses: [string, DenseMatrix][] = [
    [trial.name, predicted],
    ...nearest.map((k): [string, DenseMatrix] => [`mean of the ${k} nearest`, nearestMeans(placed, observed, held, k)]),
    ['neighbors, inwards', inwardMeans(adata, graph, held)],
    ['mean of all', globalMean(adata, graph, held)],
  ];
  const predictions = guesses.map(([method, values]) => ({ method, values }));
  const scores = predictions.map(({ method, values }) => scorePrediction(method, values, truth));
  const byPatch = patches.map((_, patch) => {
    const rows = Int32Array.from({ length: size }, (_, at) => patch * size + at);
    return predictions.map(({ method, values }) =>
      scorePrediction(method, values.takeRows(rows), truth.takeRows(rows)),
    );
  });
  return new ImputationResult({
    patches,
    cells: held,
    predictions,
    truth,
    scores,
    byPatch,
    seed,
    config: trial.config,
  });
}

/** 100 cells, or a tenth of the section of middling size. */
function usualSize(section: Int32Array): number {
  const sizes = new Map<number, number>();
  for (const own of section) sizes.set(own, (sizes.get(own) ?? 0) + 1);
  const sorted = [...sizes.values()].sort((a, b) => a - b);
  return Math.max(2, Math.min(100, Math.floor(sorted[sorted.length >> 1]! / 10)));
}
