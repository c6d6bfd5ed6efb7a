import type { DenseMatrix } from '../../data';
import { columnMeans } from '../../linalg';
import { type Model, type ModelData, toCells } from '../../models';
import { morphologyFeatures } from '../../prepare';
import { Random } from '../../random';
import { columnsInOrder } from '../shared/columnsInOrder';
import { alikeStates } from './alikeStates';
import { askModel, heldPartners } from './askModel';
import { comparedScale } from './comparedScale';
import type { GenerateShapesOptions } from './generateOptions';
import { GenerateResult } from './generateResult';
import { halves, meanAndDeviationShift, meanShift, randomTargets } from './shapeBaselines';
import { DRAWS, drawScores, meanScores, shapeScores } from './shapeScores';
import { cellsOf, splitCells } from './statesOfCells';

/** Features of shape, as measured, carried to the target state. */
export async function generateFeatures(
  model: Model,
  data: ModelData,
  options: GenerateShapesOptions,
): Promise<GenerateResult> {
  const { control, target, features: columns, seed = 0 } = options;
  const adata = toCells('generate', data);
  const measured = morphologyFeatures(adata, columns ? { columns } : {});
  const split = splitCells(adata, model, options);
  const cells = cellsOf(adata, options, split);
  const compare = comparedScale(measured.values.takeRows(split.train), measured.logarithmic);
  const all = compare(measured.values);
  const take = (rows: Int32Array): DenseMatrix => all.takeRows(rows);
  const known = {
    control: take(cells.train.control),
    target: take(cells.train.target),
    asked: take(cells.test.control),
  };
  const held = take(cells.test.target);
  const from = columnMeans(known.asked);
  const random = new Random(seed).fork('generate');
  const draws = drawScores(DRAWS, (draw) => shapeScores(randomTargets(known, random.fork(`random ${draw}`)), held, from)); // prettier-ignore
  const unchanged = shapeScores(known.asked, held, from);
  const notices = alikeStates(unchanged, draws, options);

  const { trial, said, notices: ofTraining } = await askModel(model, data, options, split, cells.test);
  const generated = columnsInOrder('generate', 'feature', said.values, said.features, measured.features);
  const partners = held.takeRows(await heldPartners(adata, split, cells.test, options));
  const half = drawScores(DRAWS, (draw) => shapeScores(...halves(held, random.fork(`half ${draw}`)), from));
  const score = (method: string, shapes: DenseMatrix) => ({ method, scores: shapeScores(shapes, held, from) });
  return new GenerateResult({
    scores: [
      score(trial.card.id, compare(generated)),
      { method: 'control unchanged', scores: unchanged },
      score('mean shift', meanShift(known)),
      score('mean and s.d. shift', meanAndDeviationShift(known)),
      { method: 'random target cell', scores: meanScores(draws) },
      score('transport partner', partners),
      { method: 'target, half against half', scores: meanScores(half) },
    ],
    control,
    target,
    features: measured.features,
    cells: cells.test,
    shapes: {
      control: measured.values.takeRows(cells.test.control),
      generated,
      target: measured.values.takeRows(cells.test.target),
    },
    heldOut: options.groups ? `whole groups of ${options.groups}` : 'whole tiles',
    seed,
    config: { ...trial.config },
    notices: [...notices, ...ofTraining],
  });
}
