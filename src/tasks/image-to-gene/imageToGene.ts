import { DenseMatrix } from '../../data';
import { readSections } from '../../data/sections';
import type { ImageVectors, Model, ModelData } from '../../models';
import { checkOptions, flag, listOf, oneOf, seed as seedCheck, text } from '../../options';
import { need, needTrained } from '../shared/modelChecks';
import { needPicture, type Pictured, pitchOf } from '../shared/pictured';
import { chooseGenes, columnMoments, logCounts } from './geneTargets';
import { geneScores } from './geneScores';
import { perSection, pictureFeatures } from './imageBaselines';
import { type ImageFold, imageFoldChecks, imageFolds, trainedOn } from './imageFolds';
import type { ImageToGeneOptions } from './imageToGeneOptions';
import { ImageToGeneResult, type PredictedSection } from './imageToGeneResult';
import { readGenes } from './readGenes';

/**
 * How much of what cells express can be read off their picture: a fresh model like the given one is trained on the cells that are
 * learned from, gives every cell a vector of its picture alone, and a probe reads the genes off the vectors. Whole sections are
 * predicted, or tiles with a margin around them, never cells among their neighbors. Genes are in deviations over the cells that are
 * learned from. Beside the model: their mean, 24 features of color and texture, and the same in deviations within each section. The
 * given model and the data stay as they are.
 *
 *     const image = new ImageSource({ MOB1: imageOf(adata, { library: 'MOB1' }), MOB2: imageOf(adata, { library: 'MOB2' }) }, { section: 'section' });
 *     const result = await imageToGene(zoo.create('stalign', { preset: 'tiny', section: 'section' }), { cells: adata, image });
 *
 * @throws TissuebookError 'unknown-option', 'invalid-argument' (a model that cannot embed pictures, no picture, too few cells),
 *   'missing-key' (no such section or gene), and whatever fit() throws
 */
export async function imageToGene(
  model: Model,
  data: ModelData,
  options: ImageToGeneOptions = {},
): Promise<ImageToGeneResult> {
  checkOptions('imageToGene', options, checks);
  const { probe = 'ridge', normalize = true, retrain = true, seed = 0, signal } = options;
  need('imageToGene', model, 'embedImages');
  if (!retrain) needTrained('imageToGene', model);
  const pictured = needPicture('imageToGene', data);
  const { cells } = pictured;
  const column = options.section ?? model.frame?.sectionColumn ?? '';
  const sections = readSections('imageToGene', cells, column);
  const { section } = sections;
  const pitch = pitchOf('imageToGene', cells, section);
  const folds = imageFolds('imageToGene', cells, sections, pitch, options);
  const { x, logged } = logCounts('imageToGene', cells, normalize);
  const features = await pictureFeatures(pictured, pitch, signal);
  const perStain = perSection(features, section);
  const predicted: PredictedSection[] = [];
  const notices = new Set(logged ? [] : ['X holds values that are no counts: taken as they are.']);
  let encoder = '';
  for (const fold of folds) {
    const vectors = await vectorsOf(model, pictured, fold, options);
    encoder = vectors.encoder;
    for (const notice of vectors.notices) notices.add(notice);
    const inputs = [
      [model.card.id, vectors.values],
      ['color and texture', features],
      ['color and texture per section', perStain],
    ] as const;
    predicted.push(await predictFold(cells.var.index, x, fold, inputs, { probe, seed, genes: options.genes }));
  }
  return new ImageToGeneResult({ sections: predicted, encoder, probe, seed, config: { ...model.config }, notices: [...notices] }); // prettier-ignore
}

const checks = {
  ...imageFoldChecks,
  genes: listOf(text),
  probe: oneOf('ridge', 'mlp'),
  normalize: flag,
  seed: seedCheck,
};

/** Vectors of all cells' pictures, from a model that learned from the fold's cells alone. */
async function vectorsOf(
  model: Model,
  pictured: Pictured,
  fold: ImageFold,
  options: ImageToGeneOptions,
): Promise<ImageVectors> {
  const { asked, notices } = await trainedOn(model, 'embedImages', pictured, fold, options);
  const vectors = await need('imageToGene', asked, 'embedImages')(pictured);
  return { ...vectors, notices: [...notices, ...vectors.notices] };
}

async function predictFold(
  names: readonly string[],
  x: DenseMatrix,
  { name, train, test }: ImageFold,
  inputs: readonly (readonly [method: string, vectors: DenseMatrix])[],
  { probe, seed, genes }: { probe: 'ridge' | 'mlp'; seed: number; genes: readonly string[] | undefined },
): Promise<PredictedSection> {
  const columns = chooseGenes('imageToGene', names, genes, x, train);
  const all = x.takeColumns(columns);
  const { mean, deviation } = columnMoments(all, train);
  const scaled = Float64Array.from(all.values, (value, at) => {
    const j = at % columns.length;
    return (value - mean[j]!) / (deviation[j]! || 1);
  });
  const y = new DenseMatrix(x.rows, columns.length, scaled);
  const chosen = columns.map((j) => names[j]!);
  const truth = y.takeRows(test);
  const methods = [];
  for (const [method, vectors] of inputs) {
    const known = { x: vectors.takeRows(train), y: y.takeRows(train) };
    const predicted = await readGenes(probe, known, vectors.takeRows(test), seed);
    methods.push({ method, predicted, scores: geneScores(predicted, truth, chosen) });
  }
  const nothing = DenseMatrix.zeros(test.length, columns.length);
  methods.push({ method: 'mean', predicted: nothing, scores: geneScores(nothing, truth, chosen) });
  return { name, train, test, genes: chosen, truth, methods };
}
