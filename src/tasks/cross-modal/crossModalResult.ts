import { mean } from '../../statistics';
import { textTable } from '../shared/textTable';

/** How well one side is told from the other. */
export interface CrossScore {
  readonly method: string;
  /** Means over cells of the correlation over the entries of a vector; absent for pixels. */
  readonly pearson?: number;
  readonly spearman?: number;
  /** Of pixels: of the mean squared error over all cells in decibels, and structural similarity. */
  readonly psnr?: number | undefined;
  readonly ssim?: number | undefined;
}

/** One side told from the other, for the cells of a section. */
export interface CrossDirection {
  /** What was asked about: a section, or 'tiles'. */
  readonly section: string;
  readonly from: 'picture' | 'genes';
  readonly to: 'picture' | 'genes' | 'pixels';
  readonly cells: number;
  /** The model first, then its baselines. */
  readonly scores: readonly CrossScore[];
}

/** What crossModal found; shows itself as tables. */
export class CrossModalResult {
  readonly directions: readonly CrossDirection[];
  readonly probe: string;
  /** Who made the vectors of pictures. */
  readonly encoder: string;
  readonly seed: number;
  /** The configuration of the model. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly notices: readonly string[];

  constructor(parts: Pick<CrossModalResult, 'directions' | 'probe' | 'encoder' | 'seed' | 'config' | 'notices'>) {
    this.directions = parts.directions;
    this.probe = parts.probe;
    this.encoder = parts.encoder;
    this.seed = parts.seed;
    this.config = parts.config;
    this.notices = parts.notices;
  }

  /** Scores of a direction as means over sections, the model first. */
  scores(from: CrossDirection['from'], to: CrossDirection['to']): CrossScore[] {
    const found = this.directions.filter((each) => each.from === from && each.to === to);
    if (found.length === 0) return [];
    return found[0].scores.map(({ method }, at) => {
      const over = (name: 'pearson' | 'spearman' | 'psnr' | 'ssim') => {
        const values = found.map(({ scores }) => scores[at][name]);
        const known = values.filter((value) => value !== undefined);
        return known.length === 0 ? {} : { [name]: mean(known) };
      };
      return { method, ...over('pearson'), ...over('spearman'), ...over('psnr'), ...over('ssim') };
    });
  }

  /** Directions in which a baseline does as well as the model. */
  get warnings(): string[] {
    return DIRECTIONS.flatMap(([from, to]) => {
      const [model, ...baselines] = this.scores(from, to);
      const name = to === 'pixels' ? 'psnr' : 'pearson';
      const better = baselines
        .filter((other) => (other[name] ?? 0) >= (model?.[name] ?? 0))
        .map(({ method }) => method);
      return model && better.length > 0 ? [`Warning: ${to} from ${from}: the model is behind or equal: ${better.join(', ')}.`] : []; // prettier-ignore
    });
  }

  toString(): string {
    const cells = [...new Map(this.directions.map(({ section, cells: count }) => [section, count])).values()];
    const tables = DIRECTIONS.flatMap(([from, to]) => {
      const found = this.scores(from, to);
      if (found.length === 0) return [];
      const columns = to === 'pixels' ? (['psnr', 'ssim'] as const) : (['pearson', 'spearman'] as const);
      const rows = found.map((score) => [score.method, ...columns.map((name) => score[name] ?? NaN)]);
      return [textTable([`${to} from ${from}`, ...(to === 'pixels' ? ['PSNR', 'SSIM'] : ['Pearson', 'Spearman'])], rows)]; // prettier-ignore
    });
    return [
      `Sides told from each other for ${cells.reduce((a, b) => a + b, 0)} held-out cells by ${this.probe} (vectors of pictures: ${this.encoder}; seed ${this.seed}).`,
      ...tables,
      "Correlations are over the entries of a cell's vector, in deviations over the cells learned from; vectors of two models are different questions.",
      ...this.warnings,
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}

const DIRECTIONS = [['picture', 'genes'], ['genes', 'picture'], ['genes', 'pixels']] as const; // prettier-ignore
