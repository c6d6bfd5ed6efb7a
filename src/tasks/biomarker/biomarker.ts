import { type AnnData, DenseMatrix, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import { classificationReport, rocAuc } from '../../metrics';
import { type Model, type ModelData, toCells } from '../../models';
import { checkOptions, integer, listOf, number, seed as seedCheck, text } from '../../options';
import { Random } from '../../random';
import { LinearProbe } from '../probe';
import { need, needTrained } from '../shared/modelChecks';
import { modelNotices } from '../shared/modelNotices';
import { vectorsIn } from '../shared/plainVectors';
import { refuseSteered } from '../shared/refuseSteered';
import { readCohort } from '../stratify/cohort';
import type { BiomarkerOptions } from './biomarkerOptions';
import { BiomarkerResult, type BiomarkerScore } from './biomarkerResult';
import { patientFolds, shuffledClasses, type Slide } from './patientFolds';

/**
 * Whether a class of whole slides, as the status of a receptor, can be read off the vectors of their cells: a slide is the mean of its
 * cells, a logistic regression learns from the slides of some patients and is asked about those of others, again with patients dealt anew.
 * Beside it the mean expression of a slide, and how well shuffled classes are found. The standard deviation over the deals stands beside
 * every score: a lead that is smaller says nothing.
 *
 *     const result = await biomarker(model, adata, { slide: 'section', patient: 'patient', by: 'ER', high: 'positive', low: 'negative' });
 *
 * @param vectors a trained model that can embed, which may have seen the slides but not their classes; or a key of obsm
 * @throws TissuebookError 'missing-key', 'not-trained', 'invalid-argument' (a slide of two classes or patients, fewer than four slides or two
 *   patients of a class, a model whose training a person steered by some of these cells)
 */
export async function biomarker(
  vectors: Model | string,
  data: ModelData,
  options: BiomarkerOptions,
): Promise<BiomarkerResult> {
  checkOptions('biomarker', options, {
    slide: text,
    patient: text,
    by: text,
    high: text,
    low: text,
    folds: integer(2, 1000),
    seeds: listOf(seedCheck),
    minCells: integer(1),
    shuffles: integer(0, 10_000),
    penalty: number(0),
  });
  const { folds = 5, seeds = [0, 1, 2, 3], minCells = 50, shuffles = 20, penalty = 1 } = options;
  const adata = toCells('biomarker', data);
  const { slides, slideOf, leftOut } = readSlides(adata, options, minCells);
  const parts = Math.min(folds, fewestPatients(slides, options));
  const read = (x: DenseMatrix, classes: readonly boolean[], seed: number) => outOfFold(x, classes, patientFolds(slides, parts, seed), penalty); // prettier-ignore
  const classes = slides.map(({ high }) => high);
  const own = slideMeans(await vectorsOf(vectors, data, adata), slideOf, slides.length);
  const expression = slideMeans(adata.matrix().toDense(), slideOf, slides.length);
  const method = typeof vectors === 'string' ? vectors : vectors.card.id;
  const score = (name: string, x: DenseMatrix): BiomarkerScore => {
    const found = seeds.map((seed) => scoresOf(classes, read(x, classes, seed)));
    return { method: name, auc: found.map(({ auc }) => auc), balancedAccuracy: found.map((each) => each.balancedAccuracy) }; // prettier-ignore
  };
  const random = new Random(seeds[0] ?? 0).fork('shuffled classes');
  const chance = Array.from({ length: shuffles }, (_, at) => {
    const given = shuffledClasses(slides, random.fork(String(at)));
    return scoresOf(given, read(own, given, seeds[0] ?? 0)).auc;
  });
  return new BiomarkerResult({
    scores: [score(method, own), score('mean expression', expression)],
    chance,
    slides: slides.map(({ name }) => name),
    patients: new Set(slides.map(({ patient }) => patient)).size,
    folds: parts,
    seeds,
    high: options.high,
    low: options.low,
    leftOut,
    notices: typeof vectors === 'string' ? [] : modelNotices(vectors),
  });
}

/** Slides of both classes with enough cells, and the slide of each cell, -1 for one that takes no part. */
function readSlides(adata: AnnData, { slide, patient = slide, by, high, low }: BiomarkerOptions, minCells: number) {
  const cohort = readCohort(adata, { patient: slide, by, high, low }, minCells, 'biomarker');
  const patients = valuesOf(adata.column(patient)).map((value) => String(value ?? ''));
  const patientOf = new Map<number, string>();
  cohort.patientOf.forEach((at, cell) => {
    const known = at < 0 ? undefined : (patientOf.get(at) ?? patients[cell]);
    if (known === undefined) return;
    if (known !== patients[cell]) {
      throw new TissuebookError('invalid-argument', `biomarker: cells of slide "${cohort.patients[at]}" are of the patients "${known}" and "${patients[cell]}".`, {
        argument: 'patient',
        found: patients[cell],
        advice: 'A slide is of one patient.',
      }); // prettier-ignore
    }
    patientOf.set(at, known);
  });
  const slides = cohort.patients.map((name, at): Slide => ({
    name,
    patient: patientOf.get(at)!,
    high: cohort.high[at],
  }));
  const leftOut = cohort.leftOut.map(({ patient: slide, why }) => ({ slide, why }));
  return { slides, slideOf: cohort.patientOf, leftOut };
}

/** Patients of the class that has fewer. @throws TissuebookError 'invalid-argument' for fewer than two, which cannot be on both sides */
function fewestPatients(slides: readonly Slide[], { high, low }: BiomarkerOptions): number {
  const counts = [true, false].map((of) => new Set(slides.filter((slide) => slide.high === of).map(({ patient }) => patient)).size); // prettier-ignore
  const fewest = Math.min(...counts);
  if (fewest >= 2) return fewest;
  throw new TissuebookError('invalid-argument', `biomarker: all slides with "${counts[0] < 2 ? high : low}" are of one patient.`, {
    argument: 'patient',
    found: fewest,
    advice: 'Two patients of each class are needed: one to learn from, one to ask about.',
  }); // prettier-ignore
}

async function vectorsOf(vectors: Model | string, data: ModelData, adata: AnnData): Promise<DenseMatrix> {
  if (typeof vectors !== 'string') {
    const embed = need('biomarker', vectors, 'embed');
    needTrained('biomarker', vectors, 'vectors');
    refuseSteered('biomarker', vectors, adata.obs.index, 'vectors');
    return embed(data);
  }
  return vectorsIn('biomarker', adata, vectors);
}

/** The mean over the cells of each slide [slides, width]. */
function slideMeans(x: DenseMatrix, slideOf: Int32Array, slides: number): DenseMatrix {
  const sums = DenseMatrix.zeros(slides, x.columns);
  const counts = new Float64Array(slides);
  slideOf.forEach((slide, cell) => {
    if (slide < 0) return;
    counts[slide]++;
    const [row, from] = [sums.row(slide), x.row(cell)];
    for (let j = 0; j < x.columns; j++) row[j] += from[j];
  });
  counts.forEach((count, slide) => {
    const row = sums.row(slide);
    for (let j = 0; j < x.columns; j++) row[j] /= count;
  });
  return sums;
}

/** The probability of the first class for each slide, from slides of other folds. */
function outOfFold(x: DenseMatrix, classes: readonly boolean[], fold: Int32Array, penalty: number): Float64Array {
  const out = new Float64Array(x.rows).fill(0.5);
  const all = Array.from(fold.keys());
  for (const asked of new Set(fold)) {
    const [train, test] = [all.filter((i) => fold[i] !== asked), all.filter((i) => fold[i] === asked)];
    const labels = train.map((i) => (classes[i] ? 'yes' : 'no'));
    // Shuffled classes may leave one alone: then nothing is known.
    if (new Set(labels).size < 2) continue;
    const probe = LinearProbe.fit(x.takeRows(train), labels, { penalty });
    const found = probe.probabilities(x.takeRows(test));
    test.forEach((i, at) => (out[i] = found.get(at, probe.classes.indexOf('yes'))));
  }
  return out;
}

function scoresOf(classes: readonly boolean[], probability: Float64Array): { auc: number; balancedAccuracy: number } {
  const said = Array.from(probability, (value) => (value > 0.5 ? 'yes' : 'no'));
  const truth = classes.map((high) => (high ? 'yes' : 'no'));
  return { auc: rocAuc(classes, probability), balancedAccuracy: classificationReport(truth, said).balancedAccuracy };
}
