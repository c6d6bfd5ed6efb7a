import { type INotebookTracker, NotebookActions } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { modelCards, type ZooSummary } from '../../../src/protocol/models';
import { element } from '../dom';
import { choiceField } from '../forms/fields';
import { ZooSummaries } from './zooSummaries';
import { translatedCard } from './translatedCard';
import { ZooCardView } from './zooCardView';
import { ZooFilter } from './zooFilter';

/** The zoo on the page: what is looked for, the data that models are for, and the models as a list of which one is open. */
export class ZooView {
  readonly node = element('div');
  readonly #trans: TranslationBundle;
  readonly #cards: ZooCardView[];
  readonly #data;
  readonly #filter: ZooFilter;
  readonly #found = element('p', { class: 'tissuebook-Zoo-found', attributes: { role: 'status' } });
  readonly #summaries: ZooSummaries;
  #known: ReadonlyMap<string, ZooSummary> = new Map();
  #visible = false;

  constructor(trans: TranslationBundle, tracker: INotebookTracker, insert: (code: string) => void) {
    this.#trans = trans;
    this.#data = choiceField(trans.__('Data'), []);
    this.#data.input.addEventListener('input', () => this.#showFits());
    this.#filter = new ZooFilter(trans, this.#data.node, () => this.#list());
    this.#summaries = new ZooSummaries(
      tracker,
      () => this.#cards.map((card) => card.question),
      (summaries) => this.#learn(summaries),
    );
    const ask = (): void => (this.#visible ? this.#summaries.ask() : undefined);
    // A card tells of its cell while it is made, before there are any others.
    this.#cards = [];
    const open = (card: ZooCardView, wanted: boolean): void => this.#open(card, wanted);
    const around = { trans, tracker, insert, data: () => this.#data.input.value || undefined, changed: ask, open };
    for (const card of modelCards) this.#cards.push(new ZooCardView(translatedCard(trans, card), around));
    const followed = this.#cards.find((card) => card.followed);
    if (followed) this.#open(followed, true);
    const list = element('div', { class: 'tissuebook-Zoo-cards' }, ...this.#cards.map(({ node }) => node));
    this.node.append(this.#filter.node, this.#found, list);
    this.#learn(new Map());
    tracker.currentChanged.connect(ask);
    NotebookActions.executed.connect(ask);
  }

  /** Where the reader types what is looked for. */
  get field(): HTMLInputElement {
    return this.#filter.field;
  }

  /** The panel is on show, or not: a panel that nobody sees asks the kernel nothing. */
  set visible(visible: boolean) {
    this.#visible = visible;
    if (visible) this.#summaries.ask();
    else this.#summaries.stop();
  }

  /** Opens a card, which closes the others. */
  #open(card: ZooCardView, wanted: boolean): void {
    for (const each of this.#cards) if (each !== card && each.open) each.open = false;
    card.open = wanted;
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
    this.#filter.offer(name);
    for (const card of this.#cards) {
      card.showFit(name, name === undefined ? undefined : this.#known.get(name));
      card.update();
    }
    this.#list();
  }

  #list(): void {
    let shown = 0;
    for (const card of this.#cards) {
      card.node.hidden = !this.#filter.takes(card);
      if (!card.node.hidden) shown++;
    }
    this.#found.textContent = this.#filter.used ? this.#trans._n('%1 model found', '%1 models found', shown) : '';
  }
}
