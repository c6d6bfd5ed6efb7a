import type { AnnData } from '../../data';
import type { Model } from '../../models';
import { openCellPerturber } from './cellPerturber';
import type { CellPerturbation } from './cellPerturbation';
import { checkChanges, type PerturbCellsOptions } from './options';

/**
 * What changing some cells does to those around them, as a model that infers cells from their neighbors has it: a dose of genes or
 * gene sets in the cells of a place, or cells that are put in there. Every cell within reach is inferred once from the cells around it,
 * before the change, after it, and after a control that is like it in everything but its subject; plain averages of the same
 * neighbors stand beside it. Only what is within reach of the changed cells is computed. It is what `perturbationBrush` asks at every stroke.
 *
 *     await perturbCells([first, second, third], tumour, {
 *       changes: [
 *         { where: { path: [[410, 520], [450, 540]], radius: 30 }, genes: ['PD1', 'KI67'], dose: 0 },
 *         { where: { box: [0, 0, 200, 200] }, types: ['CD8 T cells'], cells: 20 },
 *       ],
 *       labels: 'phenotype',
 *     })
 *
 * Unlike `perturb` it does not let what was inferred change further cells, and reads genes, not types.
 *
 * @param models one trained model that can (`model.can.perturb`), or several trainings of it: intervals are then over these
 * @throws TissuebookError 'not-trained', 'unknown-option', 'missing-key' (a gene, set, column or type), 'invalid-argument' (a model that
 *   cannot, no cell in a place, nothing within reach)
 */
export async function perturbCells(
  models: Model | readonly Model[],
  adata: AnnData,
  options: PerturbCellsOptions,
): Promise<CellPerturbation> {
  const { changes, ...opening } = options;
  checkChanges(changes, options.labels);
  return (await openCellPerturber(models, adata, opening)).ask(changes);
}
