import type { TranslationBundle } from '@jupyterlab/translation';
import { modelCards } from '../../../src/protocol/models';
import { element, freshId } from '../dom';
import { choiceField } from '../forms/fields';
import { taskName, tellingTasks } from './taskNames';
import type { ZooCardView } from './zooCardView';

/** Which models of the zoo are listed: by words, by what is to be done, and by what fits the data. */
export class ZooFilter {
  readonly node: HTMLElement;
  readonly field = element('input', {
    class: 'tissuebook-input',
    attributes: { type: 'search', id: freshId('search') },
  });
  readonly #task;
  readonly #fitting = element('input', { attributes: { type: 'checkbox' } });
  readonly #onlyFitting: HTMLElement;
  readonly #fittingText = element('span');
  readonly #trans: TranslationBundle;

  /** @param changed another filter */
  constructor(trans: TranslationBundle, data: HTMLElement, changed: () => void) {
    this.#trans = trans;
    this.field.placeholder = trans.__('Task, model, input, size or paper');
    const tasks = tellingTasks(modelCards)
      .map((value) => ({ value, name: taskName(trans, value) }))
      .sort((a, b) => a.name.localeCompare(b.name));
    this.#task = choiceField(trans.__('To do'), [{ value: '', name: trans.__('anything') }, ...tasks]);
    this.#onlyFitting = element('label', { class: 'tissuebook-check' }, this.#fitting, this.#fittingText);
    this.#onlyFitting.hidden = true;
    this.node = element(
      'div',
      { class: 'tissuebook-Zoo-search', attributes: { role: 'search' } },
      element('label', { text: trans.__('Search'), attributes: { for: this.field.id } }),
      this.field,
      element('div', { class: 'tissuebook-Zoo-choices' }, this.#task.node, data),
      this.#onlyFitting,
    );
    for (const input of [this.field, this.#task.input, this.#fitting]) input.addEventListener('input', changed);
  }

  /** Offers to list what fits the data of a variable, where something is known of it. */
  offer(name: string | undefined): void {
    this.#onlyFitting.hidden = name === undefined;
    this.#fittingText.textContent = name === undefined ? '' : this.#trans.__('Only what fits %1', name);
  }

  /** Whether anything is left out. */
  get used(): boolean {
    return this.field.value.trim() !== '' || this.#task.input.value !== '' || this.#onlyFits;
  }

  get #onlyFits(): boolean {
    return this.#fitting.checked && !this.#onlyFitting.hidden;
  }

  takes(card: ZooCardView): boolean {
    const words = this.field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const task = this.#task.input.value;
    return (
      words.every((word) => card.words.includes(word)) &&
      (task === '' || card.card.tasks.includes(task)) &&
      (!this.#onlyFits || card.fits !== false)
    );
  }
}
