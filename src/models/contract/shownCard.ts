import { displayBundle } from '../../data/htmlDisplay';
import type { Figure, ModelCard, Source } from '../../protocol';

const SOURCES: Record<Source, string> = { paper: 'the paper', code: "the authors' code", ours: 'this project' };

/** A card that shows itself as text. */
export class ShownCard {
  constructor(readonly card: ModelCard) {}

  /** Every option with its default and where that comes from. */
  get options(): { name: string; value: unknown; source: Source; help: string }[] {
    return Object.entries(this.card.settings).map(([name, { value, source, help }]) => ({ name, value, source, help }));
  }

  toString(): string {
    const { title, purpose, paper, needs, gives, tasks, paperFigures, ourFigures, limits, license, presets } =
      this.card;
    const list = (name: string, items: readonly string[]): string[] => [name, ...items.map((item) => `  - ${item}`)];
    const figures = (items: readonly Figure[]): string[] => items.map(({ what, value }) => `${what}: ${value}`);
    const changed = (preset: object): string =>
      Object.entries(preset)
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(', ') || 'the defaults';
    return [
      title,
      purpose,
      `Paper: ${paper}`,
      ...list(
        'Needs',
        needs.map(({ text }) => text),
      ),
      ...list('Gives', gives),
      ...list('Tasks', tasks),
      ...list('Figures of the paper', figures(paperFigures)),
      ...list('Figures measured here', figures(ourFigures)),
      ...list('Limits', limits),
      ...list(
        'Options',
        this.options.map(
          ({ name, value, source, help }) => `${name} = ${JSON.stringify(value)} (${SOURCES[source]}) ${help}`,
        ),
      ),
      ...list(
        'Presets',
        Object.entries(presets).map(([name, preset]) => `${name}: ${changed(preset)}`),
      ),
      `License: ${license}`,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}
