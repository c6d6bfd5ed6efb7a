import type { DenseMatrix } from '../../data';
import { displayBundle } from '../../data/htmlDisplay';
import { textTable } from '../shared/textTable';
import type { JointScores } from './jointScores';

/** Scores of one embedding. */
export interface JointScore extends JointScores {
  readonly method: string;
}

/** What one modality contributes to the model's embedding. */
export interface ModalityContribution {
  readonly modality: string;
  /** How far the scored cells move when the modality is at its mean in all of them, as a share of how far they lie apart. */
  readonly shift: number;
  /** Scores of the embedding that is left then. */
  readonly without: JointScores;
}

/** What jointEmbed found; shows itself as a table. */
export class JointResult {
  /** The model first, then its baselines. */
  readonly scores: readonly JointScore[];
  /** What each modality contributes to the model's embedding of the scored cells; none where the data are too large to ask. */
  readonly contributions: readonly ModalityContribution[];
  /** Vectors of all cells [cells, width], rows in the order of `cells`. */
  readonly embeddings: readonly { readonly method: string; readonly values: DenseMatrix }[];
  /** The cells that have both modalities, by number of the data. */
  readonly cells: Int32Array;
  /** The scored ones, as rows of the embeddings. */
  readonly scored: Int32Array;
  readonly modalities: readonly [string, string];
  /** Whether the scored cells were held out of the training. */
  readonly heldOut: boolean;
  /** Whether the model learned from the labels. */
  readonly supervised: boolean;
  readonly labels: string;
  readonly seed: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly notices: readonly string[];

  constructor(parts: Omit<JointResult, 'warnings' | 'toString'>) {
    this.scores = parts.scores;
    this.contributions = parts.contributions;
    this.embeddings = parts.embeddings;
    this.cells = parts.cells;
    this.scored = parts.scored;
    this.modalities = parts.modalities;
    this.heldOut = parts.heldOut;
    this.supervised = parts.supervised;
    this.labels = parts.labels;
    this.seed = parts.seed;
    this.config = parts.config;
    this.notices = parts.notices;
  }

  /** What speaks against the model's embedding, in sentences. */
  get warnings(): string[] {
    const [model, ...baselines] = this.scores;
    const better = (name: 'nmi' | 'typeAsw'): string =>
      baselines.flatMap((other) => (other[name] >= model[name] ? [other.method] : [])).join(', ');
    const [byNmi, byAsw] = [better('nmi'), better('typeAsw')];
    return [
      ...(byNmi === '' ? [] : [`Warning: by NMI the model is behind or equal: ${byNmi}.`]),
      ...(byAsw === '' ? [] : [`Warning: by type ASW the model is behind or equal: ${byAsw}.`]),
      ...(this.supervised && !this.heldOut ? ['Warning: the scored cells showed the model their labels.'] : []),
    ];
  }

  toString(): string {
    const shown = (value: number): string | number => (Number.isNaN(value) ? 'not defined' : value);
    const rows = this.scores.map((s) => [
      s.method,
      s.nmi,
      `at ${s.resolution}, ${s.clusters} clusters`,
      s.nmiAtOne,
      s.typeAsw,
      shown(s.cellCycle),
      shown(s.trajectory),
      shown(s.batchAsw),
      s.connectivity,
      s.mean,
      shown(s.weighted),
    ]);
    const header = ['', 'NMI', 'best', 'NMI at 1', 'type ASW', 'cell cycle', 'trajectory', 'batch ASW', 'connectivity', 'mean', '.6 bio + .4 batch']; // prettier-ignore
    return [
      `${this.modalities.join(' and ')} together: ${this.scored.length} ${this.heldOut ? 'held-out ' : ''}cells scored (${this.supervised ? 'trained with' : 'trained without'} obs["${this.labels}"], seed ${this.seed}).`,
      textTable(header, rows),
      'NMI is that of the best of 20 Leiden resolutions, which the labels chose; at resolution 1 they chose nothing. The mean is over what is defined.',
      ...this.#contributed(),
      ...this.warnings,
      ...this.notices,
    ].join('\n');
  }

  #contributed(): string[] {
    const [model] = this.scores;
    return this.contributions.map(({ modality, shift, without: { nmi, typeAsw } }) => {
      const scores = `NMI ${model.nmi.toFixed(3)} becomes ${nmi.toFixed(3)}, type ASW ${model.typeAsw.toFixed(3)} becomes ${typeAsw.toFixed(3)}`;
      return `With ${modality} at its mean, cells move by ${shift.toFixed(2)} of how far they lie apart: ${scores}.`;
    });
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}
