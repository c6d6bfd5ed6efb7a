import type { BrushAnswer, BrushReadout } from '../../../src/protocol';
import type { Translations } from '../figure/host';
import { choiceField, type Field } from '../forms/fields';
import { element } from '../dom';

const MOVED = 'moved';

/** What the maps show, to choose beside them: how far each cell moved, a gene or a set of the answer's tables. */
export class ReadoutChoice {
  readonly node: HTMLElement;
  readonly #trans: Translations;
  readonly #field: Field<HTMLSelectElement>;

  constructor(trans: Translations, show: (readout: BrushReadout) => void) {
    this.#trans = trans;
    this.#field = choiceField(trans.__('The maps show'), []);
    this.node = this.#field.node;
    this.#field.input.addEventListener('change', () => show(this.#read()));
  }

  /** Offers what an answer has. */
  offer({ genes, sets, show }: BrushAnswer): void {
    const trans = this.#trans;
    const items = (kind: 'gene' | 'set', names: readonly string[]): HTMLElement[] =>
      names.map((text) => element('option', { text, attributes: { value: `${kind}:${text}` } }));
    const named = (rows: readonly { name: string }[], shown: string | undefined): string[] => {
      const names = rows.map(({ name }) => name);
      return shown === undefined || names.includes(shown) ? names : [shown, ...names];
    };
    const group = (label: string, options: HTMLElement[]): HTMLElement[] =>
      options.length > 0 ? [element('optgroup', { attributes: { label } }, ...options)] : [];
    this.#field.input.replaceChildren(
      element('option', { text: trans.__('how far each cell moved'), attributes: { value: MOVED } }),
      ...group(trans.__('a gene, after less before'), items('gene', named(genes, show.gene))),
      ...group(trans.__('the mean of a set, after less before'), items('set', named(sets, show.set))),
    );
    const { gene, set } = show;
    this.#field.input.value = gene !== undefined ? `gene:${gene}` : set !== undefined ? `set:${set}` : MOVED;
  }

  #read(): BrushReadout {
    const [, kind, name] = /^(gene|set):([^]*)$/.exec(this.#field.input.value) ?? [];
    return kind === 'gene' ? { gene: name! } : kind === 'set' ? { set: name! } : {};
  }
}
