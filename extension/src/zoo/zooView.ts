import { type INotebookTracker, NotebookActions } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { modelCards, type ZooSummary } from '../../../src/protocol/models';
import { element, freshId } from '../dom';
import { choiceField } from '../forms/fields';
import { ZooSummaries } from './zooSummaries';
import { translatedCard } from './translatedCard';
import { ZooCardView } from './zooCardView';

/** The zoo on the page: a search field, the data that models are for, and a card for each model. */
export class ZooView {
  readonly node = element('div');
  readonly field = element('input', {
    class: 'tissuebook-input',
    attributes: { type: 'search', id: freshId('search') },
    on: { input: () => this.#filter(this.field.value) },
  });
  readonly #trans: TranslationBundle;
  readonly #cards: ZooCardView[];
  readonly #data;
  readonly #found = element('p', { class: 'tissuebook-Zoo-found', attributes: { role: 'status' } });
  readonly #summaries: ZooSummaries;
  #known: ReadonlyMap<string, ZooSummary> = new Map();
  #visible = false;

  constructor(trans: TranslationBundle, tracker: INotebookTracker, insert: (code: string) => void) {
    this.#trans = trans;
    this.field.placeholder = trans.__('Task, model, input, size or paper');
    this.#data = choiceField(trans.__('Data'), []);
    this.#data.input.addEventListener('input', () => this.#showFits());
    this.#summaries = new ZooSummaries(
      tracker,
      () => this.#cards.map((card) => card.question),
      (summaries) => this.#learn(summaries),
    );
    const ask = (): void => (this.#visible ? this.#summaries.ask() : undefined);
    // A card tells of its cell while it is made, before there are any others.
    this.#cards = [];
    const around = { trans, tracker, insert, data: () => this.#data.input.value || undefined, changed: ask };
    for (const card of modelCards) this.#cards.push(new ZooCardView(translatedCard(trans, card), around));
    const list = element('div', { class: 'tissuebook-Zoo-cards' }, ...this.#cards.map(({ node }) => node));
    this.node.append(this.#search(), this.#data.node, this.#found, list);
    this.#learn(new Map());
    tracker.currentChanged.connect(ask);
    NotebookActions.executed.connect(ask);
  }

  /** The panel is on show, or not: a panel that nobody sees asks the kernel nothing. */
  set visible(visible: boolean) {
    this.#visible = visible;
    if (visible) this.#summaries.ask();
    else this.#summaries.stop();
  }

  #learn(summaries: ReadonlyMap<string, ZooSummary>): void {
    this.#known = summaries;
    const { input } = this.#data;
    const before = input.value;
    const names = [...summaries.keys()];
    const options = names.map((name) => element('option', { text: name, attributes: { value: name } }));
    const sample = this.#trans.__('the sample that comes with Tissuebook');
    input.replaceChildren(...options, element('option', { text: sample, attributes: { value: '' } }));
    input.value = names.includes(before) ? before : (names[0] ?? '');
    this.#showFits();
  }

  #showFits(): void {
    const name = this.#data.input.value || undefined;
    for (const card of this.#cards) {
      card.showFit(name, name === undefined ? undefined : this.#known.get(name));
      card.update();
    }
  }

  #search(): HTMLElement {
    return element(
      'div',
      { class: 'tissuebook-Zoo-search' },
      element('label', { text: this.#trans.__('Search'), attributes: { for: this.field.id } }),
      this.field,
    );
  }

  #filter(query: string): void {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of this.#cards) {
      card.node.hidden = !words.every((word) => card.words.includes(word));
      if (!card.node.hidden) shown++;
    }
    this.#found.textContent = words.length ? this.#trans._n('%1 model found', '%1 models found', shown) : '';
  }
}
