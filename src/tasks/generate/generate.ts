import { type AnnData, DenseMatrix, valuesOf } from '../../data';
import { listNames } from '../../data/table';
import { TissuebookError } from '../../errors';
import { type Model, type ModelData, toCells } from '../../models';
import { groupSplit, morphologyFeatures, type MorphologyFeatures, tileSplit } from '../../prepare';
import { onComparedScale } from '../../prepare/morphology/morphologyFeatures';
import { expressionScale, expressionVectors } from '../../prepare/transport/expressionVectors';
import { Random } from '../../random';
import { columnMeans } from '../../linalg';
import { columnsInOrder } from '../shared/columnsInOrder';
import { need } from '../shared/modelChecks';
import { trainAndTest } from '../shared/trainAndTest';
import { fitOptions } from '../shared/trial';
import { checkGenerateOptions, type GenerateShapesOptions } from './generateOptions';
import { GenerateResult } from './generateResult';
import { halves, meanAndDeviationShift, meanShift, randomTargets, transportPartners } from './shapeBaselines';
import { type ShapeScores, shapeScores } from './shapeScores';

/** Cells of a state that both sides of the split must have (ours). */
const LEAST = 20;
/** Draws over which chance is averaged (ours). */
const DRAWS = 20;

/**
 * How well a model says what shape cells would have in another state: a fresh model like the given one learns from whole tiles or
 * groups, carries the held-out control cells to the target state, and their shapes are held against those of the held-out target
 * cells. Beside it the control cells as they are, moved by the mean, brought to mean and standard deviation, a random target cell,
 * the partner by optimal transport, which sees the answer, and one half of the target cells against the other. The given model and the data stay as they are.
 *
 *     const result = await generate(zoo.create('spatia'), adata, { state: 'phenotype', control: 'ECAD+', target: 'SMA+' });
 *
 * The fresh model is made with the settings state and transitions ('ECAD+ -> SMA+; ...').
 *
 * @throws TissuebookError 'invalid-argument' (a model that cannot generate, too few cells, states that do not differ more than
 *   chance), 'missing-key' (no such column or state, no shapes), and whatever fit() throws
 */
export async function generate(model: Model, data: ModelData, options: GenerateShapesOptions): Promise<GenerateResult> {
  checkGenerateOptions(options);
  const { state, control, target, others = [], features: columns, force = false, seed = 0 } = options;
  need('generate', model, 'generate');
  const adata = toCells('generate', data);
  const measured = morphologyFeatures(adata, columns ? { columns } : {});
  const split = splitCells(adata, model, options);
  const cells = cellsOf(adata, options, split);
  const { compare, all } = comparison(measured, split.train);
  const take = (rows: Int32Array): DenseMatrix => all.takeRows(rows);
  const known = {
    control: take(cells.train.control),
    target: take(cells.train.target),
    asked: take(cells.test.control),
  };
  const held = take(cells.test.target);
  const from = columnMeans(known.asked);
  const random = new Random(seed).fork('generate');
  const draws = drawn(DRAWS, (draw) => shapeScores(randomTargets(known, random.fork(`random ${draw}`)), held, from));
  const chance = mean(draws);
  const unchanged = shapeScores(known.asked, held, from);
  const notices = alike(unchanged, draws, options, force);

  const transitions = [[control, target] as const, ...others].map((states) => states.join(' -> ')).join('; ');
  const settings: object = { state, transitions, seed };
  const trial = model.fresh(settings, 'generate');
  const fitted = await trial.fit(subset(data, split.train), fitOptions(options));
  const said = await need('generate', trial, 'generate')(subset(data, cells.test.control), { control, target, seed });
  const generated = columnsInOrder('generate', 'feature', said.values, said.features, measured.features);

  const scale = expressionScale('generate', adata, split.train);
  const vectors = (rows: Int32Array): DenseMatrix => expressionVectors(adata.matrix(), rows, scale);
  const partners = await transportPartners([vectors(cells.test.control), vectors(cells.test.target)], held, seed, options.signal); // prettier-ignore
  const score = (method: string, shapes: DenseMatrix) => ({ method, scores: shapeScores(shapes, held, from) });
  const scores = [
    score(trial.card.id, compare(generated)),
    { method: 'control unchanged', scores: unchanged },
    score('mean shift', meanShift(known)),
    score('mean and s.d. shift', meanAndDeviationShift(known)),
    { method: 'random target cell', scores: chance },
    score('transport partner', partners),
    { method: 'target, half against half', scores: mean(drawn(DRAWS, (draw) => shapeScores(...halves(held, random.fork(`half ${draw}`)), from))) }, // prettier-ignore
  ];
  return new GenerateResult({
    scores,
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
    notices: [...notices, ...fitted.notices],
  });
}

interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** Whole groups, or whole tiles of tissue. */
function splitCells(adata: AnnData, model: Model, options: GenerateShapesOptions): Split {
  const { groups, tiles = 8, test = 0.35, seed = 0 } = options;
  const section = options.section ?? model.frame?.sectionColumn ?? '';
  const key = 'generate part';
  const asked = { validation: 0, test, seed, key };
  const divided = groups
    ? groupSplit(adata, { ...asked, by: groups })
    : tileSplit(adata, { ...asked, tiles, ...(section !== '' && { sections: section }) });
  return trainAndTest(divided, key);
}

/** Cells of both states on both sides. @throws TissuebookError 'missing-key', 'invalid-argument' */
function cellsOf(adata: AnnData, { state, control, target }: GenerateShapesOptions, split: Split) {
  const states = valuesOf(adata.column(state)).map(String);
  const of = (rows: Int32Array, name: string): Int32Array => {
    if (!states.includes(name)) {
      throw new TissuebookError('missing-key', `generate: no cell has the state "${name}" in obs["${state}"].`, {
        argument: 'state',
        found: name,
        advice: `States: ${listNames([...new Set(states)])}.`,
      });
    }
    const found = rows.filter((cell) => states[cell] === name);
    if (found.length >= LEAST) return found;
    const where = rows === split.train ? 'to learn from' : 'held out';
    throw new TissuebookError('invalid-argument', `generate: ${found.length} cells with "${name}" are ${where}.`, {
      argument: 'test',
      found: found.length,
      advice: `At least ${LEAST} are needed: hold out another share, or take smaller tiles.`,
    });
  };
  const both = (rows: Int32Array) => ({ control: of(rows, control), target: of(rows, target) });
  return { train: both(split.train), test: both(split.test) };
}

/** Brings shapes to the scale of the scores: logarithms of lengths, then deviations over the cells that are learned from. */
function comparison({ values, logarithmic }: MorphologyFeatures, train: Int32Array) {
  const compared = onComparedScale(values, logarithmic);
  const learned = compared.takeRows(train);
  const means = columnMeans(learned);
  const squares = new Array<number>(means.length).fill(0);
  learned.values.forEach((value, at) => (squares[at % means.length] += (value - means[at % means.length]) ** 2 / learned.rows)); // prettier-ignore
  const deviation = squares.map((square) => Math.sqrt(square) || 1);
  const standardized = (x: DenseMatrix): DenseMatrix =>
    new DenseMatrix(x.rows, x.columns, Float64Array.from(x.values, (value, at) => (value - means[at % x.columns]) / deviation[at % x.columns])); // prettier-ignore
  return { compare: (x: DenseMatrix) => standardized(onComparedScale(x, logarithmic)), all: standardized(compared) };
}

/**
 * States are alike where the control cells are as near to the target as some draw of real target cells is, each draw from the cells
 * that are learned from, as many as there are control cells: one in twenty by chance.
 *
 * @throws TissuebookError 'invalid-argument' where they are alike, unless forced: then it is said
 */
function alike(
  unchanged: ShapeScores,
  draws: readonly ShapeScores[],
  { control, target }: GenerateShapesOptions,
  force: boolean,
): string[] {
  const farthest = Math.max(...draws.map(({ w1 }) => w1));
  if (unchanged.w1 > farthest) return [];
  const sentence = `the shapes of ${control} are as near to ${target} (W1 ${unchanged.w1.toFixed(3)}) as ${target} cells drawn at random (up to ${farthest.toFixed(3)}): there is nothing to generate.`;
  if (force) return [`Warning: ${sentence}`];
  throw new TissuebookError('invalid-argument', `generate: ${sentence}`, {
    argument: 'target',
    found: unchanged.w1,
    advice: 'Take states that differ in shape, or give force: true.',
  });
}

const drawn = (draws: number, of: (draw: number) => ShapeScores): ShapeScores[] =>
  Array.from({ length: draws }, (_, draw) => of(draw));

/** The mean of some scores. */
function mean(all: readonly ShapeScores[]): ShapeScores {
  const over = (pick: (scores: ShapeScores) => number): number =>
    all.reduce((sum, each) => sum + pick(each), 0) / all.length;
  return {
    w1: over(({ w1 }) => w1),
    ks: over(({ ks }) => ks),
    energy: over(({ energy }) => energy),
    r: over(({ r }) => r),
    byFeature: all[0].byFeature.map((_, j) => over(({ byFeature }) => byFeature[j])),
  };
}

function subset(data: ModelData, rows: Int32Array): ModelData {
  const cells = toCells('generate', data).subset({ obs: rows });
  return 'image' in data ? { cells, image: data.image } : cells;
}
