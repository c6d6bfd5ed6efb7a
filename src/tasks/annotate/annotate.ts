import { type AnnData, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import { classificationReport } from '../../metrics';
import { type AnnotateOptions, checkAnnotateOptions } from './annotateOptions';
import { Annotation, type AnnotationScore } from './annotation';
import { type Annotator, modelAnnotator, plainAnnotators, rowAnnotator, vectorsOf } from './annotators';
import { labelNotices, type LabeledSplit, splitCells, splitKind } from './splitCells';

/**
 * Labels for cells, learned from those that have one, and how well it works on cells that were held out: whole tiles of tissue or
 * whole groups, because neighbors share much of what a model sees of them; cells at random, by label, where there are no
 * positions. Labels are read off vectors (`use`), or a model learns them (`model`). Beside it logistic regressions on the cells' own
 * values (log1p, where X holds counts), on their principal components, and on the mean of the cell and its 6 nearest neighbors (what
 * any smoothing gives), the nearest cells, and the most frequent label for all. Data and model stay as they are.
 *
 *     await annotate(embedded, { labels: 'cell_type', use: 'X_squint' });
 *     await annotate(cells, { labels: 'cell_type', model: zoo.create('cellplm'), folds: 5 });
 *
 * @throws TissuebookError 'missing-key' (no such column or entry), 'invalid-argument' (fewer than two labels among the cells
 *   that are learned from; both `use` and `model`, or neither; a model that cannot classify)
 */
export async function annotate(adata: AnnData, options: AnnotateOptions): Promise<Annotation> {
  checkAnnotateOptions(options);
  const { labels, use, model, by = 'probe', k = 15, seed = 0 } = options;
  if ((use === undefined) === (model === undefined)) {
    throw new TissuebookError('invalid-argument', 'annotate: it takes either use or model.', {
      argument: 'use',
      found: use,
      advice: "Name an entry of obsm with vectors in use ('X' for the values), or give a model that can classify.",
    });
  }
  const names = valuesOf(adata.column(labels)).map((label) => (label === null ? null : String(label)));
  const notices = new Set<string>();
  const asked =
    use !== undefined
      ? rowAnnotator(`${by} on ${use}`, by, k, vectorsOf(adata, use))
      : modelAnnotator(model!, adata, options, notices);
  const splits = splitCells(adata, names, options);
  const scores: AnnotationScore[] = [];
  for (const annotator of [asked, ...(await plainAnnotators(adata, options))]) {
    scores.push(await scoreOf(annotator, names, splits));
  }
  for (const notice of labelNotices(names, splits)) notices.add(notice);
  const all = splits.length === 1 ? splits[0]! : undefined;
  const judged = splits.flatMap(({ test }) => [...test]);
  return new Annotation({
    options: { ...options, seed },
    split: splitKind(adata, options),
    scores,
    train: all?.train ?? Int32Array.from(judged).sort(),
    test: all?.test ?? Int32Array.from(judged).sort(),
    labels: await labelsOf(asked, names),
    notices: [...notices],
  });
}

/** Scores over all cells that judge, each labeled by what learned from others. */
async function scoreOf(
  annotator: Annotator,
  names: readonly (string | null)[],
  splits: readonly LabeledSplit[],
): Promise<AnnotationScore> {
  const [truth, guess]: [string[], string[]] = [[], []];
  for (const { train, test } of splits) {
    truth.push(...Array.from(test, (cell) => names[cell]!));
    guess.push(...(await annotator.label(names, train, test)));
  }
  const { accuracy, balancedAccuracy, macro } = classificationReport(truth, guess);
  return { method: annotator.method, accuracy, balancedAccuracy, f1: macro.f1, precision: macro.precision };
}

/** A label for every cell: its own, or what all labeled cells teach. */
async function labelsOf(annotator: Annotator, names: readonly (string | null)[]): Promise<string[]> {
  const all = Int32Array.from(names.keys());
  const [known, open] = [all.filter((cell) => names[cell] !== null), all.filter((cell) => names[cell] === null)];
  const called = open.length > 0 ? await annotator.label(names, known, open) : [];
  const place = new Map(Array.from(open, (cell, at) => [cell, called[at]!]));
  return names.map((name, cell) => name ?? place.get(cell)!);
}
