import { DenseMatrix } from '../../data';
import { readSections } from '../../data/sections';
import { pearson, spearman } from '../../metrics';
import type { Model, ModelData } from '../../models';
import { checkOptions, flag, oneOf, seed as seedCheck } from '../../options';
import { Random } from '../../random';
import { columnMoments, logCounts } from '../image-to-gene/geneTargets';
import { pictureFeatures } from '../image-to-gene/imageBaselines';
import { imageFoldChecks, type ImageFoldOptions, imageFolds, trainedOn } from '../image-to-gene/imageFolds';
import { readGenes } from '../image-to-gene/readGenes';
import { componentsOf } from '../shared/components';
import { need, needTrained } from '../shared/modelChecks';
import { needPicture, pitchOf } from '../shared/pictured';
import { type CrossDirection, CrossModalResult, type CrossScore } from './crossModalResult';
import { picturesFromGenes } from './picturesFromGenes';

export interface CrossModalOptions extends ImageFoldOptions {
  /** What maps vectors of one side to those of the other: an 'mlp' with one hidden layer of 512 (SPATIA), or 'ridge' regression. 'mlp'. */
  probe?: 'mlp' | 'ridge';
  /** Whether pictures of cells are told from their genes as well, as principal components of crops (ours). True. */
  pictures?: boolean;
  /** Of the tiles and of the network. 0. */
  seed?: number;
}

/** Components of expression that stand for genes where no model does (ours). */
const COMPONENTS = 50;

/**
 * How much of a cell's vector of one side, picture or genes, can be told from the other: a fresh model learns from the cells of other
 * sections (or tiles), gives vectors of pictures alone and of genes alone, and a network maps each side to the other. Of every held-out cell
 * the correlation over the entries of its vector is taken (SPATIA's cross-modal prediction), in deviations over the cells learned from.
 * Beside it color and texture in the picture's place, principal components in the genes' place, and the vector of a random cell. With `pictures` the pictures themselves are told from genes,
 * against the mean picture.
 *
 *     const result = await crossModal(zoo.create('spatia', { section: 'section' }), { cells, image });
 *
 * @throws TissuebookError 'invalid-argument' (a model that cannot embed both sides, no picture, too few cells), 'missing-key', and whatever fit() throws
 */
export async function crossModal(
  model: Model,
  data: ModelData,
  options: CrossModalOptions = {},
): Promise<CrossModalResult> {
  checkOptions('crossModal', options, {
    ...imageFoldChecks,
    probe: oneOf('mlp', 'ridge'),
    pictures: flag,
    seed: seedCheck,
  });
  const { probe = 'mlp', pictures = true, retrain = true, seed = 0, signal } = options;
  need('crossModal', model, 'embedImages');
  need('crossModal', model, 'embed');
  if (!retrain) needTrained('crossModal', model);
  const pictured = needPicture('crossModal', data);
  const { cells } = pictured;
  const sections = readSections('crossModal', cells, options.section ?? model.frame?.sectionColumn ?? '');
  const pitch = pitchOf('crossModal', cells, sections.section);
  const features = await pictureFeatures(pictured, pitch, signal);
  const plain = (await componentsOf('crossModal', logCounts('crossModal', cells, true).x, COMPONENTS)).scores;
  const directions: CrossDirection[] = [];
  const notices = new Set<string>();
  let encoder = '';
  for (const fold of imageFolds('crossModal', cells, sections, pitch, options)) {
    const trained = await trainedOn(model, 'embedImages', pictured, fold, options);
    const seen = await need('crossModal', trained.asked, 'embedImages')(pictured);
    const genes = await need('crossModal', trained.asked, 'embed')(cells);
    encoder = seen.encoder;
    for (const notice of [...trained.notices, ...seen.notices]) notices.add(notice);
    const sides = { picture: seen.values, genes };
    const others = { picture: ['color and texture', features], genes: ['principal components', plain] } as const;
    for (const [from, to] of [
      ['picture', 'genes'],
      ['genes', 'picture'],
    ] as const) {
      const truth = inDeviations(sides[to], fold.train);
      const scores: CrossScore[] = [];
      for (const [method, vectors] of [[model.card.id, sides[from]], others[from]] as const) {
        const known = { x: vectors.takeRows(fold.train), y: truth.takeRows(fold.train) };
        const said = await readGenes(probe, known, vectors.takeRows(fold.test), seed);
        scores.push({ method, ...correlations(said, truth.takeRows(fold.test)) });
      }
      const random = new Random(seed).fork(`random ${fold.name} ${from}`);
      const drawn = truth.takeRows(fold.test.map(() => fold.train[random.integer(0, fold.train.length)]));
      scores.push({ method: 'random cell', ...correlations(drawn, truth.takeRows(fold.test)) });
      directions.push({ section: fold.name, from, to, cells: fold.test.length, scores });
    }
    if (pictures) directions.push(await picturesFromGenes(model.card.id, pictured, fold, { model: genes, plain }, pitch, seed)); // prettier-ignore
  }
  return new CrossModalResult({ directions, probe, encoder, seed, config: { ...model.config }, notices: [...notices] });
}

/** Columns in deviations over some cells. */
function inDeviations(x: DenseMatrix, train: Int32Array): DenseMatrix {
  const { mean, deviation } = columnMoments(x, train);
  const values = Float64Array.from(x.values, (value, at) => (value - mean[at % x.columns]) / (deviation[at % x.columns] || 1)); // prettier-ignore
  return new DenseMatrix(x.rows, x.columns, values);
}

/** Means over cells of the correlations of their vectors. */
function correlations(said: DenseMatrix, truth: DenseMatrix): { pearson: number; spearman: number } {
  const mean = (of: (a: ArrayLike<number>, b: ArrayLike<number>) => number): number => {
    let sum = 0;
    for (let i = 0; i < said.rows; i++) sum += (of(said.row(i), truth.row(i)) || 0) / said.rows;
    return sum;
  };
  return { pearson: mean(pearson), spearman: mean(spearman) };
}
