import { type Model, type ModelData } from '../../models';
import { need } from '../shared/modelChecks';
import { generateFeatures } from './generateFeatures';
import { checkGenerateOptions, type GenerateShapesOptions } from './generateOptions';
import { generatePictures } from './generatePictures';
import type { GenerateResult } from './generateResult';

/**
 * How well a model says what shape cells would have in another state: a fresh model like the given one learns from whole tiles or
 * groups, carries the held-out control cells to the target state, and their shapes are held against those of the held-out target
 * cells. Beside it the control cells as they are, moved by the mean, brought to mean and standard deviation, a random target cell,
 * the partner by optimal transport, which sees the answer, and one half of the target cells against the other. The given model and the data stay as they are.
 *
 *     const result = await generate(zoo.create('spatia'), adata, { state: 'phenotype', control: 'ECAD+', target: 'SMA+' });
 *
 * With `space: 'latent'` or 'pixels' the model carries pictures of cells: then the shapes are those that pictures measure, and the scores
 * say beside them how far the pictures themselves are from those of the target, in the features of a named network.
 *
 *     const result = await generate(zoo.create('spatia'), { cells: adata, image }, { state, control, target, space: 'latent' });
 *     shapeGridView(result); // control | generated | target
 *
 * The fresh model is made with the settings state, transitions ('ECAD+ -> SMA+; ...') and space.
 *
 * @throws TissuebookError 'invalid-argument' (a model that cannot generate, too few cells, states that do not differ more than
 *   chance, no picture where pictures are asked for), 'missing-key' (no such column or state, no shapes), and whatever fit() throws
 */
export async function generate(model: Model, data: ModelData, options: GenerateShapesOptions): Promise<GenerateResult> {
  checkGenerateOptions(options);
  need('generate', model, 'generate');
  const space = options.space ?? (model.config as { space?: unknown }).space ?? 'features';
  return space === 'features' ? generateFeatures(model, data, options) : generatePictures(model, data, options);
}
