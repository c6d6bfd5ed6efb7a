import type { Presets, Settings, Source } from './setting';

/** One figure of a paper, as printed. */
export interface PaperFigure {
  readonly what: string;
  readonly value: string;
}

/** What a model is, for a reader who has to decide whether to use it. */
export interface ModelCard {
  readonly name: string;
  readonly title: string;
  /** Two sentences for a biologist. */
  readonly purpose: string;
  readonly paper: string;
  /** What the data must have. */
  readonly needs: readonly string[];
  /** What it writes into the data. */
  readonly gives: readonly string[];
  readonly tasks: readonly string[];
  readonly paperFigures: readonly PaperFigure[];
  /** What was measured with this implementation. */
  readonly ourFigures: readonly PaperFigure[];
  /** What a result cannot say, and where the model is known to fall short. */
  readonly limits: readonly string[];
  readonly license: string;
}

const SOURCES: Record<Source, string> = { paper: 'the paper', code: "the authors' code", ours: 'this project' };

/** A card with its options, ready to be shown as text. */
export class ShownCard {
  readonly card: ModelCard;
  readonly #settings: Settings<Record<string, unknown>>;
  readonly #presets: Presets<Record<string, unknown>, string>;

  constructor(card: ModelCard, settings: object, presets: object) {
    this.card = card;
    this.#settings = settings as Settings<Record<string, unknown>>;
    this.#presets = presets as Presets<Record<string, unknown>, string>;
  }

  /** Every option with its default and where that comes from. */
  get options(): { name: string; value: unknown; source: Source; about: string }[] {
    return Object.entries(this.#settings).map(([name, { value, source, about }]) => ({ name, value, source, about }));
  }

  toString(): string {
    const { title, purpose, paper, needs, gives, tasks, paperFigures, ourFigures, limits, license } = this.card;
    const list = (name: string, items: readonly string[]): string[] => [name, ...items.map((item) => `  - ${item}`)];
    const figures = (items: readonly PaperFigure[]): string[] => items.map(({ what, value }) => `${what}: ${value}`);
    const changed = (preset: object): string =>
      Object.entries(preset)
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(', ') || 'the defaults';
    return [
      title,
      purpose,
      `Paper: ${paper}`,
      ...list('Needs', needs),
      ...list('Gives', gives),
      ...list('Tasks', tasks),
      ...list('Figures of the paper', figures(paperFigures)),
      ...list('Figures measured here', figures(ourFigures)),
      ...list('Limits', limits),
      ...list(
        'Options',
        this.options.map(
          ({ name, value, source, about }) => `${name} = ${JSON.stringify(value)} (${SOURCES[source]}) ${about}`,
        ),
      ),
      ...list(
        'Presets',
        Object.entries(this.#presets).map(([name, preset]) => `${name}: ${changed(preset)}`),
      ),
      `License: ${license}`,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}
