import type { TranslationBundle } from '@jupyterlab/translation';
import { type ZooCard, zooCode, type ZooOption, type ZooValues } from '../../../src/protocol/zoo';
import { element, freshId } from '../dom';

/** One model: what it does and needs, a form for its options, and the button that inserts its cell. */
export class ZooCardView {
  readonly node: HTMLElement;
  readonly #card: ZooCard;
  readonly #trans: TranslationBundle;
  readonly #fields = new Map<string, HTMLInputElement | HTMLSelectElement>();
  readonly #wrong = element('p', { class: 'tissuebook-wrong', attributes: { role: 'alert', id: freshId('wrong') } });
  readonly #code = element('code');

  constructor(card: ZooCard, trans: TranslationBundle, insert: (code: string) => void) {
    this.#card = card;
    this.#trans = trans;
    const heading = freshId('card');
    const submit = (event: Event): void => {
      event.preventDefault();
      const code = this.#update();
      if (code !== undefined) insert(code);
    };
    const form = element(
      'form',
      { attributes: { novalidate: '' }, on: { submit, input: () => void this.#update() } },
      ...card.options.map((option) => this.#field(option)),
      this.#wrong,
      element('button', {
        class: 'tissuebook-button tissuebook-main',
        text: trans.__('Insert cell'),
        attributes: { type: 'submit', 'aria-label': trans.__('Insert a cell that trains %1', card.name) },
      }),
    );
    this.node = element(
      'article',
      { class: 'tissuebook-Card', attributes: { 'aria-labelledby': heading, 'data-model': card.id } },
      element('h3', { text: card.name, attributes: { id: heading } }),
      element('p', { class: 'tissuebook-Card-task', text: card.task }),
      element('p', { text: card.summary }),
      this.#facts(),
      form,
      this.#preview(),
    );
    this.#update();
  }

  #facts(): HTMLElement {
    const { needs, gives, paper } = this.#card;
    const fact = (name: string, text: string): HTMLElement[] => [
      element('dt', { text: name }),
      element('dd', { text }),
    ];
    return element(
      'dl',
      {},
      ...fact(this.#trans.__('Needs'), needs.join(', ')),
      ...fact(this.#trans.__('Writes'), gives.join(', ')),
      ...fact(this.#trans.__('Paper'), paper),
    );
  }

  #field(option: ZooOption): HTMLElement {
    const [id, help] = [freshId('field'), freshId('help')];
    const attributes = { id, name: option.name, 'aria-describedby': `${help} ${this.#wrong.id}` };
    const field =
      option.type === 'choice'
        ? element('select', { attributes }, ...option.choices.map((choice) => element('option', { text: choice })))
        : element('input', {
            attributes: { ...attributes, type: 'number', step: '1', min: `${option.low}`, max: `${option.high}` },
          });
    field.value = String(option.value);
    field.classList.add('tissuebook-input');
    this.#fields.set(option.name, field);
    return element(
      'div',
      { class: 'tissuebook-field' },
      element('label', { text: option.label, attributes: { for: id } }),
      field,
      element('p', { class: 'tissuebook-help', text: option.help, attributes: { id: help } }),
    );
  }

  #preview(): HTMLElement {
    return element(
      'details',
      {},
      element('summary', { text: this.#trans.__('Code') }),
      element('pre', { attributes: { tabindex: '0' } }, this.#code),
    );
  }

  /** Reads the form; shows its code, or what is wrong with it. */
  #update(): string | undefined {
    const values: ZooValues = Object.fromEntries(
      this.#card.options.map(({ name, type }) => {
        const { value } = this.#fields.get(name)!;
        return [name, type === 'integer' ? (value.trim() === '' ? NaN : Number(value)) : value];
      }),
    );
    const result = zooCode(this.#card, values);
    for (const [name, field] of this.#fields) {
      field.setAttribute('aria-invalid', String('wrong' in result && result.option === name));
    }
    this.#wrong.textContent = 'wrong' in result ? result.wrong : '';
    if ('wrong' in result) return undefined;
    this.#code.textContent = result.code;
    return result.code;
  }
}
