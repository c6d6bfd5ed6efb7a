import { displayBundle } from '../../data/htmlDisplay';
import type { DenseMatrix } from '../../data';
import { textTable } from '../shared/textTable';
import { type GeneScore, meanOf } from './geneScores';

/** What a method says of the cells of a section. */
export interface MethodScores {
  readonly method: string;
  /** [test cells, genes], in deviations over the cells that were learned from. */
  readonly predicted: DenseMatrix;
  readonly scores: readonly GeneScore[];
}

/** A section, or tiles of one, predicted from the rest. */
export interface PredictedSection {
  readonly name: string;
  readonly train: Int32Array;
  readonly test: Int32Array;
  readonly genes: readonly string[];
  /** [test cells, genes], in deviations over the cells that were learned from. */
  readonly truth: DenseMatrix;
  /** The model first, then its baselines. */
  readonly methods: readonly MethodScores[];
}

/** Means of a method over genes and sections. */
export interface ImageToGeneScore {
  readonly method: string;
  readonly r: number;
  readonly mse: number;
  readonly r2: number;
}

/** Genes that the text lists. */
const SHOWN = 12;

/** What imageToGene found; shows itself as a table. */
export class ImageToGeneResult {
  readonly sections: readonly PredictedSection[];
  /** Who made the model's vectors. */
  readonly encoder: string;
  readonly probe: 'ridge' | 'mlp';
  readonly seed: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly notices: readonly string[];

  constructor(parts: Pick<ImageToGeneResult, 'sections' | 'encoder' | 'probe' | 'seed' | 'config' | 'notices'>) {
    this.sections = parts.sections;
    this.encoder = parts.encoder;
    this.probe = parts.probe;
    this.seed = parts.seed;
    this.config = parts.config;
    this.notices = parts.notices;
  }

  /** Means over genes and sections, the model first. */
  get scores(): ImageToGeneScore[] {
    return this.sections[0]!.methods.map(({ method }, at) => {
      const mean = (name: 'r' | 'mse' | 'r2'): number =>
        this.sections.reduce((sum, { methods }) => sum + meanOf(methods[at]!.scores, name), 0) / this.sections.length;
      return { method, r: mean('r'), mse: mean('mse'), r2: mean('r2') };
    });
  }

  /** The model's scores gene by gene, means over the sections in which a gene was asked for; the best read first. */
  get genes(): GeneScore[] {
    const found = new Map<string, GeneScore[]>();
    for (const { methods } of this.sections) {
      for (const score of methods[0]!.scores) found.set(score.gene, [...(found.get(score.gene) ?? []), score]);
    }
    return [...found]
      .map(([gene, list]) => ({ gene, r: meanOf(list, 'r'), mse: meanOf(list, 'mse'), r2: meanOf(list, 'r2') }))
      .sort((a, b) => b.r - a.r);
  }

  /** Baselines that read genes as well as the model does, in sentences. */
  get warnings(): string[] {
    const [model, ...baselines] = this.scores;
    const ahead = baselines.filter(({ r, mse }) => r >= model!.r || mse <= model!.mse).map(({ method }) => method);
    return ahead.length > 0 ? [`Warning: by r or by error the model is behind or equal: ${ahead.join(', ')}.`] : [];
  }

  toString(): string {
    const learned = this.sections.map(({ name, train, test }) => `${name}: ${test.length} cells from ${train.length}`);
    const genes = this.genes;
    const listed = genes.slice(0, SHOWN).map(({ gene, r }) => `${gene} ${r.toFixed(2)}`);
    return [
      `Genes from the picture (${this.probe}, seed ${this.seed}; vectors by ${this.encoder}). ${learned.join('; ')}.`,
      textTable(
        ['', 'r', 'MSE', 'R2'],
        this.scores.map(({ method, r, mse, r2 }) => [method, r, mse, r2]),
      ),
      ...(this.sections.length > 1
        ? [
            textTable(
              ['section', ...this.scores.map(({ method }) => `r ${method}`)],
              this.sections.map(({ name, methods }) => [name, ...methods.map(({ scores }) => meanOf(scores, 'r'))]),
            ),
          ]
        : []),
      `By gene: ${listed.join(', ')}${genes.length > SHOWN ? `, and ${genes.length - SHOWN} more` : ''}.`,
      'MSE in deviations of a gene over the cells that were learned from, whose mean would score 1 among such cells.',
      ...this.warnings,
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}
