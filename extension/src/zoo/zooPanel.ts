import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { type ZooCard, zooCards } from '../../../src/protocol/zoo';
import { element, freshId } from '../dom';
import { tissueIcon } from '../icon';
import { ZooCardView } from './zooCardView';

/** The side panel with the models: a search field and a card for each. */
export class ZooPanel extends Widget {
  readonly #trans: TranslationBundle;
  readonly #cards: { card: ZooCard; view: ZooCardView }[];
  readonly #field = element('input', {
    class: 'tissuebook-input',
    attributes: { type: 'search', id: freshId('search') },
    on: { input: () => this.#filter(this.#field.value) },
  });
  readonly #found = element('p', { class: 'tissuebook-Zoo-found', attributes: { role: 'status' } });

  constructor(trans: TranslationBundle, insert: (code: string) => void) {
    super();
    this.#trans = trans;
    this.id = 'tissuebook-zoo';
    this.addClass('tissuebook-Zoo');
    this.title.icon = tissueIcon;
    this.title.caption = trans.__('Model zoo');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Model zoo'));
    this.node.setAttribute('data-lm-suppress-shortcuts', 'true');
    this.#field.placeholder = trans.__('Task, model or input');
    this.#cards = zooCards.map((card) => ({ card, view: new ZooCardView(card, trans, insert) }));
    const list = element('div', { class: 'tissuebook-Zoo-cards' }, ...this.#cards.map(({ view }) => view.node));
    this.node.append(element('h2', { text: trans.__('Model zoo') }), this.#search(), this.#found, list);
  }

  /** The panel that is opened has the keyboard. */
  protected override onActivateRequest(): void {
    this.#field.focus();
  }

  #search(): HTMLElement {
    return element(
      'div',
      { class: 'tissuebook-Zoo-search' },
      element('label', { text: this.#trans.__('Search'), attributes: { for: this.#field.id } }),
      this.#field,
    );
  }

  #filter(query: string): void {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { card, view } of this.#cards) {
      const text = [card.name, card.task, card.summary, ...card.needs, ...card.gives].join(' ').toLowerCase();
      view.node.hidden = !words.every((word) => text.includes(word));
      if (!view.node.hidden) shown++;
    }
    this.#found.textContent = words.length ? this.#trans._n('%1 model found', '%1 models found', shown) : '';
  }
}
