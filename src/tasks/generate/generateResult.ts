import type { DenseMatrix } from '../../data';
import type { ModelImages } from '../../models';
import { textTable } from '../shared/textTable';
import type { PictureScores } from './pictureScores';
import type { ShapeScores } from './shapeScores';

/** How near a method comes to the held-out target cells. */
export interface GeneratedScore {
  readonly method: string;
  readonly scores: ShapeScores;
  /** Where pictures are compared. */
  readonly pictures?: PictureScores;
}

/** What pictures were compared, and by whom. */
export interface ComparedPictures {
  readonly control: ModelImages;
  /** Of the same cells as `control`. */
  readonly generated: ModelImages;
  readonly target: ModelImages;
  /** The network in whose features FID and KID are. */
  readonly encoder: string;
  /** Whether the data say that their pictures were drawn, not taken. */
  readonly drawn: boolean;
}

/** What generate found; shows itself as a table. */
export class GenerateResult {
  /** The model first, then its baselines; 'transport partner' sees the answer, 'target, half against half' is chance. */
  readonly scores: readonly GeneratedScore[];
  readonly control: string;
  readonly target: string;
  readonly features: readonly string[];
  /** Held-out cells by number. */
  readonly cells: { readonly control: Int32Array; readonly target: Int32Array };
  /** Measured and generated shapes [cells, features], as measured. */
  readonly shapes: { readonly control: DenseMatrix; readonly generated: DenseMatrix; readonly target: DenseMatrix };
  /** Pictures, where these were carried. */
  readonly pictures?: ComparedPictures | undefined;
  /** What was held out, in words. */
  readonly heldOut: string;
  readonly seed: number;
  /** The configuration of the model that was trained for this. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What a reader has to know of the data and of the training. */
  readonly notices: readonly string[];

  constructor(
    parts: Pick<
      GenerateResult,
      'scores' | 'control' | 'target' | 'features' | 'cells' | 'shapes' | 'pictures' | 'heldOut' | 'seed' | 'config' | 'notices'
    >, // prettier-ignore
  ) {
    this.scores = parts.scores;
    this.control = parts.control;
    this.target = parts.target;
    this.features = parts.features;
    this.cells = parts.cells;
    this.shapes = parts.shapes;
    this.pictures = parts.pictures;
    this.heldOut = parts.heldOut;
    this.seed = parts.seed;
    this.config = parts.config;
    this.notices = parts.notices;
  }

  /** The scores of a method by name. */
  score(method: string): ShapeScores | undefined {
    return this.scores.find((each) => each.method === method)?.scores;
  }

  /** Baselines that come nearer than the model, in sentences. */
  get warnings(): string[] {
    const [model, ...baselines] = this.scores;
    const fair = baselines.filter(({ method }) => method !== 'transport partner' && !method.startsWith('target,'));
    const better = fair.filter(({ scores }) => scores.w1 <= model.scores.w1).map(({ method }) => method);
    return better.length === 0 ? [] : [`Warning: by W1 the model is behind or equal: ${better.join(', ')}.`];
  }

  toString(): string {
    const { control, target } = this.cells;
    const table = textTable(
      ['', 'W1', 'KS', 'energy', 'r of mean shift', ...(this.pictures ? ['FID', 'KID x 100', 'PSNR', 'SSIM'] : [])],
      this.scores.map(({ method, scores: { w1, ks, energy, r }, pictures }) => [method, w1, ks, energy, r, ...(pictures ? pictureCells(pictures) : [])]), // prettier-ignore
    );
    const of = this.pictures ? ', measured off the pictures,' : '';
    return [
      `${this.control} to ${this.target}: ${control.length} and ${target.length} held-out cells (${this.heldOut}, seed ${this.seed}), ${this.features.length} features of shape${of} in standard deviations, lengths and areas by their logarithm.`,
      table,
      ...(this.pictures ? pictureLines(this.pictures) : []),
      'W1, KS and energy: distance to the held-out target cells, means over features, lower is better. They say nothing of pairing: a random target cell scores well.',
      ...this.warnings,
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}

const pictureCells = ({ fid, kid, psnr, ssim }: PictureScores): number[] => [fid, 100 * kid, psnr ?? NaN, ssim ?? NaN]; // prettier-ignore

function pictureLines({ encoder, drawn, generated: { side, channels } }: ComparedPictures): string[] {
  return [
    `${drawn ? 'Drawn pictures, no photographs' : 'Pictures'} of ${side} x ${side} pixels, ${channels} ${channels === 1 ? 'channel' : 'channels'}. FID and KID (lower is better) are in the features of ${encoder}: figures of two networks cannot be compared.`,
    'PSNR and SSIM (higher is better) are to the picture of the transport partner, which is a match of distributions and no later picture of the cell.',
  ];
}
