import type { DenseMatrix } from '../../data';
import { type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import type { GenePerturbationPrediction, Model } from '../../models';
import { checkValues } from '../../prepare/values/checkValues';
import { Random } from '../../random';
import { logScaled, rowTotals } from '../impute-entries/entryScale';
import { need } from '../shared/modelChecks';
import { fitOptions } from '../shared/trial';
import { challengeScores } from './challenge';
import { difference, meanOfRows, mostChanged, scoreEffect, splitHalf } from './effects';
import { PerturbationPrediction, type TargetResult } from './perturbationPrediction';
import { checkPredictPerturbation, type PredictPerturbationTaskOptions } from './predictPerturbationOptions';
import { readScreen, type Screen } from './screen';

/**
 * How well a model predicts perturbations that it has not seen, in a screen of cells without positions. An untrained model like the
 * given one learns from the other perturbations and from one half of the unperturbed cells, and predicts from these; the truth is
 * compared with the other half, since a control shared by truth and prediction correlates by its noise. Scores are of
 * the change against control, the perturbed gene left out. Beside it: no change, and the mean change of the training
 * perturbations. How far each effect repeats between halves of its own cells says whether there is anything to predict. The measures
 * of the Virtual Cell Challenge (2026) are scaled so that 0 is the mean response and 1 a repeat of the experiment.
 * Data and model stay as they are.
 *
 *     await predictPerturbation(zoo.create('cellplm'), screen, {
 *       perturbations: { column: 'perturbation', control: 'control' },
 *       heldOut: ['STAT1', 'STAT2'],
 *     });
 *
 * @throws TissuebookError 'missing-key', 'invalid-argument' (a model that cannot predict perturbations of genes, too few controls or
 *   perturbations, predictions in another unit), 'shape-mismatch' (no gene of the data), and whatever fit() throws
 */
export async function predictPerturbation(
  model: Model,
  adata: AnnData,
  options: PredictPerturbationTaskOptions,
): Promise<PerturbationPrediction> {
  checkPredictPerturbation(options);
  need('predictPerturbation', model, 'predictGenePerturbation');
  const screen = readScreen(adata, options);
  const { perturbations, seed = 0 } = options;
  const trial = model.fresh({}, 'predictGenePerturbation');
  const fitted = await trial.fit(adata.subset({ obs: screen.trained }), {
    perturbations,
    ...fitOptions(options),
  });
  const predict = need('predictPerturbation', trial, 'predictGenePerturbation');
  const asked = screen.targets.map(({ genes }) => genes);
  const said = await predict(adata.subset({ obs: screen.controls.prediction }), asked);
  const { x, genes, predicted } = aligned(adata, said, screen);
  const columnOf = (gene: string): number => genes.indexOf(gene);
  const start = meanOfRows(x, screen.controls.prediction);
  const base = meanOfRows(x, screen.controls.truth);
  const seen = screen.targets.filter(({ heldOut }) => !heldOut);
  const changes = new Map(screen.targets.map(({ name, cells }) => [name, difference(meanOfRows(x, cells), start)]));
  const random = new Random(seed).fork('split halves');
  const [guesses, responses] = [new Map<string, Float64Array>(), new Map<string, Float64Array>()];
  const targets = screen.targets.map((target, at): TargetResult => {
    const own = new Set(target.genes.map(columnOf));
    const counted = Int32Array.from(genes.keys()).filter((j) => !own.has(j));
    const truth = difference(meanOfRows(x, target.cells), base);
    const top = mostChanged(x, target.cells, screen.controls.truth, counted);
    const others = seen.filter(({ name }) => name !== target.name).map(({ name }) => changes.get(name)!);
    const response = Float64Array.from(start, (_, j) =>
      others.reduce((sum, each) => sum + each[j]! / others.length, 0),
    );
    const guess = withoutRounding(difference(Float64Array.from(predicted.row(at)), start), start);
    guesses.set(target.name, guess);
    responses.set(target.name, response);
    const score = (change: Float64Array) => scoreEffect(change, truth, counted, top);
    return {
      target: target.name,
      cells: target.cells.length,
      heldOut: target.heldOut,
      repeats: splitHalf(x, target.cells, screen.controls.truth, counted, random.fork(target.name)),
      scores: [
        { method: trial.card.id, ...score(guess) },
        { method: 'mean of the training perturbations', ...score(response) },
        { method: 'no change', ...score(new Float64Array(start.length)) },
      ],
    };
  });
  const challenge = challengeScores({
    ...{ x, targets: screen.targets, controls: screen.controls, columnOf, seed },
    ...{ predicted: guesses, meanResponse: responses },
  });
  return new PerturbationPrediction({
    targets,
    genes,
    predicted: guesses,
    challenge: challenge ?? [],
    controls: { prediction: screen.controls.prediction.length, truth: screen.controls.truth.length },
    seed,
    config: { ...trial.config },
    notices: [
      ...fitted.notices,
      ...screen.notices,
      ...noticesOf(said, adata, genes),
      ...(challenge
        ? []
        : [
            'The measures of the Virtual Cell Challenge are left out: there are too many cells and genes for rank tests.',
          ]),
    ],
  });
}

/** Relative size below which a change is rounding of 32 bits: it would correlate with expression. */
const ROUNDING = 1e-5;

const withoutRounding = (change: Float64Array, start: Float64Array): Float64Array =>
  change.map((value, j) => (Math.abs(value) < ROUNDING * Math.max(1, Math.abs(start[j]!)) ? 0 : value));

/** Log values of the genes that both the data and the prediction have, on the scale of the prediction. */
function aligned(
  adata: AnnData,
  said: GenePerturbationPrediction,
  screen: Screen,
): { x: DenseMatrix; genes: string[]; predicted: DenseMatrix } {
  const { counts } = checkValues('predictPerturbation', adata, adata.matrix());
  const wrongUnit = counts ? said.unit !== 'log1p' : said.unit === 'counts';
  if (wrongUnit || said.values.rows !== screen.targets.length) {
    throw new TissuebookError('invalid-argument', `predictPerturbation: the model's predictions are in ${said.unit}.`, {
      argument: 'model',
      found: said.unit,
      advice: "It takes a row for each perturbation, in 'log1p' where X holds counts, else in the unit of X.",
    });
  }
  const place = new Map(said.genes.map((gene, at) => [gene, at]));
  const columns = Int32Array.from(adata.var.index.keys()).filter((j) => place.has(adata.var.index[j]!));
  const genes = Array.from(columns, (j) => adata.var.index[j]!);
  if (genes.length < 2) {
    throw new TissuebookError('shape-mismatch', 'predictPerturbation: the model predicts no genes of the data.', {
      argument: 'model',
      found: genes.length,
    });
  }
  const all = adata.matrix().toDense();
  const totals = said.scale === undefined ? new Float64Array(all.rows).fill(1) : rowTotals(all);
  const x = counts ? logScaled(all, totals, said.scale ?? 1) : all;
  return {
    x: x.takeColumns(columns),
    genes,
    predicted: said.values.takeColumns(genes.map((gene) => place.get(gene)!)),
  };
}

function noticesOf({ untrained }: GenePerturbationPrediction, adata: AnnData, genes: readonly string[]): string[] {
  return [
    ...(untrained.length > 0 ? [`The model learned nothing of these perturbed genes: ${untrained.join(', ')}.`] : []),
    ...(genes.length < adata.nVars
      ? [`Scored by ${genes.length} of ${adata.nVars} genes, which the model predicts.`]
      : []),
  ];
}
