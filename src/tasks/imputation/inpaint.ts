import { coordinates, DenseMatrix, type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import type { Graph } from '../../graph';
import type { CellPredictor, Model } from '../../models';
import { frameOf, need } from '../shared/modelChecks';
import { boundaryRounds } from './boundaryRounds';
import { meansInGap } from './imputationBaselines';

/**
 * What a trained model expects in a gap of the tissue: the means of the given cells and their neighbors [cells, features], in the
 * unit of X. Models that fill in cells say so themselves; those that infer cells from the ones around them fill the gap from its
 * boundary inwards, each round seeing the ones before, and a neighborhood is then the mean of what they say of a cell and its
 * neighbors in the gap.
 *
 * @throws TissuebookError 'invalid-argument' for a model that can do neither, or does not answer in the unit of X
 */
export async function inpaint(model: Model, adata: AnnData, cells: Int32Array, graph: Graph): Promise<DenseMatrix> {
  if (model.can.fillCells) return model.can.fillCells(adata, cells);
  const predictor = need('imputePatch', model, 'predictCells');
  const places = await sameUnit(model, predictor, adata, cells);
  return meansInGap(await inpaintFromBoundary(model, predictor, adata, cells, places), cells, graph);
}

/** The column of each feature in what the model says. @throws TissuebookError 'invalid-argument' where its unit is not X's */
async function sameUnit(
  model: Model,
  predictor: CellPredictor,
  adata: AnnData,
  cells: Int32Array,
): Promise<Int32Array> {
  const features = model.features ?? [];
  const places = Int32Array.from(adata.var.index, (name) => features.indexOf(name));
  const prepared = await predictor.prepared(adata);
  const x = adata.matrix();
  const alike =
    places.every((place) => place >= 0) &&
    cells.every((cell) => {
      const [own, taken] = [x.row(cell), prepared.row(cell)];
      return places.every((place, j) => Math.abs(own[j]! - taken[place]!) <= 1e-4 * Math.max(1, Math.abs(own[j]!)));
    });
  if (alike) return places;
  throw new TissuebookError('invalid-argument', `imputePatch: ${model.card.id} does not answer in the unit of X.`, {
    argument: 'adata',
    advice:
      'Give it prepared values: log1p(normalizeTotal(counts, { targetSum: 10000 })) without mitochondrial genes, or asinh of intensities.',
  });
}

/** What a model says of the cells of a gap [cells, features]; no value of theirs is looked at. */
async function inpaintFromBoundary(
  model: Model,
  predictor: CellPredictor,
  adata: AnnData,
  cells: Int32Array,
  places: Int32Array,
): Promise<DenseMatrix> {
  const frame = frameOf(model);
  const receptive = frame.graph(coordinates(adata).points, frame.sections(adata).section);
  const out = DenseMatrix.zeros(cells.length, adata.nVars);
  const x = adata.matrix().toDense();
  const filled = new DenseMatrix(x.rows, x.columns, x.values.slice());
  const data = adata.with({ X: filled });
  let left = [...cells.keys()];
  for (const round of boundaryRounds(cells, receptive)) {
    const asked = new Set(round);
    const rest = left.filter((at) => !asked.has(at));
    // Cells of later rounds are asked for as well, so that they stay hidden; what is said of them is not used.
    const order = [...round, ...rest];
    const said = await predictor.predict(
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
