import type { DenseMatrix } from '../../data';
import { coordinates, type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import type { GenePrediction, Model } from '../../models';
import { anything, checkOptions, flag, integer, number, seed as seedCheck } from '../../options';
import { evaluationMask } from '../../prepare';
import { checkValues } from '../../prepare/values/checkValues';
import { frameOf, need } from '../shared/modelChecks';
import { EntriesResult } from './entriesResult';
import { geneMeans, type KnownEntries, lowRank, meansInExpression, meansOfNearest } from './entryBaselines';
import { logScaled, rowTotals, toEntryScale } from './entryScale';
import { entryScores } from './entryScores';

export interface ImputeEntriesOptions {
  /** Share of all entries that is hidden, zeros included. 0.3, as in SpaFormer's paper. */
  share?: number;
  /** What the counts of a cell add up to before the logarithm, in all scores. 250, as in SpaFormer's code. */
  scale?: number;
  /** Fixes which entries are hidden; 0. */
  seed?: number;
  /** Epochs of training; the model's own unless given. */
  epochs?: number;
  signal?: AbortSignal;
  /** Whether a notebook shows the curves of the training. Default true. */
  progress?: boolean;
}

/** Nearest cells that are averaged, in space and in expression (ours). */
const NEAR = [8, 30];
const ALIKE = 30;

/**
 * How well a model restores counts that were hidden from it (Wen 2024, section 4.4): a share of all entries becomes 0 and is marked in
 * layers['observed'], an untrained model like the given one is trained on what is left and says what it expects. Beside it the gene's
 * mean, the means of the nearest cells in space and in expression, and a low-rank answer, over known entries only. The given model and
 * the data stay as they are.
 *
 *     const result = await imputeEntries(zoo.create('spaformer', { preset: 'tiny' }), adata, { seed: 1 });
 *
 * @throws TissuebookError 'unknown-option', 'invalid-argument' (a model that cannot fill genes, X without counts, nothing hidden),
 *   and whatever fit() throws
 */
export async function imputeEntries(
  model: Model,
  adata: AnnData,
  options: ImputeEntriesOptions = {},
): Promise<EntriesResult> {
  checkOptions('imputeEntries', options, {
    share: number(0.001, 0.95),
    scale: number(1e-6, 1e9),
    seed: seedCheck,
    epochs: integer(1, 100000),
    signal: anything,
    progress: flag,
  });
  const { share = 0.3, scale = 250, seed = 0, epochs, signal, progress } = options;
  need('imputeEntries', model, 'fillGenes');
  if (!checkValues('imputeEntries', adata, adata.matrix()).counts) {
    throw new TissuebookError('invalid-argument', 'imputeEntries: X holds values that are no counts.', {
      argument: 'adata',
      advice: 'Scores divide counts by the total of a cell: put counts into X, from a layer or from raw.',
    });
  }
  const { visible, mask } = evaluationMask(adata, { kind: 'entries', share, seed });
  const trial = model.fresh({}, 'fillGenes');
  const fitted = await trial.fit(visible, {
    write: false,
    ...(epochs && { epochs }),
    ...(signal && { signal }),
    ...(progress !== undefined && { progress }),
  });
  const genes = adata.var.index;
  const said = await need('imputeEntries', trial, 'fillGenes')(visible, { genes });
  const counts = adata.matrix().toDense();
  const hidden = mask!;
  const seen = rowTotals(counts, hidden);
  const known = { x: logScaled(visible.matrix().toDense(), seen, scale), hidden };
  const { guesses, notices } = await baselines(known, trial, adata);
  const predictions = [{ method: trial.card.id, values: toEntryScale(inOrder(said, genes), seen, scale) }, ...guesses];
  const truths = { visible: logScaled(counts, seen, scale), published: logScaled(counts, rowTotals(counts), scale) };
  return new EntriesResult({
    scores: predictions.map(({ method, values }) => ({
      method,
      visible: entryScores(values, truths.visible, hidden),
      published: entryScores(values, truths.published, hidden),
    })),
    predictions,
    mask: hidden,
    kind: said.kind,
    scale,
    seed,
    config: { ...trial.config },
    notices: [...fitted.notices, ...notices],
  });
}

type Guess = { method: string; values: DenseMatrix };

async function baselines(
  known: KnownEntries,
  model: Model,
  adata: AnnData,
): Promise<{ guesses: Guess[]; notices: string[] }> {
  const guesses: Guess[] = [{ method: 'gene mean', values: geneMeans(known) }];
  const notices: string[] = [];
  const points = placesOf(adata);
  if (points) {
    const { section } = frameOf(model).sections(adata);
    for (const k of NEAR) {
      guesses.push({ method: `mean of the ${k} nearest`, values: meansOfNearest(known, points, k, section) });
    }
  } else notices.push('The data have no positions: means of the nearest cells in space are left out.');
  guesses.push({ method: `mean of the ${ALIKE} most alike`, values: await meansInExpression(known, ALIKE) });
  guesses.push({ method: 'low rank', values: await lowRank(known) });
  return { guesses, notices };
}

/** Where the cells lie; undefined for data without positions. */
function placesOf(adata: AnnData): DenseMatrix | undefined {
  try {
    return coordinates(adata).points;
  } catch (error) {
    if (error instanceof TissuebookError && error.kind === 'missing-key') return undefined;
    throw error;
  }
}

/** A prediction with its genes in the order of the data. @throws TissuebookError 'shape-mismatch' for a gene without values */
function inOrder(said: GenePrediction, genes: readonly string[]): GenePrediction {
  const places = new Map(said.genes.map((name, at) => [name, at]));
  const columns = genes.map((name) => {
    const at = places.get(name);
    if (at !== undefined) return at;
    throw new TissuebookError('shape-mismatch', `imputeEntries: the model says nothing of the gene "${name}".`, {
      argument: 'model',
      found: name,
    });
  });
  return { ...said, genes, values: said.values.takeColumns(columns) };
}
