import { displayBundle } from '../../data/htmlDisplay';
import type { DenseMatrix } from '../../data';
import { textTable } from '../shared/textTable';
import type { EntryScores } from './entryScores';

/** How near a method comes to the hidden entries. */
export interface EntriesScore {
  readonly method: string;
  /** Against counts divided by what is visible of a cell, the scale that predictions live on (ours). */
  readonly visible: EntryScores;
  /** Against counts divided by the full total of a cell, hidden counts included, as the paper scores. */
  readonly published: EntryScores;
  /** As `visible`, at hidden entries whose count is not 0. */
  readonly nonZeros: EntryScores;
  /** Root of the mean squared error at zeros: the hidden ones; all where none was hidden. On the visible scale. */
  readonly zeros: number;
}

const NON_ZEROS = ['RMSE non-zeros', 'r non-zeros', 'RMSE zeros'];

/** What imputeEntries found; shows itself as a table. */
export class EntriesResult {
  /** The model first, then its baselines. */
  readonly scores: readonly EntriesScore[];
  /** What each expects [cells, genes], as log1p of counts that add up to `scale` by the visible total. */
  readonly predictions: readonly { readonly method: string; readonly values: DenseMatrix }[];
  /** 1 where an entry was hidden [cells, genes], row-major. */
  readonly mask: Uint8Array;
  /** Which entries were hidden: of all, or of those above 0. */
  readonly hides: 'entries' | 'exponential';
  /** Share of the entries of X that are not 0. */
  readonly filled: number;
  /** Whether cells beside those asked about can move the model's answer. */
  readonly kind: 'inductive' | 'transductive';
  readonly scale: number;
  readonly seed: number;
  /** The configuration of the model that was trained for this. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What a reader has to know of the training and of the baselines. */
  readonly notices: readonly string[];

  constructor(
    parts: Pick<
      EntriesResult,
      'scores' | 'predictions' | 'mask' | 'hides' | 'filled' | 'kind' | 'scale' | 'seed' | 'config' | 'notices'
    >,
  ) {
    this.scores = parts.scores;
    this.predictions = parts.predictions;
    this.mask = parts.mask;
    this.hides = parts.hides;
    this.filled = parts.filled;
    this.kind = parts.kind;
    this.scale = parts.scale;
    this.seed = parts.seed;
    this.config = parts.config;
    this.notices = parts.notices;
  }

  /** Baselines that come nearer than the model, in sentences; empty when it is ahead by error and by gene. */
  get warnings(): string[] {
    const [model, ...baselines] = this.scores;
    const names = (better: (own: EntryScores, other: EntryScores) => boolean): string =>
      baselines.flatMap(({ method, visible }) => (better(model!.visible, visible) ? [method] : [])).join(', ');
    const [byError, byGene] = [
      names((own, other) => other.rmse <= own.rmse),
      names((own, other) => other.geneR >= own.geneR),
    ];
    return [
      ...this.#behindMean(),
      ...(byError === '' ? [] : [`Warning: by RMSE the model is behind or equal: ${byError}.`]),
      ...(byGene === '' ? [] : [`Warning: by gene r the model is behind or equal: ${byGene}.`]),
    ];
  }

  #behindMean(): string[] {
    const [own, mean] = [this.scores[0]!, this.scores.find(({ method }) => method === 'gene mean')];
    if (!mean || own.visible.rmse <= mean.visible.rmse) return [];
    const numbers = [own, mean].map(({ visible }) => visible.rmse.toFixed(3));
    const share = (100 * this.filled).toFixed(0);
    return [
      `Warning: its RMSE (${numbers[0]}) is above that of the gene mean (${numbers[1]}): it has learned nothing to rely on. ` +
        `${share}% of the entries are not zero; longer training helps where they are many.`,
    ];
  }

  toString(): string {
    const hidden = this.mask.reduce((sum, one) => sum + one, 0);
    const row = ({ rmse, pearson, cosine }: EntryScores): number[] => [rmse, pearson, cosine];
    const table = textTable(
      ['', 'RMSE', 'r', 'cosine', 'gene r', 'MAE', ...NON_ZEROS, 'RMSE published', 'r published', 'cosine published'],
      this.scores.map(({ method, visible, published, nonZeros, zeros }) => [
        ...[method, ...row(visible), visible.geneR, visible.mae],
        ...[nonZeros.rmse, nonZeros.pearson, zeros, ...row(published)],
      ]),
    );
    const which = this.hides === 'entries' ? 'zeros included' : 'none of them a zero, low counts more often';
    return [
      `${hidden} hidden entries, ${which} (${this.kind}, seed ${this.seed}), log1p of counts that add up to ${this.scale}.`,
      table,
      ...(this.hides === 'entries'
        ? []
        : [
            'Only non-zeros were hidden: a method that averages non-zeros knows this and errs at true zeros. Compare like with like.',
          ]),
      'Published: the truth is divided by totals that hold the hidden counts, as in the paper; no method sees these totals.',
      ...this.warnings,
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}
