import { coordinates, DenseMatrix, type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import { radiusGraph, type Graph } from '../../graph';
import { type ImputingModel, type InferringModel, type ModelName, type TissueModel, zoo } from '../../models';
import { gapRounds } from './boundaryRounds';
import { meansInGap } from './imputationBaselines';
import { readSections } from '../../data/sections';

/** A model that can be asked about places where nothing was measured. */
export type GapModel = ImputingModel | InferringModel;

/** An untrained model like another one, and how it is asked about a gap once it is trained. */
export interface GapFiller {
  readonly trial: TissueModel;
  /** Expected means of the given cells and their neighbors [cells, features], in the unit of X. */
  fill(adata: AnnData, cells: Int32Array, graph: Graph): Promise<DenseMatrix>;
}

/**
 * Models that impute say the mean of a neighborhood themselves. Those that infer cells fill the gap from its rim inwards, each
 * round hearing the ones before; a neighborhood is then the mean of what they say of a cell and its neighbors in the gap.
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
      return meansInGap(await fillInwards(trial, adata, cells, places), cells, graph);
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

/** What a model says of the cells of a gap [cells, features]; no value of theirs is looked at. */
async function fillInwards(
  model: InferringModel,
  adata: AnnData,
  cells: Int32Array,
  places: Int32Array,
): Promise<DenseMatrix> {
  const { section } = readSections('imputePatch', adata, String(model.config.section ?? ''));
  const hearing = radiusGraph(coordinates(adata).points, { radius: model.reach, groups: section });
  const out = DenseMatrix.zeros(cells.length, adata.nVars);
  const x = adata.matrix().toDense();
  const filled = new DenseMatrix(x.rows, x.columns, x.values.slice());
  const data = adata.with({ X: filled });
  let left = [...cells.keys()];
  for (const round of gapRounds(cells, hearing)) {
    const asked = new Set(round);
    const rest = left.filter((at) => !asked.has(at));
    // Cells of later rounds are asked for as well, so that they stay hidden; what is said of them is not used.
    const order = [...round, ...rest];
    const said = await model.predict(
      data,
      order.map((at) => cells[at]!),
      { together: true },
    );
    const rows = said.takeColumns(places).map((value) => Math.max(0, value));
    round.forEach((at, row) => {
      out.row(at).set(rows.row(row));
      filled.row(cells[at]!).set(rows.row(row));
    });
    left = rest;
  }
  return out;
}
