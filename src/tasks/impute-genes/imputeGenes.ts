import type { DenseMatrix } from '../../data';
import { type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import { cosineSimilarity, pearson, rootMeanSquaredError } from '../../metrics';
import type { Model } from '../../models';
import { logScaled, rowTotals, toEntryScale } from '../impute-entries/entryScale';
import { need } from '../shared/modelChecks';
import { fitOptions } from '../shared/trial';
import { plainGenes } from './geneBaselines';
import { type GeneScores, type ImputedGene, ImputedGenes } from './imputedGenes';
import { checkImputeGenes, type ImputeGenesOptions } from './imputeGenesOptions';
import { joinPanels, type Panels, PART, zerosOf } from './panels';

/**
 * Genes that a panel lacks, predicted from a reference that has them: some genes are hidden in the data, an untrained model like the
 * given one is trained on the cells of both, and says what it expects of the hidden genes (CellPLM, section 5.3.3). The two are one table,
 * with 0 in layers['observed'] where a gene of the data is hidden. Beside the model the reference's gene means, the mean of the
 * reference cells nearest in the shown genes, and a ridge regression on these. Values are log1p of counts divided by the total of
 * the shown genes, the only total that data and reference share. Scores are by gene, over all cells of the data. Model, data and
 * reference stay as they are.
 *
 *     const { genes } = await imputeGenes(zoo.create('cellplm'), panel, { reference: dissociated, perBin: 25 });
 *
 * @throws TissuebookError 'invalid-argument' (a model that cannot fill genes, X without counts, no shared genes), 'missing-key' (a
 *   gene that the reference lacks; positions, for a model that needs them), and whatever fit() throws
 */
export async function imputeGenes(model: Model, adata: AnnData, options: ImputeGenesOptions): Promise<ImputedGenes> {
  checkImputeGenes(options);
  need('imputeGenes', model, 'fillGenes');
  const { seed = 0, k = 50 } = options;
  const panels = joinPanels(adata, options);
  const trial = model.fresh(settingsFor(model), 'fillGenes');
  const fitted = await trial.fit(panels.joint, fitOptions(options));
  const said = await need(
    'imputeGenes',
    trial,
    'fillGenes',
  )(panels.joint.subset({ obs: panels.query }), {
    genes: panels.predicted,
  });
  if (said.values.columns !== panels.predicted.length) {
    throw new TissuebookError('shape-mismatch', `imputeGenes: the model says nothing of some genes.`, {
      argument: 'model',
      found: said.values.columns,
    });
  }
  const { logs, totals, scale } = scaled(panels);
  const answers = [
    { method: trial.card.id, values: toEntryScale('imputeGenes', said, totals, scale) },
    ...(await plainGenes({ ...logs, reference: panels.reference, query: panels.query }, k)),
  ];
  const truth = logScaled(panels.truth, totals, scale);
  const zeros = zerosOf(adata);
  const genes = panels.predicted.flatMap((gene, j): ImputedGene[] => {
    if (Number.isNaN(truth.row(0)[j]!)) return [];
    const scores = answers.map(({ method, values }) => ({ method, ...geneScores(values, truth, j) }));
    return [{ gene, zeros: zeros.get(gene)!, scores }];
  });
  return new ImputedGenes({
    genes,
    predicted: panels.predicted,
    predictions: answers,
    kind: said.kind,
    scale,
    seed,
    config: { ...trial.config },
    notices: [...fitted.notices, ...panels.notices],
  });
}

/** A model that keeps sections apart, and was told of no column, keeps the two parts apart. */
function settingsFor({ config }: Model): object {
  return 'section' in config && config.section === '' ? { section: PART } : {};
}

/** Log values on one scale, the median total of the shown genes in the data; totals of the data's cells. */
function scaled({ joint, visible, predicted, reference, query, truth }: Panels) {
  const columns = (from: number, count: number): Int32Array => Int32Array.from({ length: count }, (_, j) => from + j);
  const x = joint.matrix().toDense();
  const shown = x.takeColumns(columns(0, visible.length));
  const all = rowTotals(shown);
  const totals = Float64Array.from(query, (cell) => all[cell]!);
  const sorted = totals.filter((total) => total > 0).sort();
  const scale = sorted[Math.floor(sorted.length / 2)] ?? 1;
  const wanted = x.takeRows(reference).takeColumns(columns(visible.length, predicted.length));
  if (truth.rows !== totals.length) throw new TissuebookError('shape-mismatch', 'imputeGenes: cells were lost.');
  return {
    logs: {
      shown: logScaled(shown, all, scale),
      wanted: logScaled(
        wanted,
        Float64Array.from(reference, (cell) => all[cell]!),
        scale,
      ),
    },
    totals,
    scale,
  };
}

/** Scores of one gene over all cells; r is 0 where nothing varies. */
function geneScores(values: DenseMatrix, truth: DenseMatrix, j: number): GeneScores {
  const column = (of: DenseMatrix): Float64Array => Float64Array.from({ length: of.rows }, (_, i) => of.row(i)[j]!);
  const [guess, real] = [column(values), column(truth)];
  const varies = guess.some((value) => Math.abs(value - guess[0]!) > 1e-6 * Math.abs(guess[0]!));
  return {
    r: varies ? pearson(guess, real) || 0 : 0,
    cosine: cosineSimilarity(guess, real),
    rmse: rootMeanSquaredError(guess, real),
  };
}
