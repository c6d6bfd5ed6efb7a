import { readSections } from '../../data/sections';
import { TissuebookError } from '../../errors';
import { partnerPlaces } from '../../metrics';
import type { Model, ModelData, Retrieval } from '../../models';
import { checkOptions, integer, listOf, seed as seedCheck } from '../../options';
import { median } from '../../statistics';
import { logCounts } from '../image-to-gene/geneTargets';
import { perSection, pictureFeatures } from '../image-to-gene/imageBaselines';
import { imageFoldChecks, imageFolds, trainedOn } from '../image-to-gene/imageFolds';
import { need, needTrained } from '../shared/modelChecks';
import { needPicture, type Pictured, pitchOf } from '../shared/pictured';
import { canonicalSimilarity, expressionComponents, ridgeSimilarity } from './retrievalBaselines';
import type { RetrieveOptions } from './retrieveOptions';
import { type RetrievalScore, RetrievalResult, type RetrievedSection } from './retrievalResult';

/** Cells among which partners are looked for, at most: their similarities are all kept (ours). */
const MOST = 5000;

/**
 * Whether a model finds the profile of a cell by its picture, and the picture by its profile, among all cells of a section that it has not
 * seen: recall at several k and the median rank (ours; the paper of ST-Align shows no retrieval). Beside it canonical correlations of color and
 * texture with expression, ridge regression of expression from them with cosine similarity, and chance. The given model and the data stay as they are.
 *
 *     const result = await retrieve(zoo.create('stalign', { preset: 'tiny', section: 'section' }), { cells: adata, image });
 *
 * @throws TissuebookError 'unknown-option', 'invalid-argument' (a model that cannot retrieve, no picture, too few or too many cells),
 *   'missing-key' (no such section), and whatever fit() throws
 */
export async function retrieve(model: Model, data: ModelData, options: RetrieveOptions = {}): Promise<RetrievalResult> {
  checkOptions('retrieve', options, checks);
  const { k = [1, 5, 10], retrain = true, seed = 0, signal } = options;
  need('retrieve', model, 'retrieve');
  if (!retrain) needTrained('retrieve', model);
  const pictured = needPicture('retrieve', data);
  const { cells } = pictured;
  const sections = readSections('retrieve', cells, options.section ?? model.frame?.sectionColumn ?? '');
  const { section } = sections;
  const pitch = pitchOf('retrieve', cells, section);
  const folds = imageFolds('retrieve', cells, sections, pitch, options);
  for (const { name, test } of folds) checkSize(name, test.length);
  const { x } = logCounts('retrieve', cells, true);
  const picture = perSection(await pictureFeatures(pictured, pitch, signal), section);
  const centered = perSection(x, section, { scale: false });
  const notices = new Set<string>();
  const found: RetrievedSection[] = [];
  for (const fold of folds) {
    const { name, train, test } = fold;
    const { asked, notices: said } = await trainedOn(model, 'retrieve', pictured, fold, options);
    for (const notice of said) notices.add(notice);
    const genes = await expressionComponents('retrieve', centered, train);
    const paired = { picture, genes };
    const back = await retrieved(asked, pictured, test, 'gene');
    const own = {
      'image to gene': ranksIn(await retrieved(asked, pictured, test, 'image'), test.length),
      'gene to image': ranksIn(back, test.length),
    };
    if (back.encoder !== undefined) notices.add(`Vectors by ${back.encoder}.`);
    found.push({
      name,
      train,
      test,
      ranks: own,
      scores: [
        ...scoresOf(model.card.id, own, k),
        ...scoresOf('canonical correlations', bothWays(canonicalSimilarity(paired, train, test)), k),
        ...scoresOf('ridge of color and texture, cosine', bothWays(ridgeSimilarity(paired, train, test)), k),
        ...chance(test.length, k),
      ],
    });
  }
  return new RetrievalResult({ sections: found, k, seed, config: { ...model.config }, notices: [...notices] });
}

const checks = { ...imageFoldChecks, k: listOf(integer(1)), seed: seedCheck };

type Ranks = Record<'image to gene' | 'gene to image', Int32Array>;

function checkSize(name: string, cells: number): void {
  if (cells <= MOST) return;
  throw new TissuebookError('invalid-argument', `retrieve: ${cells} cells of "${name}" are too many to rank.`, {
    argument: 'data',
    found: cells,
    advice: `Ask about part of the section, at most ${MOST} cells: cells.subset({ obs: [...] }).`,
  });
}

async function retrieved(model: Model, { cells, image }: Pictured, test: Int32Array, query: 'image' | 'gene') {
  const pool = { cells: cells.subset({ obs: test }), image };
  return need('retrieve', model, 'retrieve')(pool, { query, k: test.length });
}

/** The rank of each query's own item; behind all others where a model does not name it. */
function ranksIn({ nearest, k }: Retrieval, queries: number): Int32Array {
  return Int32Array.from({ length: queries }, (_, i) => {
    const at = nearest.subarray(i * k, (i + 1) * k).indexOf(i);
    return at < 0 ? queries : at + 1;
  });
}

function scoresOf(method: string, ranks: Ranks, k: readonly number[]): RetrievalScore[] {
  return (['image to gene', 'gene to image'] as const).map((direction) => ({
    method,
    direction,
    recall: k.map((each) => ranks[direction].filter((rank) => rank <= each).length / ranks[direction].length),
    medianRank: median(ranks[direction]),
  }));
}

/** What drawing lots gives. */
function chance(cells: number, k: readonly number[]): RetrievalScore[] {
  return (['image to gene', 'gene to image'] as const).map((direction) => ({
    method: 'chance',
    direction,
    recall: k.map((each) => Math.min(1, each / cells)),
    medianRank: (cells + 1) / 2,
  }));
}

/** Ranks by rows, and by columns. @param similarity of each picture with each profile [cells, cells] */
function bothWays(similarity: Float64Array): Ranks {
  const side = Math.sqrt(similarity.length);
  const own = Int32Array.from({ length: side }, (_, i) => i);
  const back = Float64Array.from(similarity, (_, at) => similarity[(at % side) * side + Math.floor(at / side)]!);
  const ranks = (values: Float64Array): Int32Array => partnerPlaces({ rows: side, columns: side, values }, own);
  return { 'image to gene': ranks(similarity), 'gene to image': ranks(back) };
}
