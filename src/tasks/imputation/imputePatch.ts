import { coordinates, DenseMatrix, type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import { anything, checkOptions, flag, integer, listOf, seed as seedCheck } from '../../options';
import type { Model, WorkPlace } from '../../models';
import { frameOf, nearestGraph, need } from '../shared/modelChecks';
import { onCheck } from '../shared/onCluster';
import { fitOptions } from '../shared/trial';
import { inpaint } from './inpaint';
import { globalMean, inwardMeans, observedCells } from './imputationBaselines';
import { ImputationResult, scorePrediction } from './imputationResult';
import { drawPatches } from '../../prepare/splits/drawPatches';
import { nearestMeans, neighborhoodMeans } from '../../graph/neighborhood';

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
  /** Whether a notebook shows the curves of the training. Default true. */
  progress?: boolean;
  /** A cluster, one of whose workers does it: `await Promise.all(seeds.map((seed) => imputePatch(model, adata, { seed, on })))`. */
  on?: WorkPlace;
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
  model: Model,
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
    progress: flag,
    on: onCheck,
  });
  const { patches: count = 3, nearest = [8, 30], seed = 0 } = options;
  if (!model.can?.fillCells) need('imputePatch', model, 'predictCells');
  if (options.on) return imputeOn(options.on, model, adata, options);
  const trial = model.fresh({}, 'fillCells');
  const frame = frameOf(trial);
  const { section } = frame.sections(adata);
  const size = options.cells ?? defaultSize(section);
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
  // A model that fills in cells says what its own neighborhoods hold; for all others these are of the 8 nearest.
  const graph = trial.can.fillCells ? frame.graph(points, section) : nearestGraph(points, section);
  const { notices } = await trial.fit(adata, {
    heldOut: held,
    ...fitOptions(options),
  });
  const predicted = await inpaint(trial, adata, held, graph);
  const truth = new DenseMatrix(held.length, adata.nVars, neighborhoodMeans(adata.matrix(), graph, held));
  const placed = { matrix: adata.matrix(), points, section };
  const observed = observedCells(adata, held);
  const guesses: [string, DenseMatrix][] = [
    [trial.card.id, predicted],
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
    config: { ...trial.config },
    notices,
  });
}

async function imputeOn(
  place: WorkPlace,
  model: Model,
  adata: AnnData,
  { on: _, signal, progress: __, ...options }: ImputePatchOptions,
): Promise<ImputationResult> {
  const title = `${model.card.id} fills gaps, seed ${options.seed ?? 0}`;
  const asked = { model: model.fresh(), data: adata, options: { ...options, progress: false } };
  return (await place.run('imputePatch', asked, { signal, title })) as ImputationResult;
}

/** 100 cells, or a tenth of the section of middling size. */
function defaultSize(section: Int32Array): number {
  const sizes = new Map<number, number>();
  for (const own of section) sizes.set(own, (sizes.get(own) ?? 0) + 1);
  const sorted = [...sizes.values()].sort((a, b) => a - b);
  return Math.max(2, Math.min(100, Math.floor(sorted[sorted.length >> 1]! / 10)));
}
