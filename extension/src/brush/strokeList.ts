import type { Stroke } from '../../../src/protocol';
import { element, freshId } from '../dom';
import type { Translations } from '../figure/host';

/** What a list of strokes is told. */
export interface StrokeActs {
  /** The form shows this stroke and changes it; undefined: it says what the next one does. */
  choose(at: number | undefined): void;
  rename(at: number, name: string): void;
  remove(at: number): void;
}

/** The finished strokes: which of them the form changes, and what they are called. */
export class StrokeList {
  readonly node: HTMLElement;
  readonly #trans: Translations;
  readonly #acts: StrokeActs;
  readonly #rows = element('div', { class: 'tissuebook-Brush-strokes' });
  readonly #group = freshId('strokes');
  #shown = '';

  constructor(trans: Translations, acts: StrokeActs) {
    this.#trans = trans;
    this.#acts = acts;
    this.node = element(
      'fieldset',
      { class: 'tissuebook-field' },
      element('legend', { text: trans.__('Strokes') }),
      this.#rows,
    );
  }

  /** @param painted cells of each, where an answer has told them */
  show(strokes: readonly Stroke[], chosen: number | undefined, painted: readonly number[]): void {
    const key = JSON.stringify([strokes.map(({ name }) => name), chosen, painted]);
    if (key === this.#shown) return;
    this.#shown = key;
    // A row that is drawn anew would take the keyboard from the reader.
    const focused = [...this.#rows.querySelectorAll('input')].indexOf(document.activeElement as HTMLInputElement);
    this.#rows.replaceChildren(
      this.#radio(this.#trans.__('The next stroke'), undefined, chosen),
      ...strokes.map((stroke, at) => this.#row(stroke, at, chosen, painted[at])),
    );
    if (focused >= 0) this.#rows.querySelectorAll('input')[focused]?.focus();
  }

  #row({ name }: Stroke, at: number, chosen: number | undefined, painted: number | undefined): HTMLElement {
    const named = element('input', {
      class: 'tissuebook-input',
      attributes: {
        type: 'text',
        value: name,
        maxlength: '100',
        'aria-label': this.#trans.__('Name of stroke %1', at + 1),
      },
      on: { change: ({ target }) => this.#acts.rename(at, (target as HTMLInputElement).value.trim() || name) },
    });
    const cells = painted === undefined ? '' : this.#trans.__('%1 cells', painted);
    const radio = this.#radio(this.#trans.__('Stroke %1', at + 1), at, chosen);
    const remove = element('button', {
      ...{ text: '×', class: 'tissuebook-button' },
      attributes: { type: 'button', 'aria-label': this.#trans.__('Remove stroke %1', at + 1) },
      on: { click: () => this.#acts.remove(at) },
    });
    const said = element('span', { text: cells });
    return element('div', { class: 'tissuebook-Brush-stroke' }, radio, said, remove, named);
  }

  #radio(text: string, at: number | undefined, chosen: number | undefined): HTMLElement {
    const input = element('input', {
      attributes: { type: 'radio', name: this.#group },
      on: { change: () => this.#acts.choose(at) },
    });
    input.checked = at === chosen;
    return element('label', { class: 'tissuebook-check' }, input, element('span', { text }));
  }
}
