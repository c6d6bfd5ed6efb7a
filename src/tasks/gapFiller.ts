import { DenseMatrix, type AnnData } from '../data';
import { TissuebookError } from '../errors';
import type { Graph } from '../graph';
import { type ImputingModel, type InferringModel, type ModelName, type TissueModel, zoo } from '../models';

/** A model that can be asked about places where nothing was measured. */
export type GapModel = ImputingModel | InferringModel;

/** An untrained model like another one, and how it is asked about a gap once it is trained. */
export interface GapFiller {
  readonly trial: TissueModel;
  /** Expected means of the given cells and their neighbours [cells, features], in the unit of X. */
  fill(adata: AnnData, cells: Int32Array, graph: Graph): Promise<DenseMatrix>;
}

/**
 * Models that impute say the mean of a neighbourhood themselves. Those that infer cells are asked for all cells of the gap at
 * once; a neighbourhood is then the mean of what they say of a cell and its neighbours in the gap.
 */
export function gapFiller(model: GapModel): GapFiller {
  if ('untrainedForPatches' in model) {
    const trial = model.untrainedForPatches();
    return { trial, fill: (adata, cells) => trial.impute(adata, cells) };
  }
  const trial = zoo.create(model.name as ModelName, { ...model.config }) as unknown as InferringModel;
  return {
    trial,
    fill: async (adata, cells, graph) => {
      const places = await sameUnit(trial, adata, cells);
      const own = (await trial.predict(adata, cells, { together: true })).takeColumns(places);
      return meansInGap(own, cells, graph);
    },
  };
}

/** The column of each feature in what the model says. @throws TissuebookError 'invalid-argument' where its unit is not X's */
async function sameUnit(model: InferringModel, adata: AnnData, cells: Int32Array): Promise<Int32Array> {
  const places = Int32Array.from(adata.var.index, (name) => model.genes.indexOf(name));
  const prepared = await model.prepared(adata);
  const x = adata.matrix();
  const alike =
    places.every((place) => place >= 0) &&
    cells.every((cell) => {
      const [own, taken] = [x.row(cell), prepared.row(cell)];
      return places.every((place, j) => Math.abs(own[j]! - taken[place]!) <= 1e-4 * Math.max(1, Math.abs(own[j]!)));
    });
  if (alike) return places;
  throw new TissuebookError('invalid-argument', `imputePatch: ${model.name} does not answer in the unit of X.`, {
    argument: 'adata',
    advice:
      'Give it prepared values: log1p(normalizeTotal(counts, { targetSum: 10000 })) without mitochondrial genes, or asinh of intensities.',
  });
}

function meansInGap(own: DenseMatrix, cells: Int32Array, graph: Graph): DenseMatrix {
  const place = new Map(Array.from(cells, (cell, at) => [cell, at]));
  const out = DenseMatrix.zeros(own.rows, own.columns);
  cells.forEach((cell, at) => {
    const near = [at, ...Array.from(graph.neighbours(cell)).flatMap((other) => place.get(other) ?? [])];
    const row = out.row(at);
    for (const other of near) own.row(other).forEach((value, j) => (row[j]! += value / near.length));
  });
  return out;
}
