import type { DenseMatrix } from '../../data';
import { columnMeans } from '../../linalg';
import type { ModelImages, PictureEncoder } from '../../models';
import { shapesOfPictures } from '../../prepare';
import type { Random } from '../../random';
import { mean } from '../../statistics';
import { comparedScale } from './comparedScale';
import { encodePictures } from './encodePictures';
import type { GeneratedScore } from './generateResult';
import { countOf, type KnownPictures, movedPictures, takePictures } from './pictureBaselines';
import { featureDistances, pairedScores, type PictureScores } from './pictureScores';
import { DRAWS, meanScores, type ShapeScores, shapeScores } from './shapeScores';

/** Pictures to compare: real ones, generated ones, and the place of each control cell's partner among those of the target. */
export interface PictureSets extends KnownPictures {
  readonly generated: ModelImages;
  readonly target: ModelImages;
  readonly partners: ArrayLike<number>;
}

/** What was found of pictures. */
export interface ScoredPictures {
  /** The model first, then its baselines. */
  readonly scores: GeneratedScore[];
  /** Scores of each draw of real target cells. */
  readonly draws: readonly ShapeScores[];
  readonly features: readonly string[];
  /** Shapes as pictures measure them. */
  readonly shapes: { readonly control: DenseMatrix; readonly generated: DenseMatrix; readonly target: DenseMatrix };
}

/** Scores of a set of pictures, and of draws of real ones, against the held-out target cells. */
class Scorer {
  readonly #sets: PictureSets;
  readonly #encoder: PictureEncoder;
  readonly #held: DenseMatrix;
  readonly #from: Float64Array;
  readonly #vectors: DenseMatrix;
  readonly #compare: (shapes: DenseMatrix) => DenseMatrix;

  private constructor(
    sets: PictureSets,
    encoder: PictureEncoder,
    vectors: DenseMatrix,
    compare: (shapes: DenseMatrix) => DenseMatrix,
  ) {
    this.#sets = sets;
    this.#encoder = encoder;
    this.#vectors = vectors;
    this.#compare = compare;
    this.#held = compare(shapesOfPictures(sets.target).values);
    this.#from = columnMeans(compare(shapesOfPictures(sets.control).values));
  }

  static async of(sets: PictureSets, encoder: PictureEncoder): Promise<Scorer> {
    const { from, to, target } = sets;
    const both = { ...from, values: Float32Array.from([...from.values, ...to.values]) };
    const { values, logarithmic } = shapesOfPictures(both);
    return new Scorer(sets, encoder, await encodePictures(target, encoder), comparedScale(values, logarithmic));
  }

  /** One set, picture by picture of the control cells. */
  async score(method: string, images: ModelImages): Promise<GeneratedScore> {
    const { target, partners } = this.#sets;
    const distances = featureDistances(await encodePictures(images, this.#encoder), this.#vectors);
    const paired = method === PARTNER ? UNPAIRED : pairedScores(images, target, partners);
    const shapes = this.#compare(shapesOfPictures(images).values);
    return { method, scores: shapeScores(shapes, this.#held, this.#from), pictures: { ...distances, ...paired } };
  }

  /** As many target cells that were learned from as there are control cells, again and again. */
  async randomTargets(random: Random): Promise<{ mean: GeneratedScore; draws: ShapeScores[] }> {
    const { to, control, target, partners } = this.#sets;
    const shapes = this.#compare(shapesOfPictures(to).values);
    const vectors = await encodePictures(to, this.#encoder);
    const rows = Array.from({ length: DRAWS }, (_, draw) => {
      const own = random.fork(`random ${draw}`);
      return Int32Array.from({ length: countOf(control) }, () => own.integer(0, countOf(to)));
    });
    const draws = rows.map((each) => shapeScores(shapes.takeRows(each), this.#held, this.#from));
    const distances = rows.map((each) => featureDistances(vectors.takeRows(each), this.#vectors));
    const paired = pairedScores(takePictures(to, rows[0]), target, partners);
    return { mean: { method: 'random target cell', scores: meanScores(draws), pictures: { ...meanDistances(distances), ...paired } }, draws }; // prettier-ignore
  }

  /** One half of the target cells against the other, again and again. */
  halves(random: Random): GeneratedScore {
    const middle = this.#held.rows >> 1;
    const orders = Array.from({ length: DRAWS }, (_, draw) => random.fork(`half ${draw}`).permutation(this.#held.rows));
    const parts = (of: DenseMatrix) =>
      orders.map((order) => [of.takeRows(order.subarray(0, middle)), of.takeRows(order.subarray(middle))] as const);
    return {
      method: 'target, half against half',
      scores: meanScores(parts(this.#held).map(([a, b]) => shapeScores(a, b, this.#from))),
      pictures: { ...meanDistances(parts(this.#vectors).map(([a, b]) => featureDistances(a, b))), ...UNPAIRED },
    };
  }
}

const PARTNER = 'transport partner';
const UNPAIRED = { psnr: undefined, ssim: undefined };

/** The model and its baselines, of whom nobody asked. @param id of the model */
export async function scorePictures(
  id: string,
  sets: PictureSets,
  encoder: PictureEncoder,
  random: Random,
): Promise<ScoredPictures> {
  const { control, generated, target, partners } = sets;
  const scorer = await Scorer.of(sets, encoder);
  const chance = await scorer.randomTargets(random);
  const scores = [
    await scorer.score(id, generated),
    await scorer.score('control unchanged', control),
    await scorer.score('mean shift', movedPictures(sets, 'mean')),
    await scorer.score('mean and s.d. shift', movedPictures(sets, 'both')),
    chance.mean,
    await scorer.score(PARTNER, takePictures(target, partners)),
    scorer.halves(random),
  ];
  const [ofControl, ofGenerated, ofTarget] = [control, generated, target].map(shapesOfPictures);
  const shapes = { control: ofControl.values, generated: ofGenerated.values, target: ofTarget.values };
  return { scores, draws: chance.draws, features: ofTarget.features, shapes };
}

function meanDistances(all: readonly Pick<PictureScores, 'fid' | 'kid'>[]): Pick<PictureScores, 'fid' | 'kid'> {
  const over = (name: 'fid' | 'kid'): number => mean(all.map((each) => each[name]));
  return { fid: over('fid'), kid: over('kid') };
}
