import type { INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  emptyValue,
  formOptions,
  type ModelCard,
  type Say,
  zooArguments,
  zooCode,
  type ZooSummary,
  type ZooQuestion,
  type ZooValues,
} from '../../../src/protocol/models';
import type { ZooCall } from '../code/zooCall';
import { element, freshId } from '../dom';
import { choiceField, type Field } from '../forms/fields';
import { CellLink } from './cellLink';
import { fitWords } from './fitWords';
import { OptionField } from './optionField';

/** What a card is made of and what it tells. */
export interface CardSurroundings {
  trans: TranslationBundle;
  tracker: INotebookTracker;
  /** The variable with the data that new code is for. */
  data: () => string | undefined;
  insert: (code: string) => void;
  /** The form was changed, so that what training takes may be another. */
  changed: () => void;
  /** The reader opens or closes a card, or its model's cell was found. */
  open: (card: ZooCardView, open: boolean) => void;
}

/** One model, a line of the list that opens: what it does and needs, how it fits the data, a form in step with the cell that makes it, and its code. */
export class ZooCardView {
  readonly node: HTMLElement;
  readonly card: ModelCard;
  readonly #around: CardSurroundings;
  readonly #say: Say;
  readonly #fields: OptionField[];
  readonly #look: Field<HTMLSelectElement>;
  readonly #wrong = element('p', { class: 'tissuebook-wrong', attributes: { role: 'alert', id: freshId('wrong') } });
  readonly #fit = element('p', { class: 'tissuebook-Card-fit', attributes: { role: 'status' } });
  readonly #step: HTMLElement;
  readonly #head: HTMLButtonElement;
  readonly #badge = element('span', { class: 'tissuebook-Card-badge' });
  readonly #body: HTMLElement;
  #followed = false;
  #fits: boolean | undefined;
  readonly #code = element('code');
  readonly #link: CellLink;

  constructor(card: ModelCard, around: CardSurroundings) {
    const { trans } = around;
    this.card = card;
    this.#around = around;
    this.#say = (text) => trans.__(text);
    this.#fields = formOptions(card, this.#say).map((option) => new OptionField(trans, option, this.#wrong.id));
    this.#look = choiceField(
      trans.__('Then'),
      card.looks.map(({ label }, at) => ({ value: String(at), name: label })),
    );
    const goTo = (): void => this.#link.goTo();
    this.#step = element(
      'p',
      { class: 'tissuebook-Card-step' },
      element('span', { text: trans.__('In step with a cell: edit either. '), attributes: { role: 'status' } }),
      element('button', {
        class: 'tissuebook-button',
        text: trans.__('Go to the cell'),
        attributes: { type: 'button' },
        on: { click: goTo },
      }),
    );
    const heading = freshId('card');
    this.#body = element(
      'div',
      { class: 'tissuebook-Card-body', attributes: { id: freshId('card') } },
      element('p', { text: card.purpose }),
      this.#fit,
      this.#form(),
      this.#preview(),
      this.#details(),
    );
    this.#head = element(
      'button',
      {
        class: 'tissuebook-Card-head',
        attributes: { type: 'button', 'aria-controls': this.#body.id },
        on: { click: () => around.open(this, !this.open) },
      },
      element('span', { class: 'tissuebook-Card-name', text: card.name, attributes: { id: heading } }),
      element('span', { class: 'tissuebook-Card-task', text: card.task }),
      this.#badge,
    );
    this.node = element(
      'article',
      { class: 'tissuebook-Card', attributes: { 'aria-labelledby': heading, 'data-model': card.id } },
      element('h3', {}, this.#head),
      this.#body,
    );
    this.open = false;
    this.#showEmpty();
    this.#link = new CellLink(around.tracker, card.id, (call) => this.#follow(call));
  }

  get open(): boolean {
    return !this.#body.hidden;
  }

  set open(open: boolean) {
    this.#body.hidden = !open;
    this.#head.setAttribute('aria-expanded', String(open));
    if (open) this.node.scrollIntoView({ block: 'nearest' });
  }

  /** Whether a cell of the notebook makes this model. */
  get followed(): boolean {
    return this.#followed;
  }

  /** The words that a search looks through. */
  get words(): string {
    const { name, task, purpose, needs, gives, paper, looks } = this.card;
    const options = this.#fields.map(({ option }) => option);
    const sizes = options.flatMap(({ choices, help }) => (choices ? [...choices, help] : []));
    const texts = [...needs.map(({ text }) => text), ...looks.map(({ label }) => label)];
    return [name, task, purpose, ...texts, ...gives, paper, ...sizes].join(' ').toLowerCase();
  }

  /** What the kernel is asked about this model: with the values of the form, where they are sound. */
  get question(): ZooQuestion {
    const values = 'wrong' in zooCode(this.card, this.#values) ? {} : this.#values;
    const { create, fit } = zooArguments(this.card, values);
    return { model: this.card.id, create, fit: fit as ZooQuestion['fit'] };
  }

  /** Whether the model takes the data; undefined when that is not known. */
  get fits(): boolean | undefined {
    return this.#fits;
  }

  /** Shows how the model fits the data of a variable; undefined when nothing is known. */
  showFit(name: string | undefined, summary: ZooSummary | undefined): void {
    const fit = summary?.fits.find(({ model }) => model === this.card.id);
    const words = name !== undefined && summary && fit ? fitWords(this.#around.trans, name, summary, fit) : '';
    if (this.#fit.textContent !== words) this.#fit.textContent = words;
    this.#fit.classList.toggle('tissuebook-wrong', fit !== undefined && 'refused' in fit);
    const { trans } = this.#around;
    this.#fits = fit && !('refused' in fit);
    this.#badge.textContent = !fit ? '' : this.#fits ? trans.__('fits') : trans.__('does not fit');
    this.#badge.classList.toggle('tissuebook-mod-fits', this.#fits === true);
  }

  /** Says in the fields what is taken where they are empty, which depends on the size. */
  #showEmpty(): void {
    const size = this.#values['preset'];
    for (const field of this.#fields) field.showEmpty(emptyValue(this.card, field.option.name, size), String(size));
  }

  /** Reads the form; shows its code, or what is wrong with it. */
  update(): string | undefined {
    const result = zooCode(this.card, this.#values, {
      data: this.#around.data(),
      look: Number(this.#look.input.value),
      say: this.#say,
    });
    for (const field of this.#fields) field.wrong = 'wrong' in result && result.option === field.option.name;
    const wrong = 'wrong' in result ? result.wrong : '';
    if (this.#wrong.textContent !== wrong) this.#wrong.textContent = wrong;
    if ('wrong' in result) return undefined;
    this.#code.textContent = result.code;
    return result.code;
  }

  get #values(): ZooValues {
    return Object.fromEntries(this.#fields.map(({ option, value }) => [option.name, value]));
  }

  /** The cell changed: the form says what it says. */
  #follow(call: ZooCall | undefined): void {
    this.#step.hidden = !call;
    for (const field of this.#fields) field.follow(call?.read(field.option));
    this.#showEmpty();
    this.update();
    this.#around.changed();
    if (call && !this.#followed) this.#around.open(this, true);
    this.#followed = call !== undefined;
  }

  /** The form changed: the cell says what it says, where that is sound. */
  #edited(event: Event): void {
    this.#showEmpty();
    this.update();
    const name = (event.target as HTMLInputElement).name;
    const field = this.#fields.find(({ option }) => option.name === name);
    const result = zooCode(this.card, this.#values);
    if (field && !('wrong' in result && result.option === name)) this.#link.write(field.option, field.value);
    this.#around.changed();
  }

  #form(): HTMLElement {
    const { trans, insert } = this.#around;
    const submit = (event: Event): void => {
      event.preventDefault();
      const code = this.update();
      if (code !== undefined) insert(code);
    };
    const first = this.#fields.filter(({ option }) => !option.more);
    const more = this.#fields.filter(({ option }) => option.more);
    return element(
      'form',
      { attributes: { novalidate: '' }, on: { submit, input: (event) => this.#edited(event) } },
      element('div', { class: 'tissuebook-Card-fields' }, ...first.map(({ node }) => node)),
      element(
        'details',
        {},
        element('summary', { text: trans.__('More options') }),
        element('div', { class: 'tissuebook-Card-fields' }, ...more.map(({ node }) => node)),
      ),
      this.#look.node,
      this.#wrong,
      this.#step,
      element('button', {
        class: 'tissuebook-button tissuebook-main',
        text: trans.__('Insert cell'),
        attributes: { type: 'submit', 'aria-label': trans.__('Insert a cell that trains %1', this.card.name) },
      }),
    );
  }

  #details(): HTMLElement {
    const { needs, gives, paper } = this.card;
    const row = (name: string, text: string): HTMLElement[] => [element('dt', { text: name }), element('dd', { text })];
    const { trans } = this.#around;
    return element(
      'dl',
      {},
      ...row(trans.__('Needs'), needs.map(({ text }) => text).join('; ')),
      ...row(trans.__('Writes'), gives.join(', ')),
      ...row(trans.__('Paper'), paper),
    );
  }

  #preview(): HTMLElement {
    return element(
      'details',
      {},
      element('summary', { text: this.#around.trans.__('Code') }),
      element('pre', { attributes: { tabindex: '0' } }, this.#code),
    );
  }
}
