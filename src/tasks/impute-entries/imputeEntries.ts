import { type AnnData, type SparseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import type { Model } from '../../models';
import { evaluationMask } from '../../prepare';
import { checkValues } from '../../prepare/values/checkValues';
import { median } from '../../statistics';
import { columnsInOrder } from '../shared/columnsInOrder';
import { need } from '../shared/modelChecks';
import { entriesBeside } from './entriesBeside';
import { EntriesResult } from './entriesResult';
import { logScaled, rowTotals, toEntryScale } from './entryScale';
import { entryScores } from './entryScores';
import { type ImputeEntriesOptions, readImputeEntriesOptions } from './imputeEntriesOptions';

/**
 * How well a model restores counts that were hidden from it (Wen 2024, section 4.4, and 5.3.2 for mask 'exponential'): some entries
 * become 0, an untrained model like the given one is trained on what is left and says what it expects. Beside it the gene's mean,
 * the means of the nearest cells in space and in expression, a low-rank answer and ridge regressions, over known entries only.
 * The given model and the data stay as they are.
 *
 *     const result = await imputeEntries(zoo.create('spaformer', { preset: 'tiny' }), adata, { seed: 1 });
 *
 * @throws TissuebookError 'unknown-option', 'invalid-argument' (a model that cannot fill genes, X without counts, nothing hidden),
 *   and whatever fit() throws
 */
export function imputeEntries(
  model: Model,
  adata: AnnData,
  options: ImputeEntriesOptions = {},
): Promise<EntriesResult> {
  return imputeAs('imputeEntries', model, adata, options);
}

export type DenoiseOptions = Omit<ImputeEntriesOptions, 'mask'>;

/**
 * How well a model restores counts that dropped out: `imputeEntries` with mask 'exponential', CellPLM's test of denoising. All hidden
 * entries are counts above 0, and a method that knows this is ahead: means of all entries and of those above 0 stand beside it, and
 * the error at true zeros.
 *
 *     const result = await denoise(zoo.create('cellplm', { preset: 'tiny' }), adata);
 *
 * @throws TissuebookError as imputeEntries
 */
export function denoise(model: Model, adata: AnnData, options: DenoiseOptions = {}): Promise<EntriesResult> {
  return imputeAs('denoise', model, adata, { ...options, mask: 'exponential' });
}

async function imputeAs(
  where: string,
  model: Model,
  adata: AnnData,
  options: ImputeEntriesOptions,
): Promise<EntriesResult> {
  const { mask: kind, share, scale: asked, seed, fit } = readImputeEntriesOptions(where, options);
  need(where, model, 'fillGenes');
  if (!checkValues(where, adata, adata.matrix()).counts) {
    throw new TissuebookError('invalid-argument', `${where}: X holds values that are no counts.`, {
      argument: 'adata',
      advice: 'Scores divide counts by the total of a cell: put counts into X, from a layer or from raw.',
    });
  }
  const { visible, hidden: values, mask } = evaluationMask(adata, { kind, share, seed });
  const hidden = mask ?? whereStored(values);
  const trial = model.fresh({}, 'fillGenes');
  const fitted = await trial.fit(visible, fit);
  const genes = adata.var.index;
  const said = await need(where, trial, 'fillGenes')(visible, { genes });
  const counts = adata.matrix().toDense();
  const seen = rowTotals(counts, hidden);
  const scale =
    asked === 'median'
      ? median(
          seen.filter((total) => total > 0),
          1,
        )
      : asked;
  // Where nothing marks what is hidden, its zeros count as known: to the model, and to what stands beside it.
  const known = {
    x: logScaled(visible.matrix().toDense(), seen, scale),
    hidden: mask ?? new Uint8Array(hidden.length),
  };
  const { answers, notices } = await entriesBeside(known, trial, adata, kind);
  const ordered = { ...said, genes, values: columnsInOrder(where, 'gene', said.values, said.genes, genes) };
  const own = toEntryScale(where, ordered, seen, scale);
  const predictions = [{ method: trial.card.id, values: own }, ...answers];
  const truths = { visible: logScaled(counts, seen, scale), published: logScaled(counts, rowTotals(counts), scale) };
  const only = (keep: (count: number, at: number) => boolean): Uint8Array =>
    Uint8Array.from(counts.values, (count, at) => (keep(count, at) ? 1 : 0));
  const nonZero = only((count, at) => count > 0 && hidden[at] === 1);
  const zero = only((count, at) => count === 0 && (mask === undefined || hidden[at] === 1));
  return new EntriesResult({
    scores: predictions.map(({ method, values: each }) => ({
      method,
      visible: entryScores(each, truths.visible, hidden),
      published: entryScores(each, truths.published, hidden),
      nonZeros: entryScores(each, truths.visible, nonZero),
      zeros: entryScores(each, truths.visible, zero).rmse,
    })),
    predictions,
    mask: hidden,
    hides: kind,
    kind: said.kind,
    scale,
    seed,
    filled: only((count) => count > 0).reduce((sum, one) => sum + one, 0) / counts.values.length,
    config: { ...trial.config },
    notices: [...fitted.notices, ...notices],
  });
}

/** 1 where a sparse matrix has an entry [rows, columns]. */
function whereStored({ rows, columns, indptr, indices }: SparseMatrix): Uint8Array {
  const out = new Uint8Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) out[i * columns + indices[e]!] = 1;
  }
  return out;
}
